"""Domain objects in words: the pieces that screens and pushes are made of.

Every foreign string reaches a text through the translator, which escapes it.
"""

import re

from markupsafe import Markup, escape

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import texts as core_texts
from bot.core.telegram.names import clip, isolated
from bot.core.telegram.screen import lines
from bot.orders.links import LinkKind
from bot.orders.rules.notices import Notice
from bot.orders.rules.pace import Expectation
from bot.orders.rules.states import AT_PANEL, OrderState
from bot.orders.tables import Order
from bot.panel.rules.refusals import word_to_show
from bot.panel.rules.statuses import LONGEST_WORD, order_state
from bot.spending.rules.approvals import Verdict

WORDS_SHOWN = 200  # of the panel's own words
LINK_SHOWN = 34  # units: a line of a phone holds about so many
_WEB = ("https://", "http://")
_WHAT_ALL_HAVE = re.compile(r"\Ahttps?://(?:www\.)?", re.IGNORECASE)

STATE_LABELS: dict[OrderState, str] = {
    OrderState.AWAITING: N_("✋ Waiting for approval"),
    OrderState.REQUOTED: N_("✋ Waiting for confirmation"),
    OrderState.REFUSED: N_("🚫 Not approved"),
    OrderState.WITHDRAWN: N_("↩️ Withdrawn"),
    OrderState.QUEUED: N_("⏳ Waiting to be sent"),
    OrderState.SUBMITTING: N_("📤 Being sent to the panel"),
    OrderState.UNKNOWN: N_("🔎 Being checked with the panel"),
    OrderState.REJECTED: N_("❌ Refused by the panel"),
    OrderState.DROPPED: N_("❌ Not placed"),
    OrderState.PLACED: N_("✅ Placed"),
    OrderState.PENDING: N_("🕓 Pending"),
    OrderState.PROCESSING: N_("⚙️ Processing"),
    OrderState.IN_PROGRESS: N_("🚀 In progress"),
    OrderState.ACTIVE: N_("🔔 Waiting for posts"),
    OrderState.PAUSED: N_("⏸ Paused by the panel"),
    OrderState.ATTENTION: N_("⚠️ Needs attention"),
    OrderState.COMPLETED: N_("✅ Completed"),
    OrderState.EXPIRED: N_("⌛ Expired"),
    OrderState.PARTIAL: N_("🟡 Partially delivered"),
    OrderState.CANCELED: N_("🚫 Canceled"),
    OrderState.REFUNDED: N_("↩️ Refunded"),
}
LINK_LABELS: dict[LinkKind, str] = {
    LinkKind.PROFILE: N_("profile or page"),
    LinkKind.CHANNEL: N_("channel"),
    LinkKind.GROUP: N_("group"),
    LinkKind.INVITE: N_("invite link"),
    LinkKind.POST: N_("post"),
    LinkKind.COMMENT: N_("comment"),
    LinkKind.REEL: N_("reel"),
    LinkKind.STORY: N_("story"),
    LinkKind.VIDEO: N_("video"),
    LinkKind.SHORT: N_("short video"),
    LinkKind.LIVE: N_("live stream"),
    LinkKind.CLIP: N_("clip"),
    LinkKind.PLAYLIST: N_("playlist"),
    LinkKind.TRACK: N_("track"),
    LinkKind.ALBUM: N_("album"),
    LinkKind.ARTIST: N_("artist"),
    LinkKind.SHOW: N_("podcast"),
    LinkKind.EPISODE: N_("podcast episode"),
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
    Verdict.EXPIRED: N_("⌛ Nobody decided within a week."),
    Verdict.GONE: N_("⚠️ The service is no longer available."),
    Verdict.CHANGED: N_("⚠️ Its price or limits have changed. Please order again."),
}
NOTICE_TEXTS: dict[Notice, str] = {
    Notice.APPROVED: N_("👍 Order {order} was approved and is being sent to the panel."),
    Notice.REFUSED: N_("🚫 Order {order} was not approved. Nothing was bought."),
    Notice.PLACED: N_("✅ Order {order} was placed, number {number}."),
    Notice.STARTED: N_("🚀 Order {order} has started."),
    Notice.REJECTED: N_("❌ Order {order} was refused by the panel. Nothing was bought."),
    Notice.CHECKING: N_("🔎 Order {order} is being checked with the panel."),
    Notice.DROPPED: N_("❌ Order {order} was not placed. Nothing was bought."),
    Notice.COMPLETED: N_("🎉 Order {order} is completed."),
    Notice.EXPIRED: N_("⌛ Order {order} has expired."),
    Notice.PAUSED: N_("⏸ Order {order} was paused by the panel."),
    Notice.PARTIAL: N_("🟡 Order {order} was partially delivered."),
    Notice.CANCELED: N_("🚫 Order {order} was canceled."),
    Notice.REFUNDED: N_("↩️ Order {order} was refunded."),
    Notice.ATTENTION: N_("⚠️ Order {order} needs attention: the panel reports a problem."),
    Notice.SETTLED: N_("💰 What order {order} costs has changed."),
    Notice.REFILL_COMPLETED: N_("♻️ The refill of order {order} is completed."),
    Notice.REFILL_REJECTED: N_("♻️ The refill of order {order} was rejected."),
    Notice.REFILL_REFUSED: N_("♻️ The panel refused to refill order {order}."),
    Notice.REFILL_CHECKING: N_(
        "♻️ A refill of order {order} was requested, but the panel gave no clear answer."
    ),
    Notice.CANCEL_ACCEPTED: N_("🚫 The panel accepted the cancellation of order {order}."),
    Notice.CANCEL_REFUSED: N_("🚫 The panel refused to cancel order {order}."),
    Notice.CANCEL_CHECKING: N_(
        "🚫 A cancellation of order {order} was requested, but the panel gave no clear answer. "
        "Its status is being checked."
    ),
}


