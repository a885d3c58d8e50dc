"""Column types that mean the same on SQLite and on PostgreSQL."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Numeric, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

BigId = BigInteger().with_variant(Integer, "sqlite")
"""64 bits everywhere, and self-counting as a primary key on SQLite (only INTEGER is, there)."""


Value = TypeVar("Value")


class _ColumnType(TypeDecorator[Value]):
    """A column type of ours.

    All columns of a type are compared by one class; SQLAlchemy would make one of 3 KB for each.
    """

    def __init_subclass__(cls) -> None:
        own: Any = cls
        bases = (TypeDecorator.Comparator, own.impl.comparator_factory)
        own.comparator_factory = type("Comparator", bases, {})


class UtcDateTime(_ColumnType[datetime]):
    """An aware UTC datetime; SQLite has no time zones and would return naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: its zone is not known")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return UTC, aware."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MoneyColumn(_ColumnType[Decimal]):
    """A `Decimal` kept exactly: NUMERIC on PostgreSQL, text on SQLite (its NUMERIC is a REAL)."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the exact type that the database has."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(Numeric(38, 12))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Write SQLite's text without an exponent."""
        if value is None or dialect.name != "sqlite":
            return value
        return format(value, "f")

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Return the exact value without PostgreSQL's padding zeros."""
        del dialect
        return None if value is None else Decimal(value).normalize()


class TextEnum(_ColumnType[StrEnum]):
    """A `StrEnum` by its value; a new member needs no migration, as a native ENUM would."""

    impl = String
    cache_ok = True

    def __init__(self, members: type[StrEnum]) -> None:
        super().__init__(32)
        self.members = members

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Store the value, checked."""
        del dialect
        return None if value is None else self.members(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Return the member."""
        del dialect
        return None if value is None else self.members(value)


class JsonColumn(_ColumnType[Any]):
    """A JSON value as text: small, read whole, never queried into."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write compact JSON."""
        del dialect
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read it back."""
        del dialect
        return None if value is None else json.loads(value)


COUNTING_ON = {"sqlite_autoincrement": True}
"""Of tables whose numbers people see or buttons carry: none is given twice, and a copy that is put
back counts ahead."""
