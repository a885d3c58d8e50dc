"""Compiled SQL, kept from one test's database to the next, as a bot keeps it while it runs."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

STATEMENTS = 2000


def keep_compiled(patch: pytest.MonkeyPatch) -> None:
    """Have the databases of this process compile each statement once for all of them."""
    kept: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    initialize = Engine.__init__

    def initialized(engine: Engine, *args: Any, **options: Any) -> None:
        initialize(engine, *args, **options)
        engine._compiled_cache = kept

    patch.setattr(Engine, "__init__", initialized)
    # A statement is kept for its dialect, of which each engine has one of its own.
    patch.setattr(DefaultDialect, "__eq__", _is_alike)
    patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))


def _is_alike(dialect: DefaultDialect, other: object) -> bool:
    return type(dialect) is type(other)
