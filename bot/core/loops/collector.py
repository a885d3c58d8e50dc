"""The garbage collector, kept from looking at thousands of new objects again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


class Collector:
    """The collector; all of the process waits while it looks through a long list."""

    def __init__(self) -> None:
        self._pauses = 0

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let it wait until the block ends, and other such blocks with it."""
        self._pauses += 1
        gc.disable()
        try:
            yield
        finally:
            self._pauses -= 1
            if self._pauses == 0:
                gc.enable()


collector = Collector()
