"""What columns of our own types are made of."""

from sqlalchemy import inspect
from sqlalchemy.types import TypeEngine

from bot.core.database import types
from bot.core.database.row import Row
from bot.tables import MODULES


def is_our_own(kind: TypeEngine[object]) -> bool:
    return type(kind).__module__ == types.__name__


def test_columns_of_a_type_share_what_compares_them() -> None:
    assert MODULES
    columns = [column for table in Row.__subclasses__() for column in inspect(table).columns]
    ours = [column.type for column in columns if is_our_own(column.type)]
    assert len({it.comparator_factory for it in ours}) == len({type(it) for it in ours})
