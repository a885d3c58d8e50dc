"""What people send to show that they have paid, and what becomes of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.errors import N_, InputError
from bot.core.text.typed import plain

LONGEST_REFERENCE = 64
LARGEST = 10 * 1024 * 1024  # bytes of a picture
OPEN_PER_METHOD, OPEN_IN_ALL = 1, 3
"""So many top-ups by hand of a person may be open at a time."""
REFUSED_MOST = 3
PAUSE = timedelta(hours=24)
"""After so many refusals within this time nothing new is begun."""
SAME_AMOUNT = timedelta(hours=1)
"""The same amount within this time is told to owners."""

_BETWEEN = re.compile(r"[\s\-–—_./\\#:]+")
_NO_REFERENCE = N_("Send the reference number of your transfer: letters and digits.")
_TOO_LONG = N_("That is too long. The maximum is {most} characters in total.")


class Decision(StrEnum):
    """How owners have decided about a proof."""

    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or a document, as Telegram knows it.

    Attributes:
        file_id: by which this bot sends it.
        unique_id: the same in every bot.
        digest: SHA-256 of its bytes, in hexadecimal.
    """

    file_id: str
    unique_id: str
    digest: str
    is_document: bool


def read_reference(typed: str) -> str:
    """Return a reference as it is compared: in capitals, without spaces and dashes.

    Raises:
        InputError: it is none, or too long.
    """
    found = _BETWEEN.sub("", plain(typed)).upper()
    if not any(sign.isalnum() for sign in found):
        raise InputError(_NO_REFERENCE)
    if len(found) > LONGEST_REFERENCE:
        raise InputError(_TOO_LONG, {"most": LONGEST_REFERENCE})
    return found


class Obstacle(StrEnum):
    """Why somebody cannot begin a top-up by hand now."""

    OPEN_HERE = "open_here"  # one of this method is open
    OPEN_ELSEWHERE = "open_elsewhere"  # too many are open in all
    PAUSED = "paused"  # too many were refused
    FIRST = "first"  # too much for a first top-up


@dataclass(frozen=True, slots=True)
class History:
    """What is known of who pays.

    Attributes:
        payments: how often they have paid in, in any way; `paid`: units of that in all.
        refused: how many of their proofs were.
    """

    name: str
    first_seen_at: datetime | None
    orders: int
    payments: int
    paid: int
    refused: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Another proof that has something in common with one: whose, and what became of it."""

    number: int
    name: str
    decision: Decision | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Hits:
    """What a proof has in common with others, the latest first."""

    reference: Sequence[Alike] = ()
    picture: Sequence[Alike] = ()
    amount: Sequence[Alike] = ()
