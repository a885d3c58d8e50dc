"""Orders above a limit go on, or do not: the buttons of who can lift it."""

from telegram import Update

from bot.domain.access import Permission
from bot.domain.approvals import Verdict
from bot.domain.limits import LIFTED_BY
from bot.storage import approvals
from bot.storage.engine import Session
from bot.storage.tables import Approval, Order
from bot.telegram import talk, texts
from bot.telegram.callback_data import CallbackData
from bot.telegram.checkout import objection
from bot.telegram.context import Context, unreachable
from bot.telegram.handlers import access, mass
from bot.telegram.screens import approvals as screens


@access.tap(Permission.APPROVE)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Approve or refuse what is above a limit, once: `ap:<approval>:<yes or no>`."""
    visit, now = context.visit, context.now()
    async with context.begin() as session:
        found = await approvals.get_for_change(session, data.number(0))
        if found is None or not _may_decide(context, found):
            found = None
        elif found.verdict is None:
            verdict = await _verdict(session, found, approved=data.text(1) == "yes")
            await approvals.decide(session, found, verdict, visit.name, now)
    if found is None:
        await access.refuse(update, context)
        return
    await _answer(update, context, found)
    if found.verdict is Verdict.APPROVED and found.mass_id is not None:
        await mass.place(context, found.mass_id)


def _may_decide(context: Context, found: Approval) -> bool:
    """Tell whether somebody can lift this limit here; owners can anywhere."""
    visit = context.visit
    is_here = found.chat_id == visit.chat.id and visit.may(LIFTED_BY[found.level])
    return is_here or visit.may(Permission.APPROVE_ANY)


async def _verdict(session: Session, found: Approval, *, approved: bool) -> Verdict:
    """Return what a tap comes to: what is not on sale as it was agreed cannot be approved."""
    if not approved:
        return Verdict.REFUSED
    about = await approvals.about(session, found)
    if isinstance(about, Order):
        price, currency = about.price, about.currency
        why = await objection(session, about.service_id, about.answers, price, currency)
    else:
        why = await mass.objection(session, about)
    return why or Verdict.APPROVED


async def _answer(update: Update, context: Context, found: Approval) -> None:
    t = context.t
    async with context.read() as session:
        screen = await screens.card(session, found, t, context.visit.chat, context.now())
    verdict = found.verdict or unreachable("an answer before the decision")
    said = t.plain(texts.VERDICT_LABELS[verdict], name=found.decided_by)
    await context.answer(update, said, alert=verdict is not Verdict.APPROVED)
    await talk.show(update, context, screen)
