"""Of which tests coverage is taken: to be measured makes a test take three times as long.

Of the cases of a dialogue the first is measured: the others start a bot again to go much the same
ways. So the figure is a lower bound. Examples are measured as few as `make test` draws, and what
may take minutes not at all: most of it happens in processes of their own.
"""

from collections.abc import Generator

import pytest
from coverage import Coverage

from tests.collection import QUICK, longest

LONG = 200.0  # seconds
_MEASURED = pytest.StashKey[bool]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Choose the tests."""
    draws_few = session.config.getoption("--hypothesis-profile") == QUICK
    seen: set[str] = set()
    for item in session.items:
        is_short = longest(item) < LONG and (draws_few or not _is_drawn(item))
        item.stash[_MEASURED] = is_short and (not _is_dialogue(item) or _test(item) not in seen)
        seen.add(_test(item))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure nothing while another test runs."""
    measuring = None if item.stash[_MEASURED] else Coverage.current()
    if measuring is None:
        return (yield)
    measuring.stop()
    try:
        return (yield)
    finally:
        measuring.start()


def _is_drawn(item: pytest.Item) -> bool:
    return item.get_closest_marker("hypothesis") is not None


def _is_dialogue(item: pytest.Item) -> bool:
    return "bench" in getattr(item, "fixturenames", ())


def _test(item: pytest.Item) -> str:
    """Return what an item is a case of."""
    return item.nodeid.partition("[")[0]
