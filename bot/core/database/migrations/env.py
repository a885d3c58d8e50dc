"""Alembic's entry: runs the migrations on the connection that bot.core.database.migrate opened."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import BigInteger
from sqlmodel.sql.sqltypes import AutoString

from bot.core.database import types
from bot.tables import METADATA

IN_THE_DATABASE: dict[type, str] = {
    types.MoneyColumn: "types.MoneyColumn()",
    types.UtcDateTime: "sa.DateTime(timezone=True)",
    types.JsonColumn: "sa.Text()",
    types.TextEnum: "sa.String(32)",
    BigInteger: "types.BigId",
    AutoString: "sa.String()",
}


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types into a migration by what they are in the database."""
    del autogen
    return IN_THE_DATABASE.get(type(item), False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render_item,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
