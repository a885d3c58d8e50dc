"""Faults that a panel can be told to have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any


class Fault(Enum):
    """What goes wrong with a call; those named `..._AFTER` and the last five happen when done.

    `SAYS` and `SAYS_AFTER` answer whatever is wanted: `code` and what `body` makes of the panel's
    own answer, of `None` where it has not looked at the call.
    """

    SLOW = auto()  # waits `seconds` before it looks at the call
    SLOW_AFTER = auto()  # does it, then waits `seconds`
    RESET = auto()  # closes the connection before it looks at the call
    ERROR_500 = auto()
    HTML_500 = auto()
    HTML_200 = auto()  # a page of the guard before the panel
    RATE_LIMIT = auto()  # 429, with Retry-After of `seconds`
    MAINTENANCE = auto()
    WRONG_KEY = auto()
    REFUSAL = auto()  # the given `text`
    SAYS = auto()
    SAYS_AFTER = auto()
    ERROR_500_AFTER = auto()
    LOST_ANSWER = auto()  # does it, then closes the connection
    EMPTY = auto()
    NULL = auto()
    NO_ID = auto()
    TRUNCATED = auto()


@dataclass(eq=False)
class Injected:
    """A fault for the next calls of an action."""

    action: str
    fault: Fault
    times: int | None
    seconds: float
    text: str
    code: int
    body: Callable[[Any], Any]
    only: Mapping[str, str]

    def concerns(self, action: str, params: Mapping[str, str]) -> bool:
        """Return whether a call has it."""
        is_one = all(params.get(name) == value for name, value in self.only.items())
        return self.action in {action, "*"} and is_one


class Faults:
    """The faults that wait for their calls."""

    def __init__(self) -> None:
        self._waiting: list[Injected] = []

    def add(
        self,
        action: str,
        fault: Fault,
        *,
        times: int | None = None,
        seconds: float = 1.0,
        text: str = "Something went wrong.",
        code: int = 200,
        body: Callable[[Any], Any] = lambda answer: answer,
        **only: str,
    ) -> Injected:
        """Let an action (`*`: any) fail, for the next `times` calls or until cleared.

        Args:
            only: parameters that the call has to have: `service="1"`, `link="https://..."`.
        """
        injected = Injected(action, fault, times, seconds, text, code, body, only)
        self._waiting.append(injected)
        return injected

    def waits_for(self, action: str) -> bool:
        """Return whether a fault waits for this very action's next call."""
        return any(injected.action == action for injected in self._waiting)

    def __contains__(self, injected: Injected) -> bool:
        return injected in self._waiting

    def discard(self, injected: Injected) -> None:
        """Forget a fault, unless it has happened already."""
        if injected in self._waiting:
            self._waiting.remove(injected)

    def clear(self) -> None:
        """Forget all faults."""
        self._waiting.clear()

    def take(self, action: str, params: Mapping[str, str]) -> Injected | None:
        """Return the fault of this call, and count it."""
        for injected in self._waiting:
            if injected.concerns(action, params):
                if injected.times is not None:
                    injected.times -= 1
                    if injected.times == 0:
                        self._waiting.remove(injected)
                return injected
        return None
