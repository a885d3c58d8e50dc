"""The order log and an order's card."""

from datetime import datetime

from markupsafe import Markup

from bot.catalogue.store import catalogue
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.paging import Page
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines, page_row, shorten
from bot.orders.buttons import LogFilter, OrderAction, OrderArea
from bot.orders.rules.actions import can_cancel
from bot.orders.rules.states import AT_PANEL, OrderState
from bot.orders.screens import requotes, suborders, texts
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.panel.service import panel_state
from bot.refills.screens import refill_texts
from bot.refills.store import refills, requests
from bot.refills.store.refills import RefillTerms
from bot.spending.screens import approvals as approval_screens
from bot.spending.service import approvals
from bot.spending.service.approvals import Question

PAGE_SIZE = 6
HISTORY_SHOWN = 8
NAME_SHOWN = 80
FILTER_LABELS = {
    LogFilter.ALL: N_("All"),
    LogFilter.OPEN: N_("Open"),
    LogFilter.ENDED: N_("Finished"),
}
_ENDED = {LogFilter.ALL: None, LogFilter.OPEN: False, LogFilter.ENDED: True}


async def log(
    session: Session, actor: Actor, chosen: LogFilter, number: int, now: datetime
) -> Screen:
    """Return a page of this chat's orders that a person sees, newest first."""
    t, chat_id = actor.t, actor.chat.id
    found, total = await orders.page(
        session,
        chat_id,
        ended=_ENDED[chosen],
        number=number,
        size=PAGE_SIZE,
        only=actor.sees_only,
    )
    count = max(-(-total // PAGE_SIZE), 1)
    if not found and number > 0:  # the page was there when its button was drawn
        return await log(session, actor, chosen, count - 1, now)
    page = Page(items=found, number=number, count=count, total=total)
    title = t("📋 <b>Orders</b> · {total}", total=t.number(total))
    entries = [_entry(t, order, now) for order in found]
    text = lines(title, "", *(entries or [t("Nothing here yet. Order with /order.")]))
    cards = [
        button(texts.order_name(order), pack(OrderArea.ORDER, order.id, OrderAction.OPEN))
        for order in found
    ]
    rows: list[Row] = [cards[at : at + 3] for at in range(0, len(cards), 3)]
    filters = [
        button(
            ("• " if option is chosen else "") + t.plain(label),
            pack(OrderArea.LOG, option.value, 0),
        )
        for option, label in FILTER_LABELS.items()
    ]
    turn = page_row(t, page, lambda at: pack(OrderArea.LOG, chosen.value, at))
    return Screen(text, [*rows, *turn, filters])


def _entry(t: Translator, order: Order, now: datetime) -> Markup:
    return lines(
        Markup("<b>{}</b> {} · {}").format(
            texts.order_name(order), texts.state(t, order), texts.moment(t, order.created_at, now)
        ),
        Markup("{} × {}\n").format(
            t.number(order.quantity), shorten(order.service_name, NAME_SHOWN)
        ),
    )


def line(t: Translator, order: Order, now: datetime) -> Markup:
    """Say in one line how an order stands: for /status with many numbers."""
    left = ""
    if order.remains is not None and order.state in AT_PANEL:
        left = t.plain(" · {number} left", number=t.number(max(order.remains, 0)))
    seen = (
        t.plain(" · seen {age}", age=texts.moment(t, order.looked_at, now))
        if order.looked_at
        else ""
    )
    number = f" ({order.provider_order_id})" if order.provider_order_id else ""
    return Markup("<b>{}</b>{} {}{}{}").format(
        texts.order_name(order), number, texts.state(t, order), left, seen
    )


async def card(session: Session, order: Order, actor: Actor, now: datetime) -> Screen:
    """Return everything about one order, with what can be done about it."""
    t = actor.t
    history = (await orders.history(session, order))[-HISTORY_SHOWN:]
    terms = await refills.terms(session, order, actor.refill_wait, now)
    looked, is_elsewhere = order.looked_at, await panel_state.is_elsewhere(session, order)
    asked = texts.moment(t, order.created_at, now)
    text = lines(
        summary(t, order),
        Markup("👤 {} · {}").format(order.user_name, asked)
        if actor.is_group
        else Markup("🕒 {}").format(asked),
        t("Checked {age}", age=texts.moment(t, looked, now)) if looked else None,
        t("🔌 It was ordered at another provider, and is not followed any more.")
        if is_elsewhere
        else None,
        approval_screens.waits(await _question(session, order), t),
        requotes.note(t, order),
        *await suborders.lines_of(session, order, t),
        *refill_texts.of_order(t, order.state, terms),
        "",
        *(
            Markup("<i>{} · {}</i>").format(
                t.datetime(event.at), t.plain(texts.STATE_LABELS[event.state])
            )
            for event in history
        ),
    )
    return Screen(text, await _card_rows(session, order, actor, terms))


def summary(t: Translator, order: Order) -> Markup:
    """Describe an order and how it stands; the head of its card and of the form after Confirm."""
    number = order.provider_order_id
    price = order.price if order.charge is None else order.charge
    return lines(
        Markup("<b>{}</b> {}").format(texts.order_name(order), texts.state(t, order)),
        t("Number at the provider: <code>{number}</code>", number=number) if number else None,
        texts.refusal(t, order) if order.state is OrderState.REJECTED else None,
        texts.unknown_word(t, order),
        texts.not_approved(t, order),
        "",
        Markup("<b>{}</b>").format(order.service_name),
        Markup("🔗 {}").format(order.link) if order.link else None,
        Markup("🔢 {}").format(t.number(order.quantity)),
        _started(t, order),
        texts.progress(t, order) if order.state in AT_PANEL else None,
        Markup("💰 {}").format(t.money(price, order.currency)),
    )


def _started(t: Translator, order: Order) -> Markup | None:
    if order.start_count is None:
        return None
    return t("Start count: {number}", number=t.number(order.start_count))


async def _card_rows(
    session: Session, order: Order, actor: Actor, terms: RefillTerms
) -> list[Row]:
    t = actor.t
    first: list[tuple[str, str]] = []
    if order.state is OrderState.AWAITING and actor.may(Permission.CHANGE_ORDERS):
        first.append((t.plain("↩️ Withdraw"), OrderAction.WITHDRAW))
    second: list[tuple[str, str]] = []
    if order.state in AT_PANEL and not await panel_state.is_elsewhere(session, order):
        first.append((t.plain("🔄 Refresh"), OrderAction.REFRESH))
    service = await catalogue.get(session, order.service_id)
    if service is not None and actor.may(Permission.CHANGE_ORDERS):
        canceling = await requests.cancel_in_flight(session, order.id) is not None
        if terms.decision.allowed:
            refill = f"{OrderAction.REFILL}:{terms.number}"
            first.append((t.plain("♻️ Refill"), refill))
        if can_cancel(order.state, service.cancel, asked=canceling):
            first.append((t.plain("🚫 Cancel order"), OrderAction.CANCEL))
    if service is not None and service.gone_at is None and actor.may(Permission.ORDER):
        second.append((t.plain("🔁 Order again"), OrderAction.AGAIN))
    rows: list[Row] = [
        [button(label, pack(OrderArea.ORDER, order.id, action)) for label, action in row]
        for row in (first, second)
        if row
    ]
    if order.state is OrderState.AWAITING:
        rows[:0] = approval_screens.rows(await _question(session, order), actor)
    if actor.may(Permission.ORDER):
        rows[:0] = requotes.rows(order, t, actor)
    return [*rows, [button(t.plain("📋 All orders"), pack(OrderArea.LOG, LogFilter.ALL.value, 0))]]


async def _question(session: Session, order: Order) -> Question | None:
    is_waiting = order.state is OrderState.AWAITING
    return await approvals.question_about(session, order) if is_waiting else None


def sure(t: Translator, order: Order) -> Screen:
    """Ask before a cancellation."""
    text = t("Cancel order {order} at the provider?", order=texts.order_name(order))
    yes = button(
        t.plain("🚫 Yes, cancel it"),
        pack(OrderArea.ORDER, order.id, OrderAction.CANCEL_SURE),
        style="danger",
    )
    no = button(t.plain("⬅️ Back"), pack(OrderArea.ORDER, order.id, OrderAction.SHOW))
    return Screen(text, [[yes], [no]])


async def after_confirm(
    session: Session, t: Translator, order: Order, *, held: bool, now: datetime
) -> Screen:
    """Return what the form's message shows once it has become an order.

    Args:
        held: all orders wait; nothing of why, which is the owners' business.
    """
    show = button(t.plain("🔎 Details"), pack(OrderArea.ORDER, order.id, OrderAction.OPEN))
    again = button(t.plain("🔁 Order again"), pack(OrderArea.ORDER, order.id, OrderAction.AGAIN))
    note = approval_screens.waits(await _question(session, order), t) or requotes.note(t, order)
    rows: list[Row] = [[show, again]]
    if order.state is OrderState.AWAITING:
        withdraw = pack(OrderArea.ORDER, order.id, OrderAction.WITHDRAW)
        rows.insert(0, [button(t.plain("↩️ Withdraw"), withdraw)])
    if order.state is OrderState.QUEUED and held:
        note = t("The provider takes no orders at the moment. This one is kept and sent later.")
    elif order.state is OrderState.QUEUED and order.due_at > now:
        note = t("The provider cannot take this order at the moment. It is kept and sent later.")
    return Screen(lines(summary(t, order), note), rows)
