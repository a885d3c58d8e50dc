"""Domain objects in words: the pieces that screens and pushes are made of.

Every foreign string reaches a text through the translator, which escapes it.
"""

from datetime import datetime, timedelta

from markupsafe import Markup, escape

from bot.catalogue.rules.services import PACKAGES, Flag, Service
from bot.core.errors import N_, InputError
from bot.core.i18n import Translator
from bot.core.telegram.names import clip
from bot.core.telegram.screen import lines
from bot.core.text.typed import is_visible
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.notices import Notice
from bot.orders.rules.states import AT_PANEL, OrderState
from bot.orders.tables import Order
from bot.panel.rules.refusals import word_to_show
from bot.panel.rules.statuses import LONGEST_WORD, order_state
from bot.refills.rules.refills import refill_promise
from bot.refills.screens import refill_texts
from bot.reports.rules.date_ranges import DateRange
from bot.spending.rules.approvals import Verdict

BAR_CELLS = 10
JUST_NOW = timedelta(seconds=5)
WORDS_SHOWN = 200  # of the panel's own words
DESCRIPTION_SHOWN = 1500  # units

STATE_LABELS: dict[OrderState, str] = {
    OrderState.AWAITING: N_("✋ Waiting for approval"),
    OrderState.REQUOTED: N_("✋ Waiting for confirmation"),
    OrderState.REFUSED: N_("🚫 Not approved"),
    OrderState.QUEUED: N_("⏳ Waiting to be sent"),
    OrderState.SUBMITTING: N_("📤 Being sent to the provider"),
    OrderState.UNKNOWN: N_("🔎 Being checked with the provider"),
    OrderState.REJECTED: N_("❌ Refused by the provider"),
    OrderState.DROPPED: N_("❌ Not placed"),
    OrderState.PLACED: N_("✅ Placed"),
    OrderState.PENDING: N_("🕓 Pending"),
    OrderState.PROCESSING: N_("⚙️ Processing"),
    OrderState.IN_PROGRESS: N_("🚀 In progress"),
    OrderState.ACTIVE: N_("🔔 Waiting for posts"),
    OrderState.PAUSED: N_("⏸ Paused by the provider"),
    OrderState.ATTENTION: N_("⚠️ Needs attention"),
    OrderState.COMPLETED: N_("✅ Completed"),
    OrderState.EXPIRED: N_("⌛ Expired"),
    OrderState.PARTIAL: N_("🟡 Partially delivered"),
    OrderState.CANCELED: N_("🚫 Canceled"),
    OrderState.REFUNDED: N_("↩️ Refunded"),
}
FLAG_LABELS: dict[Flag, str] = {
    Flag.YES: N_("yes"),
    Flag.NO: N_("no"),
    Flag.UNKNOWN: N_("not said"),
}
REASON_LABELS: dict[str, str] = {
    "service": N_("The service is not available."),
    "link": N_("The link was not accepted."),
    "quantity": N_("The quantity was not accepted."),
    "fields": N_("Something in the form was not accepted."),
    "duplicate": N_("There is an active order for this link. Wait until it has ended."),
}
VERDICT_LABELS: dict[Verdict, str] = {
    Verdict.APPROVED: N_("👍 Approved by {name}."),
    Verdict.REFUSED: N_("🚫 Refused by {name}."),
    Verdict.WITHDRAWN: N_("↩️ Withdrawn by {name}."),
    Verdict.EXPIRED: N_("⌛ Nobody has decided for a week."),
    Verdict.GONE: N_("⚠️ The service is not available any more."),
    Verdict.CHANGED: N_("⚠️ Its price or its limits have changed meanwhile. Please order anew."),
}
NOTICE_TEXTS: dict[Notice, str] = {
    Notice.APPROVED: N_("👍 Order {order} was approved, and is sent to the provider."),
    Notice.REFUSED: N_("🚫 Order {order} was not approved. Nothing was bought."),
    Notice.PLACED: N_("✅ Order {order} was placed, number {number}."),
    Notice.REJECTED: N_("❌ Order {order} was refused by the provider. Nothing was bought."),
    Notice.CHECKING: N_("🔎 Order {order} is being checked with the provider."),
    Notice.DROPPED: N_("❌ Order {order} was not placed. Nothing was bought."),
    Notice.COMPLETED: N_("🎉 Order {order} is completed."),
    Notice.EXPIRED: N_("⌛ The time of order {order} is over."),
    Notice.PAUSED: N_("⏸ Order {order} was paused by the provider."),
    Notice.PARTIAL: N_("🟡 Order {order} was delivered in part."),
    Notice.CANCELED: N_("🚫 Order {order} was canceled."),
    Notice.REFUNDED: N_("↩️ Order {order} was refunded."),
    Notice.ATTENTION: N_("⚠️ Order {order} needs attention: the provider reports a problem."),
    Notice.REFILL_COMPLETED: N_("♻️ The refill of order {order} is completed."),
    Notice.REFILL_REJECTED: N_("♻️ The refill of order {order} was rejected."),
    Notice.REFILL_REFUSED: N_("♻️ The provider refused to refill order {order}."),
    Notice.REFILL_CHECKING: N_(
        "♻️ A refill of order {order} was requested, but the provider gave no clear answer."
    ),
    Notice.CANCEL_ACCEPTED: N_("🚫 The provider took the request to cancel order {order}."),
    Notice.CANCEL_REFUSED: N_("🚫 The provider refused to cancel order {order}."),
    Notice.CANCEL_CHECKING: N_(
        "🚫 A cancellation of order {order} was requested, but the provider gave no clear answer. "
        "Its status is being checked."
    ),
}


