"""How a call to the panel can fail; the classes tell whether anything may have been done.

PanelError
├── RefusedError     the panel said no in words: nothing was done
├── BusyError        too many requests, or maintenance, said in so many words: nothing was done
├── NotSentError     no name, no connection, no TLS: the request surely never left
└── UnclearError     time-out, cut connection, 5xx, HTML, no order id: it may have been done
    └── NoListError  the panel was asked for its services, and answered without a list
"""

from bot.panel.api.values import text_of
from bot.panel.rules.refusals import RefusalReason

LONGEST_TEXT = 300


class PanelError(Exception):
    """A call that brought no result; `text` is short, free of the key, safe to log and store."""

    def __init__(self, text: str) -> None:
        self.text = text_of(text, LONGEST_TEXT)
        super().__init__(self.text)


class RefusedError(PanelError):
    """The panel said no, in words: nothing was done."""

    def __init__(self, reason: RefusalReason, text: str) -> None:
        super().__init__(text)
        self.reason = reason


class BusyError(PanelError):
    """Too many requests, or maintenance: nothing was done. `retry_after` is in seconds."""

    def __init__(self, text: str, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class NotSentError(PanelError):
    """The request surely never left this machine."""


class UnclearError(PanelError):
    """Nobody can say what happened: the panel may have done what it was asked for.

    `order_id` is the panel's number where one stood in the answer, beside an error say; `words`
    are the panel's own, empty where it has said nothing to people.
    """

    def __init__(self, text: str, order_id: str | None = None, *, words: str = "") -> None:
        super().__init__(text)
        self.order_id = order_id
        self.words = " ".join(words.split())[:LONGEST_TEXT]


class NoListError(UnclearError):
    """The panel was asked for its services, and answered without a list."""
