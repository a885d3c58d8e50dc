"""What the buttons carry: short, typed and self-contained, at most 64 bytes.

A button is `area:arg:arg`; arguments are our own numbers and words, never names or prices, so
that it works on an old message and after a restart, whatever the catalogue's names are.
"""

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MAX_DIGITS = 18  # what fits a database's integer
MAX_BYTES = 64  # telegram.constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA


class Area(StrEnum):
    """What buttons are about: the first word of their data; each feature names its own.

    No two features may use the same word (`bot.features` sees to that).
    """


def areas() -> dict[str, Area]:
    """Return every feature's areas by their words."""
    return {area.value: area for feature in Area.__subclasses__() for area in feature}


@dataclass(frozen=True, slots=True)
class CallbackData:
    """A button's data, read."""

    area: Area
    args: tuple[str, ...]

    def text(self, index: int) -> str:
        """Return an argument; empty if the button has none there."""
        return self.args[index] if index < len(self.args) else ""

    def number(self, index: int) -> int:
        """Return an argument as a number; -1, which nothing is called, if it is none of ours."""
        text = self.text(index)
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
            return -1
        return int(text)


def digest_of(*shown: object) -> str:
    """Return eight characters that stand for what a message shows: its buttons carry them.

    A button that spends does so only while what it was shown with still is so.
    """
    text = json.dumps(shown, default=_plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _plain(value: object) -> str:
    """Return an amount as a database may give it back: without zeros at its end."""
    return str(value.normalize() if isinstance(value, Decimal) else value)


def pack(area: Area, *args: object) -> str:
    """Return the data of a button.

    Raises:
        ValueError: over 64 bytes; Telegram would refuse the whole message.
    """
    data = ":".join([area.value, *map(str, args)])
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"callback data of {len(data.encode())} bytes: {data}")
    return data


def read(data: str) -> CallbackData | None:
    """Return what a button carries; `None` for what this bot never packed."""
    word, _, rest = data.partition(":")
    area = areas().get(word)
    if area is None:
        return None
    return CallbackData(area, tuple(rest.split(":")) if rest else ())
