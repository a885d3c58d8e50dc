"""Owners decide whether money has arrived: the buttons of their cards, in private."""

from dataclasses import replace
from decimal import Decimal

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions import store as questions
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import CHANGED
from bot.manual_payments.buttons import ReviewAction, ReviewQuestion
from bot.manual_payments.screens import review as screens
from bot.manual_payments.service import deciding
from bot.manual_payments.service.deciding import Approving, Review
from bot.spending.rules.limit_words import read_amount

LONGEST = 200
_TOO_LONG = N_("That is too long. The maximum is {most} characters in total.")
_DECIDED = N_("Another owner has decided already.")
_QUESTIONS = {
    ReviewAction.OTHER: ReviewQuestion.AMOUNT,
    ReviewAction.REFUSE: ReviewQuestion.REASON,
    ReviewAction.ASK: ReviewQuestion.QUESTION,
}


@gate.tap(Permission.WALLETS)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of an owner's card: `mr:<action>:<proof>:<digest>`."""
    action, said = data.text(0), ""
    async with context.begin() as session:
        it = await deciding.lock(session, data.number(1))
        asked = await questions.find(session, context.actor.chat.id, data.number(3))
        if it is not None and it.proof.decision is None:
            if action == ReviewAction.APPROVE:
                said = await _approve(session, context, it, it.amount, data.text(2))
            elif action == ReviewAction.SURE:
                amount = _amount(asked, it.proof.id)
                said = await _approve(session, context, it, amount, data.text(2))
    if it is None:
        await gate.unknown_tap(update, context)
    elif action in _QUESTIONS and it.proof.decision is None:
        await _ask(update, context, it, _QUESTIONS[ReviewAction(action)])
    else:
        await _show(update, context, it, said)


def _amount(asked: Question | None, proof_id: int) -> Decimal | None:
    """Return what answered the question about the amount, if it is about this proof."""
    if asked is None or asked.kind != ReviewQuestion.AMOUNT:
        return None
    about, _, amount = asked.about.partition(" ")
    return Decimal(amount) if about == str(proof_id) and amount else None


async def _approve(
    session: Session, context: Context, it: Review, arrived: Decimal | None, digest: str
) -> str:
    """Do what a yes says if its card still shows what is so, and say what came of it."""
    t, actor = context.t, context.actor
    if arrived is None or screens.digest(it, arrived) != digest:
        return t.plain(CHANGED)
    outcome = await deciding.approve(
        session,
        it,
        arrived,
        by=actor.user_id,
        name=actor.name,
        owners=context.services.owners,
        now=context.now(),
    )
    return "" if outcome is Approving.DONE else t.plain(screens.ANSWERS[outcome])


async def _show(update: Update, context: Context, it: Review, said: str) -> None:
    """Answer a tap, and show the card as it is now in place of what was tapped."""
    t, number = context.t, it.proof.id
    async with context.read() as session:
        found = await deciding.review(session, number)
    if found is None:
        await gate.unknown_tap(update, context)
        return
    await context.answer(update, said or screens.verdict(t, found), alert=bool(said))
    await messages.show(update, context, _card(context, found))


def _card(context: Context, it: Review) -> Screen:
    return screens.card(context.t, it, context.actor.user_id, context.now())


async def _ask(update: Update, context: Context, it: Review, question: ReviewQuestion) -> None:
    if it.is_own(context.actor.user_id):
        own = context.t.plain(screens.ANSWERS[Approving.OWN])
        await context.answer(update, own, alert=True)
        return
    await context.answer(update)
    example = context.t.money(it.top_up.due, it.top_up.due_currency)
    text = context.t(screens.QUESTIONS[question], example=example)
    await asking.ask(context, text, question, str(it.proof.id))


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take the amount that has arrived, the reason of a refusal, or a question.

    Raises:
        InputError: it is none, too long, or somebody else has decided.
    """
    number, typed = int(asked.about.split()[0]), text_of(update.message)
    if asked.kind == ReviewQuestion.AMOUNT:
        await _propose(update, context, asked, number, typed)
        return
    if len(typed) > LONGEST:
        raise InputError(_TOO_LONG, {"most": LONGEST})
    async with context.begin() as session:
        it = await _undecided(session, context, number)
        if asked.kind == ReviewQuestion.REASON:
            await deciding.refuse(session, it, typed, context.actor.name, context.now())
        else:
            deciding.ask(session, it, typed, context.now())
    await _reply_with_card(update, context, number)


async def _undecided(session: Session, context: Context, number: int) -> Review:
    it = await deciding.lock(session, number)
    if it is None or it.proof.decision is not None:
        raise InputError(_DECIDED)
    if it.is_own(context.actor.user_id):
        raise InputError(screens.ANSWERS[Approving.OWN])
    return it


async def _reply_with_card(update: Update, context: Context, number: int) -> None:
    async with context.read() as session:
        found = await deciding.review(session, number)
    if found is not None:
        await messages.reply(update, context, replace(_card(context, found), media=None))


async def _propose(
    update: Update, context: Context, asked: Question, number: int, typed: str
) -> None:
    """Show what another amount comes to, before it is approved."""
    async with context.begin() as session:
        it = await _undecided(session, context, number)
        arrived = read_amount(typed, it.top_up.due_currency)
        await questions.keep_answer(session, asked, f"{number} {arrived}")
    await messages.reply(update, context, screens.sure(context.t, it, arrived, asked.message_id))
