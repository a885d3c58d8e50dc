"""Orders above a limit go on, or do not: the buttons of who can lift it."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.orders.mass import service as mass_service
from bot.orders.mass.tables import MassOrder
from bot.orders.screens import texts
from bot.orders.store.quotes import is_endless
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Excess
from bot.spending.screens import approvals as screens
from bot.spending.store import approvals, limits
from bot.spending.store.renewals import renew
from bot.spending.tables import Approval


@gate.tap(Permission.APPROVE)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Approve or refuse what is above a limit, once: `ap:<approval>:<yes or no>:<digest>`."""
    said = ""
    async with context.begin() as session:
        found = await approvals.get_for_change(session, data.number(0))
        if found is None or not screens.may_decide(context.actor, found):
            found = None
        elif found.verdict is None:
            said = await _decide(session, context, found, data)
    if found is None:
        await gate.refuse(update, context)
        return
    await _answer(update, context, found, said)
    if found.verdict is Verdict.APPROVED and found.mass_id is not None:
        await mass_service.place(context, found.mass_id)


async def _decide(session: Session, context: Context, found: Approval, data: CallbackData) -> str:
    """Do what a tap says, and say why if nothing was decided.

    A yes is to what the card shows: what has changed is shown, and asked about again. Above a
    limit that this person cannot lift, others are asked.
    """
    t, name, now = context.t, context.actor.name, context.now()
    if data.text(1) != "yes":
        await approvals.decide(session, found, Verdict.REFUSED, name, now)
        return ""
    about = await approvals.about(session, found)
    if data.text(2) != screens.digest(about):
        return t.plain("This button is out of date.")
    verdict = await renew(session, about, context.services.catalogue.file)
    if verdict is None:
        approvals.redraw_cards(session, found, now)
        return t.plain("Something changed. Please look again.")
    above = await _above(session, context, about)
    if verdict is Verdict.APPROVED and above is not None:
        await approvals.pass_on(session, found, above, context.services.owners, now)
        return t.plain("This goes beyond the owners' limit, too. They were asked.")
    await approvals.decide(session, found, verdict, name, now)
    return ""


async def _above(session: Session, context: Context, about: Order | MassOrder) -> Excess | None:
    chat = await session.get_one(Chat, about.chat_id)
    budget = await limits.budget_for_order(session, chat, context.actor.role, context.now())
    largest = mass_service.largest(about) if isinstance(about, MassOrder) else None
    endless = isinstance(about, Order) and is_endless(about)
    return budget.excess(about.price, largest, is_endless=endless)


async def _answer(update: Update, context: Context, found: Approval, said: str) -> None:
    t, verdict = context.t, found.verdict
    if verdict is not None:
        said = t.plain(texts.VERDICT_LABELS[verdict], name=found.decided_by)
    await context.answer(update, said, alert=verdict is not Verdict.APPROVED)
    async with context.read() as session:
        screen = await screens.card(session, found, t, context.actor.chat, context.now())
    await messages.show(update, context, screen)
