"""What an order costs in the end: a pure function of what the panel says of it.

Nothing is accumulated: what is booked is the difference to what is booked already. So a word
that comes late, twice or after another one is the same case as the first, and nothing is returned
twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.catalogue.rules.services import PACKAGES
from bot.orders.rules.states import FINISHED, GIVEN_BACK, TRACKED, OrderState

_WHOLE = TRACKED | {OrderState.COMPLETED, OrderState.EXPIRED}


@dataclass(frozen=True, slots=True)
class SuborderStatus:
    """A run of a drip-feed, or a post of a subscription: an order of the panel's own.

    Attributes:
        state: `None`: the panel has not said.
        remains: what is missing of it, as the panel says.
    """

    state: OrderState | None
    remains: int | None


def net(price: int, state: OrderState, quantity: int, delivered: int | None) -> int | None:
    """Return what is charged for an order in all, in the unit of `price`.

    Args:
        price: what was agreed.
        quantity: what was ordered, in all.
        delivered: how much of it has come; `None`: the panel does not say.

    Returns:
        `None` where nobody but a person can say: of a part, without a word of how much.
    """
    if state in GIVEN_BACK:
        return 0
    if state in _WHOLE:
        return price
    if state is not OrderState.PARTIAL or delivered is None or quantity <= 0:
        return None
    return share(price, min(max(delivered, 0), quantity), quantity)


def is_outdated(before: OrderState | None, after: OrderState | None) -> bool:
    """Return whether a change of state leaves open what was said before of charge and remains.

    What was missing while an order was running is not what is missing in the end.
    """
    return after is not before and (after is OrderState.PARTIAL or after in GIVEN_BACK)


def share(price: int, delivered: int, total: int) -> int:
    """Return the price of what has come of a total, rounded up."""
    return -(-price * delivered // total)


def delivered_of(service_type: str, quantity: int, remains: int | None) -> int | None:
    """Return how much of an order that ended as partial has come; `None`: nobody can say.

    That nothing is missing contradicts the word, and of a package there is no scale: both are
    for a person to look at.
    """
    if service_type in PACKAGES or remains is None or remains <= 0:
        return None
    return quantity - min(remains, quantity)


def net_of_runs(
    price: int, runs: int, each: int, suborders: Iterable[SuborderStatus]
) -> int | None:
    """Return what is charged for a drip-feed that has ended: its runs, as far as each came.

    Args:
        runs: how many were ordered; `each`: the quantity of one.

    Returns:
        `None` while the panel has not said how one of its runs has ended.
    """
    came = 0
    for suborder in suborders:
        of_suborder = _came(suborder, each)
        if of_suborder is None:
            return None
        came += of_suborder
    return share(price, min(came, runs * each), runs * each)


def _came(suborder: SuborderStatus, each: int) -> int | None:
    """Return how much of a run has come; `None`: it has not ended, or nobody can say."""
    if suborder.state not in FINISHED:
        return None
    if suborder.state in GIVEN_BACK:
        return 0
    return _by_remains(suborder, each) if suborder.state is OrderState.PARTIAL else each


def _by_remains(suborder: SuborderStatus, each: int) -> int | None:
    """Return how much of a run has come by what is missing; that nothing is says nothing."""
    if suborder.remains is None or suborder.remains <= 0:
        return None
    return each - min(suborder.remains, each)


@dataclass(frozen=True, slots=True)
class OpenRuns:
    """A drip-feed that has ended, and runs of it that have not.

    Attributes:
        still_open: how many of those that were begun.
        came: what all of them have delivered so far, as far as the panel says.
    """

    still_open: int
    begun: int
    came: int


def open_runs(runs: int, each: int, suborders: Iterable[SuborderStatus]) -> OpenRuns | None:
    """Return how the runs of a drip-feed stand that has ended; `None`: all have ended as well.

    Args:
        runs: how many were ordered; `each`: the quantity of one.
    """
    begun = list(suborders)
    still_open = sum(suborder.state not in FINISHED for suborder in begun)
    if not still_open:
        return None
    came = sum(_came(it, each) or 0 for it in begun if it.state in FINISHED)
    came += sum(_by_remains(it, each) or 0 for it in begun if it.state not in FINISHED)
    return OpenRuns(still_open, len(begun), min(came, runs * each))


def net_of_posts(
    price: int, posts: int, suborders: Iterable[SuborderStatus], done: int | None
) -> int | None:
    """Return what is charged for a subscription that is over: by post, as many as were served.

    Args:
        posts: for how many it was.
        suborders: those that the panel has named.
        done: how many it says that there were.

    Returns:
        `None` where it says neither.
    """
    named = list(suborders)
    if not named and done is None:
        return None
    served = len([it for it in named if it.state not in GIVEN_BACK]) if named else done or 0
    return share(price, min(served, posts), posts)
