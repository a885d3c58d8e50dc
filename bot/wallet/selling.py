"""Whether customers pay from wallets, where an update is handled."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.catalogue.on_sale import selling_here
from bot.core.errors import N_
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context

NO_WALLETS = N_("Customers do not pay here: SELLING is off.")
Action = Callable[[Update, Context, str, CallbackData], Awaitable[None]]
"""Serves a button; it is given the currency of the wallets."""


def wallet_currency(context: Context) -> str | None:
    """Return the currency of all wallets; `None`: there are none, the operator pays."""
    selling = selling_here(context)
    return None if selling is None else selling.currency


async def serve_tap(
    update: Update, context: Context, data: CallbackData, actions: Mapping[str, Action]
) -> None:
    """Serve a button by the first word that it carries, if customers pay from wallets."""
    currency, action = wallet_currency(context), data.text(0)
    if currency is None:
        await context.answer(update, context.t.plain(NO_WALLETS), alert=True)
    elif action in actions:
        await actions[action](update, context, currency, data)
