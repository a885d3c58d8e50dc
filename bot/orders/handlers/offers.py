"""What a command without numbers offers: orders to be refilled or canceled, as buttons."""

from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen
from bot.orders.screens import numbers as screens
from bot.orders.service import actionable_orders

OFFERED = 10


async def refills(context: Context) -> Screen:
    """Offer the orders for which a refill can be asked now."""
    actor = context.actor
    async with context.read() as session:
        found = await actionable_orders.refillable(
            session,
            actor.chat.id,
            OFFERED,
            only=actor.sees_only,
            wait=actor.refill_wait,
            now=context.now(),
        )
    return screens.refills(actor.t, found)


async def cancellations(context: Context) -> Screen:
    """Offer the orders for which a cancellation can be asked now."""
    actor = context.actor
    async with context.read() as session:
        found = await actionable_orders.cancelable(
            session, actor.chat.id, OFFERED, only=actor.sees_only
        )
    return screens.cancellations(actor.t, found)


async def open_numbers(context: Context) -> list[str]:
    """Return the numbers of the orders of which more is expected."""
    actor = context.actor
    async with context.read() as session:
        found = await actionable_orders.open_ones(
            session, actor.chat.id, screens.A_MESSAGE, only=actor.sees_only
        )
    return [f"#{order.id}" for order in found]
