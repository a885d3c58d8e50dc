"""How people pay in, for owners in their private chat."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.core.access import owner_only
from bot.core.access.roles import Permission
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.payments.buttons import OwnerAction, OwnerQuestion
from bot.payments.dependencies import configured_methods
from bot.payments.handlers import records
from bot.payments.rules.methods import STAR_CURRENCY, is_believed
from bot.payments.screens import owned as screens
from bot.payments.service import methods, payments, reconciling
from bot.pricing.rules.markup_words import read_rate
from bot.wallet.selling import NO_WALLETS, wallet_currency

_FAR_OFF = N_(
    "That is far from the rate until now, {known}. If it is right, send: 1 {base} = {rate}"
)
_RECORDS: Mapping[str, Callable[[Update, Context, str, CallbackData], Awaitable[None]]] = {
    OwnerAction.LIST: records.listed,
    OwnerAction.CARD: records.card,
    OwnerAction.GIVE_BACK: records.card,
    OwnerAction.SURE: records.give_back,
    OwnerAction.CREDIT: records.credit,
}


@owner_only.tap(Permission.ADMIN)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of the owners' page of payments: `po:<action>:<what it is about>`."""
    currency, action = wallet_currency(context), data.text(0)
    if currency is None:
        await context.answer(update, context.t.plain(NO_WALLETS), alert=True)
    elif action in _RECORDS:
        await _RECORDS[action](update, context, currency, data)
    elif action == OwnerAction.ASK:
        await context.answer(update)
        await _ask(context, data.text(1), currency)
    else:
        if action == OwnerAction.SWITCH and data.text(1) in configured_methods(context):
            async with context.begin() as session:
                await methods.switch(session, data.text(1), on=data.number(2) == 1)
        await context.answer(update)
        await messages.show(update, context, await _home(context, currency))


async def _ask(context: Context, asked: str, currency: str) -> None:
    t = context.t
    if asked == OwnerQuestion.STAR_RATE:
        text = t(
            "⭐ Send what a Star is worth in {currency}, for example 0.013.", currency=currency
        )
        await asking.ask(context, text, asked, hint="0.013")
    elif asked == OwnerQuestion.PAYMENT:
        text = t("🔎 Send the number of the payment, or the ID of who has paid.")
        await asking.ask(context, text, asked)


async def _home(context: Context, currency: str) -> Screen:
    known = configured_methods(context)
    async with context.read() as session:
        found = screens.Methods(
            known=known,
            on=(await methods.settings(session)).methods,
            star_rate=await methods.star_rate(session, currency),
            currency=currency,
            checks={it.method: it for it in await reconciling.every(session)},
            fees={it: await reconciling.fees_of(session, it) for it in known},
            on_hold=await payments.stars_on_hold(session, context.now()),
        )
    return screens.home(context.t, found)


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take what a Star is worth, or look for a payment.

    Raises:
        InputError: it is no amount, can be read in two ways, or is far from the rate until now.
    """
    currency = wallet_currency(context)
    if currency is None:
        raise InputError(NO_WALLETS)
    if asked.kind == OwnerQuestion.PAYMENT:
        await records.found(update, context)
        return
    typed = " ".join(text_of(update.message).split())
    rate = read_rate(typed, STAR_CURRENCY, currency)
    by, now = context.actor.user_id, context.now()
    async with context.begin() as session:
        known = await methods.star_rate(session, currency)
        if known is not None and "=" not in typed and not is_believed(rate, known):
            said = {"known": context.t.money(known, currency), "base": STAR_CURRENCY}
            raise InputError(_FAR_OFF, {**said, "rate": f"{rate:f}"})
        await methods.set_star_rate(session, currency, rate, by=by, now=now)
    await messages.reply(update, context, await _home(context, currency))
