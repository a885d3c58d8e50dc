"""The runs of a drip-feed and the posts of a subscription, on an order's card."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup

from bot.catalogue.rules.services import ServiceType
from bot.core.i18n import Translator
from bot.orders.rules.states import FINISHED
from bot.orders.screens import texts
from bot.orders.tables import Order, Suborder

SHOWN = 8


def lines_of(order: Order, found: Sequence[Suborder], t: Translator) -> list[Markup]:
    """Say how many suborders there are, how they stand, and which are the latest."""
    subscribed = order.service_type == ServiceType.SUBSCRIPTIONS
    if not found and not subscribed:
        return []
    head = _posts(t, order) if subscribed else _runs(t, order, found)
    return [
        head,
        *([_states(t, found)] if found else []),
        *(_line(t, it) for it in found[-SHOWN:]),
        *([_still_open(t)] if not subscribed and _is_to_come(order, found) else []),
    ]


def _is_to_come(order: Order, found: Sequence[Suborder]) -> bool:
    """Return whether what an ended order costs has to wait for its runs."""
    has_ended = order.wallet_id is not None and order.state in FINISHED
    return has_ended and order.decided is None and any(it.state not in FINISHED for it in found)


def _still_open(t: Translator) -> Markup:
    return t(
        "⏳ Some runs are still open at the panel. What they do not deliver is given back once "
        "they have ended."
    )


def _posts(t: Translator, order: Order) -> Markup:
    seen, total = t.number(order.posts or 0), order.answers.get("posts")
    if total is None:
        return t("📬 Posts: {seen}", seen=seen)
    return t("📬 Posts: {seen} of {total}", seen=seen, total=t.number(int(total)))


def _runs(t: Translator, order: Order, found: Sequence[Suborder]) -> Markup:
    begun, runs = t.number(len(found)), t.number(int(order.answers.get("runs", len(found))))
    return t("💧 Runs: {begun} of {runs}", begun=begun, runs=runs)


def _states(t: Translator, found: Sequence[Suborder]) -> Markup:
    counts = Counter(suborder.state for suborder in found if suborder.state is not None)
    return Markup(" · ").join(
        Markup("{} {}").format(t.plain(texts.STATE_LABELS[state]), t.number(count))
        for state, count in counts.items()
    )


def _line(t: Translator, suborder: Suborder) -> Markup:
    state = t.plain(texts.STATE_LABELS[suborder.state]) if suborder.state else "…"
    left = ""
    if suborder.remains:
        left = t.plain(" · {number} left", number=t.number(max(suborder.remains, 0)))
    return Markup("  <code>{}</code> {}{}").format(suborder.number, state, left)
