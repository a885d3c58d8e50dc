"""Paying in: how, how much, and the button that begins it."""

import re
from collections.abc import Sequence

from markupsafe import escape
from telegram import Update
from telegram.helpers import create_deep_linked_url

from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Actor, Context, unreachable
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import CHANGED
from bot.core.text.typed import plain
from bot.manual_payments.screens import card as manual_screens
from bot.manual_payments.service import beginning, proofs
from bot.manual_payments.service import methods as manual_methods
from bot.manual_payments.service.beginning import Beginning
from bot.payments.buttons import TopUpAction, TopUpQuestion
from bot.payments.dependencies import configured_methods
from bot.payments.rules.gateways import Offer
from bot.payments.rules.methods import is_manual
from bot.payments.rules.states import TopUpState
from bot.payments.screens import labels
from bot.payments.screens import top_up as screens
from bot.payments.service import methods, top_ups
from bot.payments.service.top_ups import TopUpRequest
from bot.payments.tables import TopUp
from bot.wallet.rules.units import from_units
from bot.wallet.rules.words import read_units
from bot.wallet.selling import wallet_currency

START = "pay_"
"""Begins what `/start` is sent for, to pay for a group's wallet in private; a key follows."""
_AMOUNT = re.compile(r"[\d\s.,'$€£₽₺₹]+")
_OFF = N_("This way to pay is not available now.")
_TOO_LITTLE = N_("At least {amount}, please.")
_TOO_MUCH = N_("At most {amount}, please.")
_TOO_MUCH_AT_ONCE = N_("That is too much for one payment. Send a smaller amount.")


@gate.tap(Permission.SEE_ORDERS)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of paying in: `pi:<action>:<what it is about>`."""
    currency, action = wallet_currency(context), data.text(0)
    if currency is None:
        await gate.unknown_tap(update, context)
    elif action == TopUpAction.AMOUNTS:
        await _amounts(update, context, currency, data.text(1))
    elif action == TopUpAction.OFFER:
        await _offer(update, context, currency, data.text(1), data.number(2))
    elif action == TopUpAction.OTHER:
        await _other(update, context, currency, data.text(1))
    elif action == TopUpAction.GO:
        await _go(update, context, currency, data)
    elif action == TopUpAction.WITHDRAW:
        await _withdraw(update, context, data.number(1))


async def _amounts(update: Update, context: Context, currency: str, method: str) -> None:
    async with context.read() as session:
        offered = await _offered(session, configured_methods(context), method, currency)
        names = await manual_methods.names(session)
    if not offered:
        await context.answer(update, context.t.plain(_OFF), alert=True)
        return
    await context.answer(update)
    title = labels.name(context.t, method, names)
    await messages.show(update, context, screens.amounts(context.actor, title, offered, currency))
    await asking.listen(update, context, TopUpQuestion.OFFERED, method)


async def _offered(
    session: Session, set_up: Sequence[str], method: str, currency: str
) -> list[Offer]:
    if method not in await methods.on_offer(session, currency, set_up):
        return []
    amounts = await methods.amounts(session)
    found = [await _priced(session, method, units, currency) for units in amounts]
    return [it for it in found if it is not None]


async def _quote(
    session: Session, set_up: Sequence[str], method: str, units: int, currency: str
) -> Offer | None:
    """Return what is asked for an amount that is within the limits, in a way that is on offer."""
    if method not in await methods.on_offer(session, currency, set_up):
        return None
    return await _priced(session, method, units, currency)


async def _priced(session: Session, method: str, units: int, currency: str) -> Offer | None:
    """Return what is asked for an amount that is within the limits, in a way on offer."""
    least, most = await methods.limits(session, method)
    if units < least or (most and units > most):
        return None
    return await methods.quote(session, method, units, currency)


async def _offer(update: Update, context: Context, currency: str, method: str, units: int) -> None:
    async with context.read() as session:
        offer = await _quote(session, configured_methods(context), method, units, currency)
        latest = await top_ups.latest_of(session, context.actor.chat.id)
    if offer is None:
        await context.answer(update, context.t.plain(_OFF), alert=True)
        return
    await context.answer(update)
    await messages.show(update, context, screens.offer(context.actor, offer, currency, latest))


async def _other(update: Update, context: Context, currency: str, method: str) -> None:
    await context.answer(update)
    text = context.t("How much do you want to add, in {currency}?", currency=currency)
    await asking.ask(context, text, TopUpQuestion.AMOUNT, method, hint="20")


def is_amount(context: Context, text: str) -> bool:
    """Return whether a text is an amount and nothing else: "500 likes" is for the search."""
    bare = plain(text).upper().replace(wallet_currency(context) or "", "")
    return any(map(str.isdigit, bare)) and _AMOUNT.fullmatch(bare) is not None


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take the amount that somebody wants to add, and show what it costs.

    Raises:
        InputError: it is none, too exact, too little or too much, or cannot be paid so any more.
    """
    currency, t = wallet_currency(context), context.t
    if currency is None:
        raise InputError(_OFF)
    units = read_units(text_of(update.message), currency)
    async with context.read() as session:
        on_offer = await methods.on_offer(session, currency, configured_methods(context))
        least, most = await methods.limits(session, asked.about)
        offer = await _priced(session, asked.about, units, currency)
        latest = await top_ups.latest_of(session, context.actor.chat.id)
    if asked.about not in on_offer:
        raise InputError(_OFF)
    if units < least:
        raise InputError(_TOO_LITTLE, {"amount": t.money(from_units(least), currency)})
    if most and units > most:
        raise InputError(_TOO_MUCH, {"amount": t.money(from_units(most), currency)})
    if offer is None:
        raise InputError(_TOO_MUCH_AT_ONCE)
    screen = screens.offer(context.actor, offer, currency, latest)
    await messages.reply(update, context, screen)


