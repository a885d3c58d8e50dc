"""Who pays by hand says so, and sends what shows it."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.manual_payments.buttons import ManualQuestion, ProofAction
from bot.manual_payments.handlers.pictures import picture_of
from bot.manual_payments.rules.proofs import read_reference
from bot.manual_payments.screens import card as screens
from bot.manual_payments.service import proofs
from bot.manual_payments.service.proofs import Paying, Sent
from bot.payments.rules.states import TopUpState

LONGEST_ANSWER = 500
_TOO_LATE = N_("This offer has ended. Open /wallet for a new one.")
_NOT_ASKED = N_("The owner has decided already.")
_PICTURE_EXPECTED = N_("Send a photo of the receipt, or a PDF.")
_IN_PRIVATE = N_("Others can read this here. Use it in our private chat.")
_ANSWER_EXPECTED = N_("Send a text of at most {most} characters, or a photo.")


@gate.tap(Permission.SEE_ORDERS)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of who pays by hand: `mp:<action>:<top-up>`."""
    async with context.read() as session:
        it = await proofs.paying(session, data.number(1))
    if it is None or it.top_up.pay_in != context.actor.user_id:
        await gate.unknown_tap(update, context)
    elif context.actor.is_group:
        await context.answer(update, context.t.plain(_IN_PRIVATE), alert=True)
    elif data.text(0) == ProofAction.ANSWER:
        await context.answer(update)
        text = context.t("💬 Send your answer: a text, or a photo.")
        await asking.ask(context, text, ManualQuestion.ANSWER, str(it.top_up.id))
    elif it.top_up.state is not TopUpState.OPEN or context.now() >= it.top_up.expires_at:
        await context.answer(update)
        await messages.show(update, context, _card(context, it))
    elif it.is_complete:
        await context.answer(update)
        await _take(update, context, it.top_up.id, Sent(), is_tap=True)
    else:
        await context.answer(update)
        await _ask(context, it)


def _card(context: Context, it: Paying) -> Screen:
    return screens.card(context.t, it, context.now(), in_private=True)


async def _ask(context: Context, it: Paying) -> None:
    text = screens.ask_proof(context.t, it)
    await asking.ask(context, text, ManualQuestion.PROOF, str(it.top_up.id))


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take a picture, a reference, or both, or the answer to an owner's question.

    Raises:
        InputError: it is none of what is expected, or too late.
    """
    if asked.kind == ManualQuestion.ANSWER:
        await _answer(update, context, int(asked.about))
        return
    picture, typed = await picture_of(update.message), text_of(update.message)
    async with context.read() as session:
        it = await proofs.paying(session, int(asked.about))
    if it is None:
        raise InputError(_TOO_LATE)
    if picture is None and not (it.method.wants_reference and typed):
        raise InputError(_PICTURE_EXPECTED)
    sent = Sent(picture, _reference(it, typed))
    await _take(update, context, it.top_up.id, sent)


def _reference(it: Paying, typed: str) -> str:
    """Return the reference in a text; under a picture that alone is required, any text may be."""
    if not typed:
        return ""
    if it.method.wants_reference:
        return read_reference(typed)
    try:
        return read_reference(typed)
    except InputError:
        return ""


async def _take(
    update: Update, context: Context, top_up_id: int, sent: Sent, *, is_tap: bool = False
) -> None:
    actor, services = context.actor, context.services
    async with context.begin() as session:
        it = await proofs.take(
            session, top_up_id, actor.user_id, sent, owners=services.owners, now=context.now()
        )
    if it is None:
        raise InputError(_TOO_LATE)
    if it.top_up.state is not TopUpState.REVIEW:
        await _ask(context, it)
    elif is_tap:
        await messages.show(update, context, _card(context, it))
    else:
        await messages.reply(update, context, screens.is_checked(context.t))


async def _answer(update: Update, context: Context, top_up_id: int) -> None:
    picture, typed = await picture_of(update.message), text_of(update.message)
    if len(typed) > LONGEST_ANSWER or not (typed or picture):
        raise InputError(_ANSWER_EXPECTED, {"most": LONGEST_ANSWER})
    owners, now = context.services.owners, context.now()
    async with context.begin() as session:
        is_taken = await proofs.take_answer(
            session, top_up_id, typed, picture, owners=owners, now=now
        )
    if not is_taken:
        raise InputError(_NOT_ASKED)
    text = context.t("✅ The owner has your answer. You will be notified here.")
    await messages.reply(update, context, Screen(text))
