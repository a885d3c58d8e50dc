"""What an order costs where only an owner can say."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.rules.final_price import OpenRuns, share
from bot.orders.rules.states import FINISHED
from bot.orders.service import settling
from bot.orders.service.transitions import notify_of_wallet, record_note
from bot.orders.store import orders
from bot.orders.tables import Order
from bot.wallet.rules.units import to_units


async def lock_asked(session: Session, order_id: int) -> Order | None:
    """Lock and return an order that a wallet pays and that has ended; `None` if it is not one."""
    order = await orders.get_for_change(session, order_id)
    if order is None or order.wallet_id is None or order.state not in FINISHED:
        return None
    return order


async def runs_of(session: Session, order: Order) -> OpenRuns | None:
    """Return how its runs stand, if they are why nobody knows what an order costs."""
    return await settling.runs_still_open(session, order)


async def wait(session: Session, order: Order, owner: int, now: datetime) -> None:
    """Leave it to the runs of an order, which is locked, what it costs; ask later again."""
    order.charge_asked_at = now
    await record_note(session, order, f"waits for its runs, by owner {owner}", now)


async def charge_share(
    session: Session, order: Order, delivered: int, owner: int, now: datetime
) -> None:
    """Let an order, which is locked, cost what was delivered of it; its chat is told.

    Args:
        delivered: of the quantity of the order.
        owner: the user ID of who says so.
    """
    done = min(max(delivered, 0), order.quantity)
    units = share(to_units(order.price), done, max(order.quantity, 1))
    wallet_change = await settling.decide(session, order, units, now)
    note = f"{done} of {order.quantity} charged, by owner {owner}"
    await record_note(session, order, note, now)
    if wallet_change is not None:
        await notify_of_wallet(session, order, wallet_change, now)
