"""The rules of refills: what a panel promises, and what can be asked for now."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from bot.catalogue.rules.services import Flag
from bot.orders.rules.states import OrderState
from bot.panel.rules.statuses import REFILL_ENDED, RefillState
from bot.refills.rules.refill_words import Said, in_description, in_name

BETWEEN_REQUESTS = timedelta(hours=24)
"""Several panels refuse sooner, after the completion as after the last request."""

AFTER_A_REFUSAL = timedelta(hours=1)
"""A refused request may be repeated, but not by every tap."""

REMEMBERED = timedelta(days=30)
"""So long a refusal for good counts for all orders of its service."""

READ_PROMISES = 500
"""So many are kept: each takes long to read, and the same services are ordered again and again."""

REFILLABLE = frozenset({OrderState.COMPLETED, OrderState.PARTIAL})

# A request that the panel took counts for its 24 hours, whatever became of it.
_TAKEN = frozenset({RefillState.COMPLETED, RefillState.REJECTED, RefillState.CANCELED})
_FRUITLESS = frozenset({RefillState.REFUSED, RefillState.REJECTED, RefillState.UNKNOWN})


class RefillKind(StrEnum):
    """What is promised when something drops."""

    NONE = "none"  # sold without
    DAYS = "days"  # for so many days after the end of the order
    LIFETIME = "lifetime"
    UNSAID = "unsaid"  # refilled, for how long nobody says
    UNKNOWN = "unknown"  # nothing is said, or the panel contradicts itself


class RefillReason(StrEnum):
    """Why a refill can be asked for now, or cannot."""

    OK = "ok"
    NOT_ENDED = "not_ended"  # not delivered: still running, or canceled
    TOO_EARLY = "too_early"  # 24 hours after the end and after a request
    OVER = "over"  # the promised days have passed
    RUNNING = "running"
    COOLDOWN = "cooldown"  # the last request was refused a moment ago
    DISABLED_BY_PANEL = "disabled_by_panel"  # promised or not, it takes no requests
    NO_REFILL = "no_refill"  # sold without


@dataclass(frozen=True, slots=True)
class RefillPromise:
    """What a panel promises for a service: its words and its flag, which often disagree.

    Attributes:
        kind: what the words say; the flag fills in only where they are silent.
        days: the window of `RefillKind.DAYS`.
        by_button: whether the API takes requests, by the flag alone. A window with `NO` is
            common: the panel refills by itself, or for those who write to it. The window
            is then shown, and no button.
    """

    kind: RefillKind
    days: int | None = None
    by_button: Flag = Flag.UNKNOWN

    @property
    def is_made(self) -> bool:
        """Return whether anything is promised."""
        return self.kind in {RefillKind.DAYS, RefillKind.LIFETIME, RefillKind.UNSAID}


@dataclass(frozen=True, slots=True)
class LastRefill:
    """An order's newest refill.

    Attributes:
        ended_at: when it came to its last state; `None` is taken for `requested_at`.
    """

    state: RefillState
    requested_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefillDecision:
    """What can be done for an order now.

    Attributes:
        at: when it becomes possible (`TOO_EARLY`, `COOLDOWN`), else when the window ends or
            has ended (`OK`, `OVER`, `DISABLED_BY_PANEL`); `None` where there is no such time.
        left: what is left of the window; `None` without one, and once it is over.
    """

    allowed: bool
    reason: RefillReason
    at: datetime | None = None
    left: timedelta | None = None


@dataclass(frozen=True, slots=True)
class RefillTerms:
    """How an order stands with refills.

    Attributes:
        promise: what was promised when it was ordered; `by_button` as the panel says now.
        last: the state of the newest refill, `None` if none was ever asked for.
        words: what the panel said of that one.
        number: ours of the newest refill, 0 if there is none: a button for the next one has it.
    """

    promise: RefillPromise
    decision: RefillDecision
    last: RefillState | None
    words: str = ""
    number: int = 0


@lru_cache(maxsize=READ_PROMISES)
def refill_promise(name: str, category: str, description: str, flag: Flag) -> RefillPromise:
    """Read what is promised: the name's words before the category's, the description's last.

    "No Refill" with the flag YES is a contradiction, thus `UNKNOWN`: no promise is shown, and
    a request is left to the panel to decide.
    """
    said = _first(in_name(name), in_name(category), in_description(description))
    kind = _kind(said, flag)
    return RefillPromise(kind, said.days, flag)


def _first(*texts: Said) -> Said:
    """Return what is said first; a bare sign may get its window from a later text."""
    first = next((said for said in texts if said != Said()), Said())
    if first.bare:
        return next((said for said in texts if said.days or said.lifetime), first)
    return first


def _kind(said: Said, flag: Flag) -> RefillKind:
    if said.none:
        return RefillKind.UNKNOWN if flag is Flag.YES else RefillKind.NONE
    if said.days is not None:
        return RefillKind.DAYS
    if said.lifetime:
        return RefillKind.LIFETIME
    if said.bare or flag is Flag.YES:
        return RefillKind.UNSAID
    return RefillKind.NONE if flag is Flag.NO else RefillKind.UNKNOWN


def refill_decision(
    state: OrderState,
    promise: RefillPromise,
    *,
    now: datetime,
    ended_at: datetime | None,
    last: LastRefill | None = None,
    disabled: bool = False,
    wait: timedelta = BETWEEN_REQUESTS,
) -> RefillDecision:
    """Return whether a refill can be asked for now, and until when or from when.

    Args:
        ended_at: when the order was completed; `None`: nobody knows, and nothing is counted
            from it.
        last: the order's newest refill, running or ended.
        disabled: the panel has said that this service has no refills (`is_disabled_for_service`).
        wait: after the end, and after a request that was taken.
    """
    delivered = state in REFILLABLE
    ends = _ends(promise, ended_at) if delivered else None
    waits = _waits(ended_at, last, wait)
    # Not every panel has these waits: none may eat the rest of a window.
    useful = [(ready, why) for ready, why in waits if ends is None or ready < ends]
    ready, why = max(useful, default=(now, RefillReason.OK))
    running = last is not None and last.state not in REFILL_ENDED
    refuses = disabled or promise.by_button is Flag.NO
    checks = (
        (running, RefillReason.RUNNING, None),
        (promise.kind is RefillKind.NONE, RefillReason.NO_REFILL, None),
        (ends is not None and now >= ends, RefillReason.OVER, ends),
        (refuses, RefillReason.DISABLED_BY_PANEL, ends),
        (not delivered, RefillReason.NOT_ENDED, None),
        (now < ready, why, ready),
        (True, RefillReason.OK, ends),
    )
    reason, at = next((reason, at) for applies, reason, at in checks if applies)
    left = ends - now if ends is not None and now < ends else None
    return RefillDecision(reason is RefillReason.OK, reason, at, left)


def _ends(promise: RefillPromise, ended_at: datetime | None) -> datetime | None:
    if promise.days is None or ended_at is None:
        return None
    return ended_at + timedelta(days=promise.days)


def _waits(
    ended_at: datetime | None, last: LastRefill | None, wait: timedelta
) -> list[tuple[datetime, RefillReason]]:
    """Return until when there is something to wait for, and what it is."""
    waits = []
    if ended_at is not None:
        waits.append((ended_at + wait, RefillReason.TOO_EARLY))
    if last is not None and last.state in _TAKEN:
        waits.append((last.requested_at + wait, RefillReason.TOO_EARLY))
    if last is not None and last.state in _FRUITLESS:
        answered_at = last.ended_at or last.requested_at
        waits.append((answered_at + AFTER_A_REFUSAL, RefillReason.COOLDOWN))
    return waits


_FOR_GOOD = re.compile(
    r"refills? (is |are |has been )?disabled(?! for (this|the|your) order)"
    r"|refills? (is |are )?not (available|supported|allowed|possible|provided|enabled)"
    r" (for|on|by|in|with) (this |the |your )?service"
    r"|service (does not|doesn't|do not) (support|have|provide|offer|include|allow)"
    r" (a |any )?refill"
    r"|service (is not|isn't|not) refillable|service (has no|is without|without) refill"
    r"|(no|without) refills? (for|on|in|with) (this |the )?service"
)
_FOR_NOW = re.compile(
    r"hour|\b(ago|yet|later|wait|again|already|now|currently|drop\w*)\b|too (early|soon|old|many)"
    r"|not (completed?|found)|in progress|pending|temporar|maintenance|expired|ended|period|limit"
)


def is_disabled_for_service(text: str) -> bool:
    """Return whether a refusal means that this service's refills are off for good.

    What may be a matter of time, of this order or of its link is not: being wrong would take
    the button from everybody who has ordered the service.
    """
    words = " ".join(text.lower().replace("_", " ").replace("’", "'").split())
    return _FOR_NOW.search(words) is None and _FOR_GOOD.search(words) is not None


def is_remembered(refused_at: datetime | None, now: datetime) -> bool:
    """Return whether a refusal for good, if there was one, still counts."""
    return refused_at is not None and now - refused_at < REMEMBERED
