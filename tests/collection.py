"""How the tests of a process run: in which order, with how many examples, and with what memory."""

import gc

import hypothesis
import pytest

QUICK = "quick"
# Without deadlines: how long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("full", deadline=None)
hypothesis.settings.register_profile(QUICK, max_examples=20, deadline=None)  # `make test`
hypothesis.settings.load_profile("full")
GARBAGE = (20_000, 20, 20)  # looked for thirty times as seldom as usual


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what may take longest: at the end the other processes would wait for it."""
    items.sort(key=longest, reverse=True)


def longest(item: pytest.Item) -> float:
    """Return how many seconds a test may take, if it says so."""
    timeout = item.get_closest_marker("timeout")
    return float(timeout.args[0]) if timeout else 0.0


def pytest_collection_finish() -> None:
    """Take what was loaded off the garbage collector's hands; a dialogue makes much to look at."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