async def _go(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    """Begin a top-up as it was shown; a second tap shows how the first one is."""
    actor = context.actor
    query = update.callback_query or unreachable("a tap without a callback query")
    message_id = query.message.message_id if query.message else 0
    request = TopUpRequest(
        chat_id=actor.chat.id,
        message_id=message_id,
        asked_by=actor.user_id,
        currency=currency,
        asked_with=f"{actor.chat.id}:{message_id}:{data.text(3)}",
        is_group=actor.is_group,
        opens=create_deep_linked_url(context.bot.username, START.rstrip("_")) + "_",
    )
    async with context.begin() as session:
        row = await top_ups.find_asked(session, request.asked_with)
        offer = await _quote(
            session, configured_methods(context), data.text(1), data.number(2), currency
        )
        latest = await top_ups.latest_of(session, actor.chat.id)
        why = ""
        if row is None and offer is not None and screens.digest(offer, latest) == data.text(3):
            begun = Beginning(actor.user_id, offer.method, offer.units, not actor.is_group)
            why = await _obstacle(session, context, begun, currency)
            row = None if why else await top_ups.begin(session, request, offer, context.now())
        screen = None if row is None else await draw(session, context, row)
    if screen is not None:
        await context.answer(update)
        await messages.show(update, context, screen)
        return
    said = why or context.t.plain(CHANGED if offer else _OFF)
    await context.answer(update, said, alert=True)
    if offer is not None:
        screen = screens.offer(actor, offer, currency, latest)
        await messages.show(update, context, screen)


async def _obstacle(session: Session, context: Context, it: Beginning, currency: str) -> str:
    """Say why somebody cannot begin a top-up now, or pay one; empty: they can."""
    if not is_manual(it.method):
        return ""
    found = await beginning.obstacle(session, it, context.now())
    if found is None:
        return ""
    most = from_units((await manual_methods.settings(session)).first_most)
    return manual_screens.obstacle(context.t, found, context.t.money(most, currency))


async def draw(session: Session, context: Context, row: TopUp) -> Screen:
    """Draw a top-up as it is seen in this chat."""
    t, now = context.t, context.now()
    it = await proofs.paying(session, row.id) if is_manual(row.method) else None
    if it is None:
        return screens.top_up(t, row, now)
    return manual_screens.card(t, it, now, in_private=not context.actor.is_group)


async def _withdraw(update: Update, context: Context, top_up_id: int) -> None:
    """Have an offer not be paid any more."""
    now, actor = context.now(), context.actor
    async with context.begin() as session:
        row = await top_ups.find(session, top_up_id)
        is_theirs = row is not None and _may_withdraw(actor, row)
        if row is None or not (row.chat_id == actor.chat.id or is_theirs):
            row = None
        elif is_theirs:
            await top_ups.end(session, row.id, TopUpState.WITHDRAWN, now)
        screen = None if row is None else await draw(session, context, row)
    if row is None or screen is None:
        await gate.unknown_tap(update, context)
    elif not is_theirs:
        await gate.refuse(update, context)
    else:
        await context.answer(update)
        await messages.show(update, context, screen)


def _may_withdraw(actor: Actor, row: TopUp) -> bool:
    """Return whether somebody has asked for a top-up here, or pays it in private."""
    is_payer = not actor.is_group and row.pay_in == actor.user_id
    return is_payer or (row.chat_id == actor.chat.id and actor.acts_for(row.asked_by))


async def opened_by_link(update: Update, context: Context) -> bool:
    """Send the invoice for a group's top-up to who wants to pay it; `/start pay_<key>`."""
    word = context.args[0] if context.args else ""
    user_id = context.actor.user_id
    if not word.startswith(START) or wallet_currency(context) is None:
        return False
    async with context.begin() as session:
        key = word.removeprefix(START)
        why = await _obstacle_to(session, context, key)
        row = None if why else await top_ups.take_up(session, key, user_id, context.now())
        screen = None if row is None else await draw(session, context, row)
    if why:
        await messages.reply(update, context, Screen(escape(why)))
        return True
    if row is None or screen is None:
        return False
    is_theirs = is_manual(row.method) and row.pay_in == user_id
    await messages.reply(update, context, screen if is_theirs else Screen(screen.text))
    return True


async def _obstacle_to(session: Session, context: Context, key: str) -> str:
    """Say why somebody cannot pay what was begun in a group; empty: they can, or somebody does."""
    row = await top_ups.with_key(session, key)
    if row is None or row.state is not TopUpState.CHOSEN:
        return ""
    it = Beginning(context.actor.user_id, row.method, row.units, top_up_id=row.id)
    return await _obstacle(session, context, it, row.currency)
