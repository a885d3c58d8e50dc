"""What is particular to each action of the API: time-outs, and whether a call may be repeated."""

from dataclasses import dataclass

from bot.panel.api.errors import BusyError, NotSentError, PanelError, UnclearError

CONNECT_SECONDS = 10.0
MEBIBYTE = 1024 * 1024
LONGEST_WAIT = 30.0  # for which a Retry-After is waited out within a call
READ_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Action:
    """An action of the API.

    Attributes:
        read_seconds: how long to wait for more of the answer; giving up early on `add` would only
            make its end unclear.
        deadline_seconds: of the whole call, from connecting to the last byte.
        largest_answer: in bytes, unpacked.
        most_values: that an answer may hold, each of which takes up to a hundred bytes.
        is_read: it changes nothing, so it may be sent again.
    """

    name: str
    read_seconds: float = 30.0
    deadline_seconds: float = 60.0
    largest_answer: int = 2 * MEBIBYTE
    most_values: int = 200_000
    is_read: bool = True


SERVICES = Action(
    "services",
    read_seconds=60.0,
    deadline_seconds=300.0,
    largest_answer=32 * MEBIBYTE,  # 50,000 services are about 20 MiB
    most_values=2_000_000,  # and less than a million values
)
BALANCE = Action("balance")
STATUS = Action("status")
REFILL_STATUS = Action("refill_status")
ADD = Action("add", read_seconds=120.0, deadline_seconds=150.0, is_read=False)
REFILL = Action("refill", read_seconds=60.0, deadline_seconds=90.0, is_read=False)
CANCEL = Action("cancel", read_seconds=60.0, deadline_seconds=90.0, is_read=False)


def may_repeat(action: Action, error: PanelError, attempt: int) -> bool:
    """Return whether a failed call may be sent again at once.

    Only reads are repeated: the API has no key by which a panel would know a second `add`.

    Args:
        attempt: how many times it was sent, from 1.
    """
    if not action.is_read or attempt >= READ_ATTEMPTS:
        return False
    if isinstance(error, BusyError):
        return (error.retry_after or 0.0) <= LONGEST_WAIT
    return isinstance(error, NotSentError | UnclearError)