def order_name(order: Order) -> str:
    """Return our own number of an order, as people type it."""
    return f"#{order.id}"


def without_scheme(link: str) -> str:
    """Return a link as people say it: `instagram.com/name`."""
    return _WHAT_ALL_HAVE.sub("", link).rstrip("/")


def short_link(order: Order) -> Markup | None:
    """Return an order's link, short (`instagram.com/p/AbC…`), which leads there whole."""
    if not order.link:
        return None
    shown = isolated(clip(without_scheme(order.link), LINK_SHOWN))
    if not order.link.startswith(_WEB):
        return escape(shown)
    return Markup('<a href="{}">{}</a>').format(order.link, shown)


def mass_name(mass_id: int) -> str:
    """Return how a mass order is called."""
    return f"M{mass_id}"


def state(t: Translator, order: Order) -> str:
    """Say how an order stands."""
    return t.plain(STATE_LABELS[order.state])


def unknown_word(t: Translator, order: Order) -> Markup | None:
    """Say how the order stands in the panel's own word, if it is none of those that are known."""
    word = word_to_show(order.provider_word or "")
    if order.state not in AT_PANEL or not word or order_state(word) is not None:
        return None
    return t("The panel says: {words}", words=word[:LONGEST_WORD])


def progress(t: Translator, order: Order) -> Markup | None:
    """Draw how much of an order is delivered; nothing where the panel does not say."""
    if order.remains is None or order.quantity <= 0:
        return None
    left = min(max(order.remains, 0), order.quantity)
    return core_texts.bar(t, order.quantity - left, order.quantity)


def expectation(t: Translator, expected: Expectation | None) -> Markup | None:
    """Say how fast an order should go, and when it should be done; nothing where nobody knows."""
    if expected is None:
        return None
    speed = t.number(max(round(expected.pace.an_hour), 1))
    if expected.end is None:
        return t("⏱ Usually about {speed} an hour (estimate)", speed=speed)
    return t(
        "⏱ Usually about {speed} an hour, so done around {end} (estimate)",
        speed=speed,
        end=t.datetime(expected.end),
    )


def refusal(t: Translator, order: Order) -> Markup | None:
    """Say why the panel refused, in plain words, with its own words where they help."""
    known = REASON_LABELS.get(order.reason or "")
    if known is None:  # the operator's business with the panel, or not understood
        return t("The panel can't take this order at the moment. Please try again later.")
    words = order.words[:WORDS_SHOWN]
    return lines(t(known), t("The panel says: {words}", words=words) if words else None)


def refusal_of(t: Translator, order: Order) -> Markup | None:
    """Say why the panel refused an order, if it did."""
    return refusal(t, order) if order.state is OrderState.REJECTED else None


def verdict(t: Translator, found: Verdict, name: str) -> Markup:
    """Say what became of an order above a limit, and who has decided that."""
    return t(verdict_label(found, name), name=name)


def verdict_label(found: Verdict, name: str) -> str:
    """Return the text of a verdict; who has withdrawn it may have been forgotten."""
    is_nobodys = found is Verdict.WITHDRAWN and not name
    return STATE_LABELS[OrderState.WITHDRAWN] if is_nobodys else VERDICT_LABELS[found]


def not_approved(t: Translator, order: Order) -> Markup | None:
    """Say why an order above a limit was not sent."""
    if order.state not in {OrderState.REFUSED, OrderState.WITHDRAWN} or order.reason is None:
        return None
    return verdict(t, Verdict(order.reason), order.words)
