"""Orders above a limit: the question with its two buttons, and what became of it."""

from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from bot.core.access.roles import Permission
from bot.core.access.tables import Chat
from bot.core.i18n import Translator
from bot.core.telegram import texts as core_texts
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.context import Actor
from bot.core.telegram.names import fitting
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.quotes import Quote
from bot.orders.rules.states import OrderState
from bot.orders.screens import quotes, requotes, texts
from bot.orders.tables import Order
from bot.spending.buttons import SpendingArea
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import LIFTED_BY, Excess, Level, Limit, Period
from bot.spending.screens.limits import BEYOND_LABELS, left
from bot.spending.service.approvals import Question
from bot.spending.tables import Approval

CHANGES_ROOM = 2500
"""Units of a text for what has changed; names of a hundred and more are common."""


def waits(question: Question | None, t: Translator) -> Markup | None:
    """Say for what an order or a list waits, or what became of that; nothing if of neither."""
    if question is None or _is_past(question.about):
        return None
    asked = question.approval
    if asked.verdict is not None:
        return verdict(t, asked)
    beyond = BEYOND_LABELS[asked.level, asked.period]
    return lines(Markup("✋ ") + t(beyond), _who_was_asked(question, t))


def _is_past(about: Order | MassOrder) -> bool:
    return isinstance(about, Order) and about.state is not OrderState.AWAITING


def _who_was_asked(question: Question, t: Translator) -> Markup:
    if question.approval.level is Level.GROUP:
        return t("The administrators were asked to approve it.")
    if question.owners_asked:
        return t("The owners of this bot were asked to approve it.")
    return t("Only an owner of this bot can approve it: ask them to start the bot.")


def card(question: Question, t: Translator, shown_in: Chat, now: datetime) -> Screen:
    """Ask whether an order may go on, or say who has decided that."""
    approval, about, chat = question.approval, question.about, question.chat
    above = Excess(Limit(approval.level, approval.period, approval.amount), approval.left)
    # What was asked in the group at first was passed on to the owners.
    elsewhere = approval.level is Level.OWNER and shown_in.id == approval.chat_id
    who = core_texts.person(about.user_id, about.user_name)
    text = lines(
        t("✋ <b>Approval needed</b>"),
        *_what(t, about),
        Markup("👤 {} · {}").format(who, core_texts.moment(t, about.created_at, now)),
        Markup("💬 {}").format(chat.title) if chat and chat.id != shown_in.id else None,
        "",
        t(BEYOND_LABELS[approval.level, approval.period]),
        t("The limit is {amount}.", amount=t.money(approval.amount, about.currency))
        if approval.period is not Period.ORDER
        else None,
        left(t, above, about.currency),
        verdict(t, approval),
        _who_was_asked(question, t) if elsewhere and approval.verdict is None else None,
    )
    if approval.verdict is not None or elsewhere:
        return Screen(text)
    return Screen(text, [_decision_row(t, approval, about)])


def rows(question: Question | None, actor: Actor) -> list[Row]:
    """Return the buttons of an order that waits, for who can decide."""
    if question is None or _is_past(question.about):
        return []
    if not may_decide(actor, question.approval):
        return []
    return [_decision_row(actor.t, question.approval, question.about)]


def digest(about: Order | MassOrder) -> str:
    """Return what stands for all that a card shows of what it asks about."""
    if isinstance(about, MassOrder):
        return digest_of(about.price, about.currency, about.lines)
    return digest_of(about.price, about.currency, about.quote, about.offer)


def _decision_row(t: Translator, approval: Approval, about: Order | MassOrder) -> Row:
    yes, no = (pack(SpendingArea.APPROVAL, approval.id, it, digest(about)) for it in ("yes", "no"))
    return [
        button(t.plain("✅ Approve order"), yes, style="success"),
        button(t.plain("🚫 Refuse order"), no, style="danger"),
    ]


def may_decide(actor: Actor, approval: Approval) -> bool:
    """Return whether somebody can lift this limit here; owners can lift any, anywhere."""
    is_here = approval.chat_id == actor.chat.id and actor.may(LIFTED_BY[approval.level])
    return is_here or actor.may(Permission.APPROVE_ANY)


def _what(t: Translator, about: Order | MassOrder) -> list[Markup]:
    price = t.money(about.price, about.currency)
    if isinstance(about, MassOrder):
        n = len(about.lines)  # none are left once they are placed, or given up
        head = Markup("📦 <b>{}</b> · 💰 {}").format(texts.mass_name(about.id), price)
        count = [t.plural("{number} order", "{number} orders", n)] if n else []
        return [head, *count, *_changes_of_list(t, about)]
    return [
        Markup("<b>{}</b> {}").format(texts.order_name(about), about.service_name),
        *([Markup("🔗 {}").format(about.link)] if about.link else []),
        Markup("🔢 {} · 💰 {}").format(t.number(about.quantity), price),
        *_changes_of_order(t, about),
    ]


def _changes_of_order(t: Translator, order: Order) -> list[Markup]:
    """Say what is not as it was confirmed, where that is asked about."""
    if not order.offer or "price" not in order.offer:
        return []
    now = Quote.read(order.offer)
    before = Quote.known(order.quote or {"type": order.service_type}, now)
    total = requotes.price_change(t, order)
    return [m for m in (quotes.changed(t, before, now), total) if m is not None]


def _changes_of_list(t: Translator, found: MassOrder) -> list[Markup]:
    """As of an order: for each service that has changed, and what all would cost now."""
    changed = {line["service"]: line for line in found.lines if "price" in line.get("offer", {})}
    if not changed:
        return []
    said: list[Markup] = []
    for line in changed.values():
        now = Quote.read(line["offer"])
        said += quotes.changes(t, Quote.known(line.get("quote", {}), now), now)
    prices = (Decimal(line.get("offer", line)["price"]) for line in found.lines)
    old = t.money(found.price, found.currency)
    new = t.money(sum(prices, Decimal(0)), found.currency)
    head = Markup("⚠️ ") + t("Changed since this was shown:")
    total = t("<b>Total: {old} → {new}</b>", old=old, new=new)
    return [head, *fitting(said, CHANGES_ROOM), total]


def verdict(t: Translator, approval: Approval) -> Markup | None:
    """Say what was decided, and by whom; nothing until then."""
    if approval.verdict is None:
        return None
    return texts.verdict(t, approval.verdict, approval.decided_by)


def list_decided(approval: Approval, mass: MassOrder, t: Translator) -> Screen:
    """Say to who ordered a list what became of it."""
    name = texts.mass_name(mass.id)
    head = t("📦 Mass order {mass} was not approved. Nothing was bought.", mass=name)
    if approval.verdict is Verdict.APPROVED:
        head = t("📦 Mass order {mass} was approved.", mass=name)
    return Screen(lines(head, verdict(t, approval)))
