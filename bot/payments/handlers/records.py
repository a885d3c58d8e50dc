"""Payments on record, for owners: lists, cards, giving back, and what waits for their word."""

from telegram import Update

from bot.core.access import gate
from bot.core.access.service import people
from bot.core.database.engine import Session
from bot.core.errors import N_
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.texts import CHANGED
from bot.payments.buttons import OwnerAction
from bot.payments.rules.methods import STARS
from bot.payments.rules.states import PaymentFilter
from bot.payments.screens import payments as screens
from bot.payments.screens.payments import PaymentCard
from bot.payments.service import payments, receipts, refunds, top_ups
from bot.payments.tables import Payment
from bot.wallet.rules.ledger import FrozenError, NotEnoughError

_SPENT = N_("Not enough of it is left in the wallet. It was spent, or is reserved for orders.")
_FROZEN = N_("The wallet is frozen. Unfreeze it first.")
_NO_WORTH = N_("Nobody knows who has paid it, or what it is worth now.")
_GIVE_BACK = frozenset({STARS})
"""The ways to pay whose gateways give back."""


async def listed(update: Update, context: Context, _: str, data: CallbackData) -> None:
    """List payments: `po:l:<filter>:<page>`."""
    which = data.text(1)
    if which not in set(PaymentFilter):
        return
    async with context.read() as session:
        page = await payments.page(session, PaymentFilter(which), data.number(2))
    await context.answer(update)
    await messages.show(update, context, screens.listed(context.t, PaymentFilter(which), page))


async def card(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    """Show a payment; with the button that gives it back the question whether it is meant."""
    async with context.read() as session:
        payment = await payments.find(session, data.number(1))
        it = None if payment is None else await view(session, payment, currency)
    if it is None:
        await gate.unknown_tap(update, context)
        return
    await context.answer(update)
    sure = data.text(0) == OwnerAction.GIVE_BACK
    await messages.show(update, context, screens.card(context.t, it, sure=sure))


async def view(session: Session, payment: Payment, currency: str) -> PaymentCard:
    """Return a payment as owners see it."""
    payer = await _name(session, payment.payer_id)
    asked_by = ""
    if payment.payer_id is None and payment.top_up_id is not None:
        top_up = await top_ups.find(session, payment.top_up_id)
        asked_by = await _name(session, top_up.asked_by if top_up is not None else None)
    return PaymentCard(payment, payer, currency, payment.method in _GIVE_BACK, asked_by)


async def _name(session: Session, user_id: int | None) -> str:
    """Return what a person is called; their number if that is not known, nothing if forgotten."""
    person = None if user_id is None else await people.known(session, user_id)
    if person is not None:
        return person.name
    return str(user_id) if user_id is not None and user_id > 0 else ""


async def give_back(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    """Have a payment given back, if it still is as it was shown."""
    said = ""
    async with context.begin() as session:
        payment = await payments.find(session, data.number(1))
        if payment is None or screens.digest(payment) != data.text(2):
            said = CHANGED
        else:
            said = await _ask_back(session, payment.id, context)
    await context.answer(update, context.t.plain(said) if said else "", alert=bool(said))
    await card(update, context, currency, data)


async def _ask_back(session: Session, payment_id: int, context: Context) -> str:
    """Return why a payment is not given back; empty: it is."""
    try:
        is_asked = await refunds.ask(session, payment_id, context.now())
    except NotEnoughError:
        return _SPENT
    except FrozenError:
        return _FROZEN
    return "" if is_asked else CHANGED


async def credit(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    """Credit what waits for an owner's word to who has paid it, if it is as it was shown."""
    async with context.begin() as session:
        payment = await payments.find(session, data.number(1))
        is_same = payment is not None and screens.digest(payment) == data.text(2)
        done = is_same and await receipts.credit(session, data.number(1), currency, context.now())
    said = "" if done else context.t.plain(_NO_WORTH if is_same else CHANGED)
    await context.answer(update, said, alert=bool(said))
    await card(update, context, currency, data)


async def found(update: Update, context: Context) -> None:
    """Show the payments that an owner looks for."""
    words = " ".join(text_of(update.message).split())
    async with context.read() as session:
        items = await payments.search(session, words)
    await messages.reply(update, context, screens.found(context.t, items))
