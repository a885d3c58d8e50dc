"""Of which tests coverage is taken: to be measured makes a test take nearly twice as long.

Of the cases of a dialogue one is measured, of those of `make test` if it has any: the others start
a bot again to go much the same ways. Examples are measured as few as `make test` draws, and what
may take minutes not at all: most of it happens in processes of their own. On PostgreSQL SQLAlchemy
switches greenlets, and a tracer that can follow them takes half as long again for all tests: what
happens on it is not measured. So the figure is a lower bound.
"""

from collections.abc import Generator

import pytest
from coverage import Coverage

from tests.collection import QUICK, longest

LONG = 200.0  # seconds
_MEASURED = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose the tests, of all that there are: those that are run may be others' cases."""
    draws_few = config.getoption("--hypothesis-profile") == QUICK
    chosen: dict[str, pytest.Item] = {}
    for item in sorted(items, key=_is_for_proof):
        chosen.setdefault(_test(item), item)
    for item in items:
        is_short = longest(item) < LONG and (draws_few or not _is_drawn(item))
        is_chosen = not _is_dialogue(item) or chosen[_test(item)] is item
        item.stash[_MEASURED] = is_short and is_chosen


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure a test or not, and go on after it."""
    measuring = Coverage.current()
    if measuring is not None and not item.stash[_MEASURED]:
        measuring.stop()
    try:
        return (yield)
    finally:
        if measuring is not None and Coverage.current() is None:
            measuring.start()


def _is_for_proof(item: pytest.Item) -> bool:
    return item.get_closest_marker("proof") is not None


def _is_drawn(item: pytest.Item) -> bool:
    return item.get_closest_marker("hypothesis") is not None


def _is_dialogue(item: pytest.Item) -> bool:
    return "bench" in getattr(item, "fixturenames", ())


def _test(item: pytest.Item) -> str:
    """Return what an item is a case of."""
    return item.nodeid.partition("[")[0]
