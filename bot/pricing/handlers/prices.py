"""The owners' prices: pages, and what is done on them."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.catalogue.on_sale import selling_here
from bot.core.access import owner_only
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.questions import store as questions
from bot.core.telegram import messages
from bot.core.telegram.buttons import CallbackData, pack, read
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.core.telegram.texts import CHANGED
from bot.pricing.buttons import PriceAction, PricingArea
from bot.pricing.handlers import changes, replies
from bot.pricing.handlers.changes import Change
from bot.pricing.handlers.pages import PAGES, load
from bot.pricing.rules.selling import Selling
from bot.pricing.screens import services
from bot.pricing.screens.labels import PriceView
from bot.pricing.service import changes as service
from bot.wallet.selling import NO_WALLETS

_GONE = N_("This no longer exists.")
_Find = Callable[[PriceView], Change | None]
_FindRow = Callable[[PriceView, int], Change | None]


@owner_only.tap(Permission.ADMIN)
async def prices_tap(update: Update, context: Context, data: CallbackData) -> None:
    """Serve a button of prices: `px:<action>:<about>`."""
    selling, action = selling_here(context), data.text(0)
    if selling is None:
        await context.answer(update, context.t.plain(NO_WALLETS), alert=True)
    elif action in PAGES:
        await context.answer(update)
        await _show(update, context, selling, data)
    elif action in _ACTIONS:
        await _ACTIONS[action](update, context, selling, data)


async def _show(update: Update, context: Context, selling: Selling, data: CallbackData) -> None:
    async with context.read() as session:
        view = await load(session, context, selling)
        screen = await PAGES[data.text(0)](view, context, data, session)
    await messages.show(update, context, screen)


async def _show_page(
    update: Update, context: Context, selling: Selling, page: tuple[object, ...]
) -> None:
    data = read(pack(PricingArea.PRICES, *page))
    if data is not None:
        await _show(update, context, selling, data)


async def _view(context: Context, selling: Selling) -> PriceView:
    async with context.read() as session:
        return await load(session, context, selling)


async def _ask(update: Update, context: Context, selling: Selling, data: CallbackData) -> None:
    await context.answer(update)
    about = ":".join(data.args[2:])
    await replies.ask(context, await _view(context, selling), data.text(1), about)


async def _open_service(
    update: Update, context: Context, selling: Selling, data: CallbackData
) -> None:
    await context.answer(update)
    view = await _view(context, selling)
    await messages.reply(update, context, services.service(view, data.number(1)))


async def _remind(update: Update, context: Context, selling: Selling, data: CallbackData) -> None:
    if data.number(1) > 0:
        async with context.begin() as session:
            await service.set_rate_days(session, data.number(1))
    await context.answer(update, context.t.plain("Saved."))
    await _show_page(update, context, selling, (PriceAction.RATE,))


async def _put(update: Update, context: Context, selling: Selling, data: CallbackData) -> None:
    """Put a customer in a tier: `px:p:<chat>:<tier>`."""
    chat_id = data.number(1)
    async with context.begin() as session:
        await service.put_in_tier(session, chat_id, max(data.number(2), 0) or None)
    await context.answer(update, context.t.plain("Saved."))
    await _show_page(update, context, selling, (PriceAction.CUSTOMER, chat_id))


def _asks(find: _FindRow, sure: PriceAction) -> "_Do":
    """Return what shows a change before it is made."""

    async def ask(update: Update, context: Context, selling: Selling, data: CallbackData) -> None:
        view = await _view(context, selling)
        change = find(view, data.number(1))
        if change is None:
            await context.answer(update, context.t.plain(_GONE), alert=True)
            return
        await context.answer(update)
        await _show_preview(update, context, view, change, (sure, data.number(1)))

    return ask


def _does(find: _FindRow) -> "_Do":
    """Return what makes a change that was shown: `px:<action>:<number>:<digest>`."""

    async def do(update: Update, context: Context, selling: Selling, data: CallbackData) -> None:
        await _save(update, context, selling, data, lambda view: find(view, data.number(1)))

    return do


async def _save_answer(
    update: Update, context: Context, selling: Selling, data: CallbackData
) -> None:
    """Save what answered a question: `px:y:<message id>:<digest>`."""
    async with context.read() as session:
        asked = await questions.find(session, context.actor.chat.id, data.number(1))

    def find(view: PriceView) -> Change | None:
        return changes.answered(view, asked.kind, asked.about) if asked else None

    await _save(update, context, selling, data, find)


async def _save(
    update: Update, context: Context, selling: Selling, data: CallbackData, find: _Find
) -> None:
    """Make a change, if it is what was shown; else show it anew."""
    view = await _view(context, selling)
    change = find(view)
    if change is None:
        await context.answer(update, context.t.plain(_GONE), alert=True)
        return
    if change.digest(view) == data.text(2) and await changes.save(context, view, change):
        await context.answer(update, context.t.plain("Saved."))
        await _show_page(update, context, selling, change.then)
        return
    await context.answer(update, context.t.plain(CHANGED), alert=True)
    view = await _view(context, selling)
    change = find(view)
    if change is not None:
        await _show_preview(update, context, view, change, (data.text(0), data.number(1)))


async def _show_preview(
    update: Update, context: Context, view: PriceView, change: Change, save: tuple[str, int]
) -> None:
    """Show what a change does, with the button that makes it: its action and number."""
    data = pack(PricingArea.PRICES, *save, change.digest(view))
    await messages.show(update, context, await changes.preview(view, change, data))


async def _cancel(update: Update, context: Context, _: Selling, __: CallbackData) -> None:
    await context.answer(update)
    await messages.show(update, context, Screen(context.t("Nothing was changed.")))


_Do = Callable[[Update, Context, Selling, CallbackData], Awaitable[None]]
_ACTIONS: Mapping[str, _Do] = {
    PriceAction.ASK: _ask,
    PriceAction.OPEN_SERVICE: _open_service,
    PriceAction.REMIND: _remind,
    PriceAction.PUT: _put,
    PriceAction.REMOVE: _asks(changes.removal, PriceAction.REMOVE_SURE),
    PriceAction.REMOVE_SURE: _does(changes.removal),
    PriceAction.DELETE_TIER: _asks(changes.tier_deletion, PriceAction.DELETE_TIER_SURE),
    PriceAction.DELETE_TIER_SURE: _does(changes.tier_deletion),
    PriceAction.SAVE: _save_answer,
    PriceAction.CANCEL: _cancel,
}
