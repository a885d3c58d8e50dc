"""/redeem: people send a code, and have its money in the wallet of their chat."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import arguments_of, text_of
from bot.core.telegram.screen import Screen
from bot.orders.screens.wallets import go_on_rows
from bot.orders.service import open_forms
from bot.vouchers.buttons import CodeQuestion
from bot.vouchers.rules.outcomes import Outcome
from bot.vouchers.screens import redeeming as screens
from bot.vouchers.service import redeeming
from bot.wallet.selling import NO_WALLETS, wallet_currency
from bot.wallet.service import statements

START = "redeem_"
"""Begins what `/start` is sent for by a link with a code, which follows."""
_ANONYMOUS = N_("I cannot see who you are: a code is redeemed by a person, not anonymously.")


@gate.command(Permission.SEE_ORDERS)
async def command(update: Update, context: Context) -> None:
    """Redeem a code, or ask for one: /redeem, /redeem CODE."""
    currency = wallet_currency(context)
    if currency is None:
        await gate.unknown_command(update, context)
    elif typed := arguments_of(update):
        await _redeem(update, context, currency, typed)
    else:
        await _ask(context)


@gate.tap(Permission.SEE_ORDERS)
async def tap(update: Update, context: Context, _: CallbackData) -> None:
    """Ask for a code: `vr`."""
    if wallet_currency(context) is None:
        await gate.unknown_tap(update, context)
        return
    await context.answer(update)
    await _ask(context)


async def _ask(context: Context) -> None:
    text = context.t("🎟 Send the code.")
    await asking.ask(context, text, CodeQuestion.CODE, hint="XXXX XXXX XXXX XXXX")


async def reply(update: Update, context: Context, _: Question) -> None:
    """Take the code that was asked for.

    Raises:
        InputError: nobody pays here any more.
    """
    currency = wallet_currency(context)
    if currency is None:
        raise InputError(NO_WALLETS)
    await _redeem(update, context, currency, text_of(update.message))


async def opened_by_link(update: Update, context: Context) -> bool:
    """Redeem the code of a link: `/start redeem_<code>`."""
    word, currency = context.args[0] if context.args else "", wallet_currency(context)
    if not word.startswith(START) or currency is None or context.actor.is_group:
        return False
    if not context.actor.may(Permission.SEE_ORDERS):
        return False
    await _redeem(update, context, currency, word.removeprefix(START))
    return True


async def _redeem(update: Update, context: Context, currency: str, typed: str) -> None:
    actor, t, now = context.actor, context.t, context.now()
    if actor.user_id < 0:
        await messages.reply(update, context, Screen(t(_ANONYMOUS)))
        return
    async with context.begin() as session:
        found = await redeeming.redeem(
            session,
            typed,
            person_id=actor.user_id,
            chat_id=actor.chat.id,
            currency=currency,
            now=now,
        )
        wallet = await statements.load(session, actor.chat.id, currency)
        ready = await open_forms.ready(session, actor.chat.id)
    if found.outcome is not Outcome.REDEEMED:
        await messages.reply(update, context, screens.refused(t, found, currency, now))
        return
    screen = screens.redeemed(t, found, wallet, is_group=actor.is_group)
    rows = [*go_on_rows(t, ready, is_group=actor.is_group), *screen.rows]
    await messages.reply(update, context, Screen(screen.text, rows))
