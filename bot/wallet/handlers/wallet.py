"""/wallet: what a chat has, its entries, a statement, and how one pays in."""

from telegram import Update

from bot.chats.rules.own_texts import OwnTextKind
from bot.chats.service import own_texts
from bot.core.access import gate
from bot.core.access.roles import Permission
from bot.core.charts.layout import Format
from bot.core.errors import N_
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData, pack
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.manual_payments.service import methods as manual_methods
from bot.payments.dependencies import configured_methods
from bot.payments.screens.top_up import WaysToPay
from bot.payments.screens.top_up import ways as ways_to_pay
from bot.payments.service import methods
from bot.vouchers.service import batches
from bot.wallet.buttons import WalletAction, WalletArea
from bot.wallet.handlers import files
from bot.wallet.screens import wallet as screens
from bot.wallet.selling import wallet_currency
from bot.wallet.service import low, owned, statements
from bot.wallet.service.statements import Statement

_ASKED = N_("The owner was asked already. Please wait for the answer.")


@gate.command(Permission.SEE_ORDERS)
async def wallet(update: Update, context: Context) -> None:
    """Show what this chat has: /wallet."""
    currency = wallet_currency(context)
    if currency is None:  # the menu of an app may be older than the settings
        await gate.unknown_command(update, context)
        return
    it = await _load(context, currency)
    await messages.reply(update, context, screens.wallet(context.actor, it))


@gate.tap(Permission.SEE_ORDERS)
async def tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of this chat's wallet: `wa:<action>:<what it is about>`."""
    currency, action = wallet_currency(context), data.text(0)
    if currency is None:
        await gate.unknown_tap(update, context)
    elif action == WalletAction.SHOW:
        it = await _load(context, currency, data.number(1))
        await context.answer(update)
        await messages.show(update, context, screens.wallet(context.actor, it))
    elif action == WalletAction.LOW:
        await _low(update, context, currency, data)
    elif action == WalletAction.ASK_BACK:
        await _ask_back(update, context, currency)
    elif action == WalletAction.TOP_UP:
        show = messages.show if data.number(1) == 1 else messages.reply
        await context.answer(update)
        await show(update, context, await _top_up(context, currency))
    elif action == WalletAction.ASK_OWNERS:
        await _ask_to_pay(update, context, currency)
    else:
        await _statement(update, context, await _load(context, currency), data)


async def _load(context: Context, currency: str, number: int = 0) -> Statement:
    async with context.read() as session:
        return await statements.load(session, context.actor.chat.id, currency, number)


async def _low(update: Update, context: Context, currency: str, data: CallbackData) -> None:
    """Show below which balance this chat is told, or set it; a group's administrators do."""
    actor, units = context.actor, data.number(1)
    if actor.is_group and not actor.may(Permission.SETTINGS):
        await gate.refuse(update, context)
        return
    if units in low.CHOICES:
        async with context.begin() as session:
            await low.choose(session, actor.chat.id, units, currency, context.now())
        await context.answer(update, context.t.plain("Saved."))
    it = await _load(context, currency)
    await context.answer(update)
    await messages.show(update, context, screens.low_choices(actor, it, low.CHOICES))


async def _statement(update: Update, context: Context, it: Statement, data: CallbackData) -> None:
    action = data.text(0)
    await context.answer(update)
    offer = screens.statement(context.t, it, _taps())
    if action == WalletAction.FILE and data.text(1) in set(Format):
        await files.send_file(context, it, Format(data.text(1)))
    elif action == WalletAction.PICTURE:
        caption = Screen(screens.caption(context.t, it))
        await files.send_picture(update, context, it, screens.title(context.actor), caption)
    elif action == WalletAction.STATEMENT:
        await messages.show(update, context, offer)


def _taps() -> screens.StatementTaps:
    area = WalletArea.WALLET
    return screens.StatementTaps(
        files=[pack(area, WalletAction.FILE, format_) for format_ in Format],
        picture=pack(area, WalletAction.PICTURE),
        back=pack(area, WalletAction.SHOW, 0),
    )


async def _top_up(context: Context, currency: str, *, is_asked: bool = False) -> Screen:
    """Draw how one pays in."""
    async with context.read() as session:
        contact = (await own_texts.get_all(session)).get(OwnTextKind.SUPPORT, "")
        ways = await methods.on_offer(session, currency, configured_methods(context))
        names = await manual_methods.names(session)
        has_codes = await batches.any_valid(session, context.now())
    return ways_to_pay(context.actor, WaysToPay(ways, contact, is_asked, names, has_codes))


async def _ask_to_pay(update: Update, context: Context, currency: str) -> None:
    """Have the owners asked how to pay, at most once in a while."""
    if not await _ask_owners(context, currency):
        await context.answer(update, context.t.plain(_ASKED), alert=True)
        return
    await context.answer(update)
    await messages.show(update, context, await _top_up(context, currency, is_asked=True))


async def _ask_back(update: Update, context: Context, currency: str) -> None:
    """Ask the owners to pay out what is in a person's wallet."""
    if context.actor.is_group:
        await gate.refuse(update, context)
        return
    is_asked = await _ask_owners(context, currency, back=True)
    text = N_("✅ The owner was asked to pay it out.") if is_asked else _ASKED
    await context.answer(update, context.t.plain(text), alert=True)


async def _ask_owners(context: Context, currency: str, *, back: bool = False) -> bool:
    """Put before the owners what somebody wants; `False` if that was done a moment ago."""
    actor = context.actor
    request = owned.OwnerRequest(
        actor.chat.id, actor.chat.title, actor.user_id, actor.name, back=back
    )
    owners = context.services.owners
    async with context.begin() as session:
        return await owned.ask_owners(
            session, request, currency=currency, owners=owners, now=context.now()
        )
