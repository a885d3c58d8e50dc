"""Mass orders: what a list comes to, and how its orders stand."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.domain.mass import BadLine
from bot.domain.mass import MassOrder as Judged
from bot.domain.orders import ENDED, OrderState
from bot.i18n import Translator
from bot.storage import approvals, batches
from bot.storage.engine import Session
from bot.storage.tables import MassOrder, Order
from bot.telegram import texts
from bot.telegram.callback_data import Area, LogFilter, MassAction, pack
from bot.telegram.screens import approvals as approval_screens
from bot.telegram.screens.screen import Screen, button, lines

BAD_SHOWN = 10
REFUSED_SHOWN = 5
LINE_SHOWN = 60
FILE_NAME = "corrections.txt"


def ask(t: Translator, *, in_group: bool) -> Screen:
    """Ask for the list."""
    return Screen(
        lines(
            t("📦 <b>Mass order</b>"),
            t("Send one order a line, or a .txt or .csv file: service | link | quantity."),
            Markup("<code>{}</code>").format("101 | https://www.instagram.com/name/ | 1000"),
            t("The service is its ID, which stands on its card."),
            t("<i>Answer by replying to this message.</i>") if in_group else None,
        )
    )


def summary(t: Translator, mass: MassOrder, judged: Judged, note: Markup | None = None) -> Screen:
    """Show what a list comes to: the good lines in all, each bad one with its reason."""
    total = t.money(judged.price, mass.currency)
    good, bad = len(judged.good), len(judged.bad)
    text = lines(
        note,
        t("📦 <b>Mass order</b>"),
        t.plural("✅ {number} order", "✅ {number} orders", good),
        t.plural("⚠️ {number} line cannot be ordered", "⚠️ {number} lines cannot be ordered", bad)
        if bad
        else None,
        Markup("💰 ") + t("<b>Total: {price}</b>", price=total) if good else None,
        *([Markup("")] if bad else []),
        *(_bad_line(t, line) for line in judged.bad[:BAD_SHOWN]),
        t("The bad lines are in the file below: correct them and send it again.") if bad else None,
    )
    cancel = button(t.plain("✖️ Cancel"), pack(Area.MASS, mass.id, MassAction.CANCEL))
    if not good:
        return Screen(text, [[cancel]])
    label = t.plural_plain("✅ Place {number} order", "✅ Place {number} orders", good)
    confirm = button(label, pack(Area.MASS, mass.id, MassAction.CONFIRM), style="success")
    return Screen(text, [[confirm], [cancel]])


def _bad_line(t: Translator, line: BadLine) -> Markup:
    reason = t(line.reason.message, **line.reason.values)
    return t(
        "<b>Line {number}</b> <code>{text}</code>: {reason}",
        number=line.number,
        text=line.text[:LINE_SHOWN],
        reason=reason,
    )


async def progress(session: Session, mass: MassOrder, t: Translator) -> Screen:
    """Show how the orders of a confirmed list stand."""
    counts = await batches.counts(session, mass.id)
    refused = await batches.in_state(session, mass.id, OrderState.REJECTED, REFUSED_SHOWN)
    total = sum(counts.values()) + len(mass.lines)
    waits = await approval_screens.waits(session, mass, t)
    text = lines(
        t("📦 <b>Mass order {mass}</b>", mass=texts.mass_name(mass)),
        t.plural("{number} order", "{number} orders", total)
        + Markup(" · {}").format(t.money(mass.price, mass.currency)),
        bar(t, counts, total),
        "",
        waits,
        *_states(t, counts),
        *(_refusal(t, order) for order in refused),
    )
    everything = button(t.plain("📋 All orders"), pack(Area.LOG, LogFilter.ALL.value, 0))
    if not await approvals.holds(session, mass.id) or mass.ended_at is not None:
        return Screen(text, [[everything]])
    withdraw = pack(Area.MASS, mass.id, MassAction.WITHDRAW)
    return Screen(text, [[button(t.plain("↩️ Withdraw"), withdraw)], [everything]])


def bar(t: Translator, counts: Mapping[OrderState, int], total: int) -> Markup:
    """Draw how many of the orders have ended."""
    ended = sum(count for state, count in counts.items() if state in ENDED)
    return texts.bar(t, ended, total)


def _states(t: Translator, counts: Mapping[OrderState, int]) -> Sequence[Markup]:
    return [
        t("{label}: {value}", label=t.plain(texts.STATE_LABELS[state]), value=counts[state])
        for state in OrderState
        if counts.get(state)
    ]


def _refusal(t: Translator, order: Order) -> Markup:
    why = texts.refusal(t, order) or Markup("")
    return Markup("<b>{}</b> {}: {}").format(texts.order_name(order), order.link, why)


async def ended(session: Session, mass: MassOrder, t: Translator) -> Screen:
    """Say that all orders of a list have ended, and how."""
    counts = await batches.counts(session, mass.id)
    head = t("📦 All orders of mass order {mass} have ended.", mass=texts.mass_name(mass))
    return Screen(lines(head, *_states(t, counts)))
