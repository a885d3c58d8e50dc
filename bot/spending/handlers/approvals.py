"""Orders above a limit go on, or do not: the buttons of who can lift it."""

from telegram import Update

from bot.catalogue.on_sale import catalogue_here, live_catalogue
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.texts import CHANGED, OUT_OF_DATE
from bot.orders.mass.service import placing
from bot.orders.screens import texts, wallets
from bot.spending.rules.approvals import Verdict
from bot.spending.screens import approvals as screens
from bot.spending.service import approvals
from bot.spending.service.approvals import Approving
from bot.spending.store import approvals as store
from bot.spending.tables import Approval
from bot.wallet.rules.ledger import RefusedError


@gate.tap(Permission.APPROVE)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Approve or refuse what is above a limit, once: `ap:<approval>:<yes or no>:<digest>`."""
    said = ""
    try:
        async with context.begin() as session:
            found = await store.get_for_change(session, data.number(0))
            if found is None or not screens.may_decide(context.actor, found):
                found = None
            elif found.verdict is None:
                said = await _decide(session, context, found, data)
    except RefusedError as refused:
        why = wallets.refused(context.t, refused, catalogue_here(context).currency)
        await context.answer(update, why, alert=True)
        return
    if found is None:
        await gate.refuse(update, context)
        return
    await _answer(update, context, found, said)
    if found.verdict is Verdict.APPROVED and found.mass_id is not None:
        await placing.place_all(context.begin, found.mass_id, context.now())


async def _decide(session: Session, context: Context, found: Approval, data: CallbackData) -> str:
    """Do what a tap says, and say why if nothing was decided. A yes is to what the card shows."""
    t, name, now = context.t, context.actor.name, context.now()
    if data.text(1) != "yes":
        await approvals.refuse(session, found, name, now)
        return ""
    if data.text(2) != screens.digest(await store.about(session, found)):
        return t.plain(OUT_OF_DATE)
    outcome = await approvals.approve(
        session,
        found,
        name=name,
        role=context.actor.role,
        storefront=live_catalogue(context).storefront,
        owners=context.services.owners,
        now=now,
    )
    if outcome is Approving.CHANGED:
        return t.plain(CHANGED)
    if outcome is Approving.PASSED_ON:
        return t.plain("This also exceeds the owners' limit. They have been asked.")
    return ""


async def _answer(update: Update, context: Context, found: Approval, said: str) -> None:
    t, verdict = context.t, found.verdict
    if verdict is not None:
        label = texts.verdict_label(verdict, found.decided_by)
        said = t.plain(label, name=found.decided_by)
    await context.answer(update, said, alert=verdict is not Verdict.APPROVED)
    async with context.read() as session:
        question = await approvals.question(session, found.id)
    screen = screens.card(question, t, context.actor.chat, context.now())
    await messages.show(update, context, screen)
