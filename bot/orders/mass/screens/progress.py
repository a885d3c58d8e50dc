"""How the orders of a confirmed list stand."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.orders.mass.buttons import MassAction, MassArea
from bot.orders.mass.service.progress import Progress
from bot.orders.rules.states import ENDED, OrderState
from bot.orders.screens import texts
from bot.orders.screens.order_log import log_row
from bot.orders.tables import Order
from bot.spending.screens import approvals as approval_screens


def progress(shown: Progress, t: Translator) -> Screen:
    """Show how the orders of a confirmed list stand."""
    mass = shown.mass
    text = lines(
        t("📦 <b>Mass order {mass}</b>", mass=texts.mass_name(mass.id)),
        t.plural("{number} order", "{number} orders", shown.total)
        + Markup(" · {}").format(t.money(mass.price, mass.currency)),
        bar(t, shown.counts, shown.total),
        _paid(t, shown),
        "",
        approval_screens.waits(shown.question, t),
        *_states(t, shown.counts),
        *(_refusal(t, order) for order in shown.refused),
    )
    return Screen(text, [*_withdraw_rows(t, shown), *_again_rows(t, shown), log_row(t)])


def _paid(t: Translator, shown: Progress) -> Markup | None:
    if shown.paid is None:
        return None
    amount = t.money(shown.paid, shown.mass.currency)
    return Markup("👛 ") + t("Charged so far: {amount}", amount=amount)


def _withdraw_rows(t: Translator, shown: Progress) -> list[Row]:
    """Offer to withdraw what has not left: all of it, or what still waits."""
    mass, waiting = shown.mass, shown.counts.get(OrderState.QUEUED, 0)
    if mass.ended_at is not None:
        return []
    if shown.is_held:
        label, action = t.plain("↩️ Withdraw"), MassAction.WITHDRAW
    elif waiting:
        label = t.plural_plain(
            "↩️ Withdraw {number} waiting order", "↩️ Withdraw {number} waiting orders", waiting
        )
        action = MassAction.WITHDRAW_WAITING
    else:
        return []
    return [[button(label, pack(MassArea.MASS, mass.id, action))]]


def _again_rows(t: Translator, shown: Progress) -> list[Row]:
    """Offer to order a list again that is over, if anything of it was ordered."""
    if shown.mass.ended_at is None or not shown.counts:
        return []
    data = pack(MassArea.MASS, shown.mass.id, MassAction.AGAIN)
    return [[button(t.plain("🔁 Order this list again"), data)]]


def bar(t: Translator, counts: Mapping[OrderState, int], total: int) -> Markup:
    """Draw how many of the orders have ended."""
    ended = sum(count for state, count in counts.items() if state in ENDED)
    return core_texts.bar(t, ended, total)


def _states(t: Translator, counts: Mapping[OrderState, int]) -> Sequence[Markup]:
    return [
        t("{label}: {value}", label=t.plain(texts.STATE_LABELS[state]), value=counts[state])
        for state in OrderState
        if counts.get(state)
    ]


def _refusal(t: Translator, order: Order) -> Markup:
    why = texts.refusal(t, order) or Markup("")
    return Markup("<b>{}</b> {}: {}").format(texts.order_name(order), order.link, why)


def ended(shown: Progress, t: Translator, *, is_here: bool) -> Screen:
    """Say that all orders of a list have ended, and how.

    Args:
        is_here: in the chat where it was ordered, where it can be ordered again.
    """
    head = t("📦 All orders of mass order {mass} have ended.", mass=texts.mass_name(shown.mass.id))
    text = lines(head, *_states(t, shown.counts), _paid(t, shown))
    return Screen(text, _again_rows(t, shown) if is_here else [])
