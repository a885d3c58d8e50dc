"""Orders above a limit go on, or do not: the buttons of who can lift it."""

from telegram import Update

from bot.domain.access import Permission
from bot.domain.approvals import Verdict
from bot.domain.limits import Excess
from bot.storage import approvals, limits
from bot.storage.engine import Session
from bot.storage.tables import Approval, Chat, MassOrder, Order
from bot.telegram import mass_checkout, talk, texts
from bot.telegram.callback_data import CallbackData
from bot.telegram.checkout import objection
from bot.telegram.context import Context
from bot.telegram.handlers import access
from bot.telegram.screens import approvals as screens


@access.tap(Permission.APPROVE)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Approve or refuse what is above a limit, once: `ap:<approval>:<yes or no>`."""
    async with context.begin() as session:
        found = await approvals.get_for_change(session, data.number(0))
        if found is None or not screens.may_decide(context.visit, found):
            found = None
        elif found.verdict is None:
            await _decide(session, context, found, approved=data.text(1) == "yes")
    if found is None:
        await access.refuse(update, context)
        return
    await _answer(update, context, found)
    if found.verdict is Verdict.APPROVED and found.mass_id is not None:
        await mass_checkout.place(context, found.mass_id)


async def _decide(session: Session, context: Context, found: Approval, *, approved: bool) -> None:
    """Do what a tap says; above a limit that this person cannot lift, others are asked."""
    visit, now = context.visit, context.now()
    verdict, above = Verdict.REFUSED, None
    if approved:
        about = await approvals.about(session, found)
        verdict = await _objection(session, about) or Verdict.APPROVED
        above = await _above(session, context, about)
    if verdict is Verdict.APPROVED and above is not None:
        await approvals.pass_on(session, found, above, context.services.owners, now)
    else:
        await approvals.decide(session, found, verdict, visit.name, now)


async def _objection(session: Session, about: Order | MassOrder) -> Verdict | None:
    if isinstance(about, MassOrder):
        return await mass_checkout.objection(session, about)
    price, currency = about.price, about.currency
    return await objection(session, about.service_id, about.answers, price, currency)


async def _above(session: Session, context: Context, about: Order | MassOrder) -> Excess | None:
    chat = await session.get_one(Chat, about.chat_id)
    budget = await limits.budget_for_order(session, chat, context.visit.role, context.now())
    largest = mass_checkout.largest(about) if isinstance(about, MassOrder) else None
    return budget.excess(about.price, largest)


async def _answer(update: Update, context: Context, found: Approval) -> None:
    t, verdict = context.t, found.verdict
    said = t.plain("This goes beyond the owners' limit, too. They were asked.")
    if verdict is not None:
        said = t.plain(texts.VERDICT_LABELS[verdict], name=found.decided_by)
    await context.answer(update, said, alert=verdict is not Verdict.APPROVED)
    async with context.read() as session:
        screen = await screens.card(session, found, t, context.visit.chat, context.now())
    await talk.show(update, context, screen)
