"""Owners prepare codes, make them, and stop them, in their private chat."""

from collections.abc import Mapping

from telegram import Update
from telegram.error import TelegramError
from telegram.helpers import create_deep_linked_url

from bot.core.access import owner_only
from bot.core.access.roles import Permission
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages, uploads
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import CHANGED, OUT_OF_DATE
from bot.vouchers.buttons import OwnedAction, OwnedQuestion
from bot.vouchers.handlers.redeeming import START
from bot.vouchers.screens import owned as screens
from bot.vouchers.service import batches
from bot.vouchers.service.batches import MOST_CODES, MOST_DAYS, MOST_USES, BatchPage
from bot.vouchers.tables import VoucherBatch
from bot.wallet.rules.units import MOST_UNITS
from bot.wallet.rules.words import read_units
from bot.wallet.selling import Action, serve_tap

LONGEST_NOTE = 60
_MADE = N_("These codes were made already: nobody can change them, or see them again.")
_NUMBER_EXPECTED = N_("Send a number from {least} to {most}.")
_TOO_LONG = N_("That is too long. The maximum is {most} characters in total.")
_TOO_MUCH = N_("That is too much in all.")
_LIMITS = {
    OwnedQuestion.COUNT: (1, MOST_CODES),
    OwnedQuestion.USES: (1, MOST_USES),
    OwnedQuestion.DAYS: (0, MOST_DAYS),
}


@owner_only.tap(Permission.WALLETS)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button about codes: `vo:<action>:<batch>:<what>`."""
    await serve_tap(update, context, data, _ACTIONS)


async def _home(update: Update, context: Context, _: str, data: CallbackData) -> None:
    await context.answer(update)
    await _show_home(update, context, data.number(1))


async def _show_home(update: Update, context: Context, number: int) -> None:
    async with context.read() as session:
        page = await batches.page(session, number)
    await messages.show(update, context, screens.home(context.t, page))


async def _new(update: Update, context: Context, currency: str, _: CallbackData) -> None:
    async with context.begin() as session:
        batch = await batches.new(session, currency, context.actor.user_id)
    await context.answer(update)
    await messages.show(update, context, screens.batch(context.t, BatchPage(batch)))


async def _show(update: Update, context: Context, _: str, data: CallbackData) -> None:
    await _show_batch(update, context, data.number(1))


async def _show_batch(update: Update, context: Context, batch_id: int) -> None:
    async with context.read() as session:
        page = await batches.show(session, batch_id)
    if page is None:
        await context.answer(update, context.t.plain(OUT_OF_DATE), alert=True)
        return
    await context.answer(update)
    await messages.show(update, context, screens.batch(context.t, page))


async def _sold(update: Update, context: Context, _: str, data: CallbackData) -> None:
    async with context.begin() as session:
        batch = await batches.lock(session, data.number(1))
        if batch is not None and batch.made_at is None:
            batch.is_sold = data.number(2) == 1
            session.add(batch)
    await _show_batch(update, context, data.number(1))


async def _stop(update: Update, context: Context, _: str, data: CallbackData) -> None:
    async with context.begin() as session:
        await batches.stop(session, data.number(1), stopped=data.number(2) == 1)
    await _show_batch(update, context, data.number(1))


async def _drop(update: Update, context: Context, _: str, data: CallbackData) -> None:
    async with context.begin() as session:
        await batches.drop(session, data.number(1))
    await context.answer(update)
    await _show_home(update, context, 0)


async def _make(update: Update, context: Context, _: str, data: CallbackData) -> None:
    """Make the codes as they were shown, once, and send them; whoever loses them stops them."""
    said, codes = "", list[str]()
    async with context.begin() as session:
        batch = await batches.lock(session, data.number(1))
        if batch is None or batch.made_at is not None:
            said = _MADE
        elif not batch.amount or screens.digest(batch) != data.text(2):
            said = CHANGED
        else:
            codes = await batches.make(session, batch, context.actor.user_id, context.now())
    if said:
        await context.answer(update, context.t.plain(said), alert=True)
    else:
        await _send(context, data.number(1), codes)
    await _show_batch(update, context, data.number(1))


async def _send(context: Context, batch_id: int, codes: list[str]) -> None:
    opens = create_deep_linked_url(context.bot.username, START.rstrip("_")) + "_"
    content = screens.file_of(codes, opens)
    try:
        await uploads.send_document(context, f"codes_{batch_id}.csv", content)
    except TelegramError:
        async with context.begin() as session:
            await batches.stop(session, batch_id, stopped=True)
        text = context.t("😕 The file could not be sent. These codes are stopped: make others.")
    else:
        text = context.t("🎟 Here are the codes. Keep the file: they are not shown again.")
    await messages.send(context, Screen(text))


async def _ask(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    if data.text(2) not in set(OwnedQuestion):
        return
    await context.answer(update)
    question = OwnedQuestion(data.text(2))
    text = context.t(screens.QUESTIONS[question], currency=currency, most=MOST_CODES)
    await asking.ask(context, text, question, str(data.number(1)))


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take what an owner types about codes that are not made yet.

    Raises:
        InputError: it cannot be taken, or they are made.
    """
    typed, question = text_of(update.message), OwnedQuestion(asked.kind)
    async with context.begin() as session:
        batch = await batches.lock(session, int(asked.about))
        if batch is None or batch.made_at is not None:
            raise InputError(_MADE)
        _edit(batch, question, typed)
        session.add(batch)
    await messages.reply(update, context, screens.batch(context.t, BatchPage(batch)))


def _edit(batch: VoucherBatch, question: OwnedQuestion, typed: str) -> None:
    match question:
        case OwnedQuestion.AMOUNT:
            batch.amount = read_units(typed, batch.currency)
        case OwnedQuestion.NOTE:
            if len(typed) > LONGEST_NOTE:
                raise InputError(_TOO_LONG, {"most": LONGEST_NOTE})
            batch.note = " ".join(typed.split())
        case OwnedQuestion.COUNT:
            batch.count = _number(typed, question)
        case OwnedQuestion.USES:
            batch.uses = _number(typed, question)
        case OwnedQuestion.DAYS:
            batch.days = _number(typed, question)
    if batch.amount * batch.count * batch.uses > MOST_UNITS:
        raise InputError(_TOO_MUCH)


def _number(typed: str, question: OwnedQuestion) -> int:
    least, most = _LIMITS[question]
    digits = "".join(typed.split())
    number = int(digits) if digits.isdecimal() and len(digits) <= len(str(most)) else -1
    if not least <= number <= most:
        raise InputError(_NUMBER_EXPECTED, {"least": least, "most": most})
    return number


_ACTIONS: Mapping[str, Action] = {
    OwnedAction.HOME: _home,
    OwnedAction.NEW: _new,
    OwnedAction.SHOW: _show,
    OwnedAction.EDIT: _ask,
    OwnedAction.SOLD: _sold,
    OwnedAction.MAKE: _make,
    OwnedAction.STOP: _stop,
    OwnedAction.DROP: _drop,
}
