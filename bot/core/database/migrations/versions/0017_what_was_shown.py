"""What was shown is kept beside what was ordered, and no number of a form is given twice.

SQLite gives the number of a deleted row to the next one, so that a button of the one would act on
the other; AUTOINCREMENT counts on, as sequences do on PostgreSQL.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COUNTING_ON = ("drafts", "mass_orders", "approvals", "exports", "broadcasts")
COUNTING = {"sqlite_autoincrement": True}
AHEAD = 1_000_000
"""So far the forms of a database in use jump: nobody knows the highest number that was deleted."""


def upgrade() -> None:
    with op.batch_alter_table("orders") as batch_op:
        batch_op.add_column(sa.Column("quote", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("offer", sa.Text(), nullable=True))
    with op.batch_alter_table("favourites") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("mass_orders") as batch_op:
        batch_op.add_column(sa.Column("quotes", sa.Text(), nullable=False, server_default="{}"))
    if op.get_bind().dialect.name == "sqlite":
        _count_on()


def _count_on() -> None:
    for name in COUNTING_ON:
        with op.batch_alter_table(name, recreate="always", table_kwargs=COUNTING):
            pass
    in_use = op.get_bind().execute(sa.text("select 1 from chats limit 1")).first()
    if in_use is not None:
        last = op.get_bind().execute(sa.text("select coalesce(max(id), 0) from drafts")).scalar()
        op.execute("delete from sqlite_sequence where name = 'drafts'")
        op.get_bind().execute(
            sa.text("insert into sqlite_sequence values ('drafts', :last)"),
            {"last": (last or 0) + AHEAD},
        )
    broken = op.get_bind().execute(sa.text("pragma foreign_key_check")).first()
    if broken is not None:
        raise RuntimeError(f"a row of {broken[0]} refers to one that is not there")


def downgrade() -> None:
    with op.batch_alter_table("mass_orders") as batch_op:
        batch_op.drop_column("quotes")
    with op.batch_alter_table("favourites") as batch_op:
        batch_op.drop_column("name")
    with op.batch_alter_table("orders") as batch_op:
        batch_op.drop_column("offer")
        batch_op.drop_column("quote")