def input_error(t: Translator, error: InputError) -> Markup:
    """Say what was wrong with what a person typed."""
    return Markup("⚠️ ") + t(error.message, **error.values)


def rate(t: Translator, service: Service, currency: str) -> Markup:
    """Say what a service costs."""
    if service.type in PACKAGES:
        return t("{price} for the package", price=t.money(service.rate, currency))
    return t("{price} per 1000", price=t.money(service.rate, currency))


def service_lines(
    t: Translator,
    service: Service,
    currency: str,
    description: str = "",
    *,
    refills_disabled: bool = False,
) -> Markup:
    """Describe a service: name, price, limits, refills, flags, description.

    Args:
        refills_disabled: it is known that no request is taken, whatever the flag says.
    """
    promise = refill_promise(service.name, service.category, description, service.refill)
    flags = t(
        "Cancel: {cancel} · Drip-feed: {dripfeed}",
        cancel=t.plain(FLAG_LABELS[service.cancel]),
        dripfeed=t.plain(FLAG_LABELS[service.dripfeed]),
    )
    limits = t(
        "From {minimum} to {maximum}",
        minimum=t.number(service.minimum),
        maximum=t.number(service.maximum),
    )
    time, about = service.average_time, clip(description, DESCRIPTION_SHOWN)
    return lines(
        Markup("<b>{}</b>").format(service.name),
        Markup("<i>{}</i>").format(service.category),
        "",
        Markup("💵 ") + rate(t, service, currency),
        Markup("📏 ") + limits,
        refill_texts.of_service(t, promise, disabled=refills_disabled),
        Markup("🔧 ") + flags,
        Markup("⏱ ") + t("Average time: {time}", time=time) if time else None,
        Markup("\n<blockquote expandable>{}</blockquote>").format(about) if about else None,
    )


def order_name(order: Order) -> str:
    """Return our own number of an order, as people type it."""
    return f"#{order.id}"


def mass_name(mass: MassOrder) -> str:
    """Return how a mass order is called."""
    return f"M{mass.id}"


def state(t: Translator, order: Order) -> str:
    """Say how an order stands."""
    return t.plain(STATE_LABELS[order.state])


def unknown_word(t: Translator, order: Order) -> Markup | None:
    """Say how the order stands in the panel's own word, if it is none of those that are known."""
    word = word_to_show(order.provider_word or "")
    if order.state not in AT_PANEL or not word or order_state(word) is not None:
        return None
    return t("The provider says: {words}", words=word[:LONGEST_WORD])


def progress(t: Translator, order: Order) -> Markup | None:
    """Draw how much of an order is delivered; nothing where the panel does not say."""
    if order.remains is None or order.quantity <= 0:
        return None
    left = min(max(order.remains, 0), order.quantity)
    return bar(t, order.quantity - left, order.quantity)


def bar(t: Translator, done: int, total: int) -> Markup:
    """Draw how much is done."""
    cells = done * BAR_CELLS // max(total, 1)
    return t(
        "{bar} {done} of {quantity}",
        bar="▰" * cells + "▱" * (BAR_CELLS - cells),
        done=t.number(done),
        quantity=t.number(total),
    )


def refusal(t: Translator, order: Order) -> Markup | None:
    """Say why the provider refused, in plain words, with its own words where they help."""
    known = REASON_LABELS.get(order.reason or "")
    if known is None:  # the operator's business with the panel, or not understood
        return t("The provider cannot take this order at the moment. Please try again later.")
    words = order.words[:WORDS_SHOWN]
    return lines(t(known), t("The provider says: {words}", words=words) if words else None)


def verdict(t: Translator, found: Verdict, name: str) -> Markup:
    """Say what became of an order above a limit, and who has decided that."""
    return t(VERDICT_LABELS[found], name=name)


def not_approved(t: Translator, order: Order) -> Markup | None:
    """Say why an order above a limit was not sent."""
    if order.state is not OrderState.REFUSED or order.reason is None:
        return None
    return verdict(t, Verdict(order.reason), order.words)


def person(user_id: int, name: str) -> Markup:
    """Mention a person; an anonymous administrator (a group's own id) is only named."""
    if not is_visible(name):
        name = str(user_id)  # a link that shows nothing is none
    if user_id <= 0:
        return escape(name)
    return Markup('<a href="tg://user?id={}">{}</a>').format(user_id, name)


def moment(t: Translator, at: datetime, now: datetime) -> str:
    """Say how long ago something was."""
    if now - at < JUST_NOW:
        return t.plain("just now")
    return t.plain("{age} ago", age=t.age(now - at))


def days(t: Translator, span: DateRange) -> str:
    """Name the days of a report."""
    if span.first is None:
        return t.plain("All time")
    return t.days(span.first, span.last)
