"""What every table is."""

from sqlmodel import SQLModel


class Row(SQLModel):
    """A row of a table.

    What validates and dumps it is built when it is first used: rows are not validated, most tables
    are never dumped, and for all of them it would take 2 MB.
    """

    model_config = {"defer_build": True}
