"""How a mass order stands: its message is drawn again with every change, and its end is told."""

from collections.abc import Iterable
from datetime import datetime

from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.recipients import recipients
from bot.core.outbox.store import OutboxKind
from bot.orders.mass import store as mass_store
from bot.orders.mass.outbox import MassMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Order


async def lock_lists(session: Session, changing: Iterable[Order]) -> None:
    """Lock the lists of orders, which are locked, before the wallets that pay them.

    Who withdraws a list takes the two in this order: the other way round they would wait for each
    other.
    """
    lists = {it.batch_id for it in changing if it.batch_id is not None}
    for number in sorted(lists):
        await mass_store.get(session, number)


async def record_change(session: Session, mass_id: int, now: datetime) -> None:
    """Draw the message of a mass order again; push its end when no order is left."""
    mass = await mass_store.get(session, mass_id)
    chat = await session.get(Chat, mass.chat_id) if mass else None
    if mass is None or chat is None:
        return
    if chat.reachable:
        redraw(session, mass, now)
    await session.flush()
    if mass.ended_at is None and not await mass_store.has_open(session, mass_id):
        mass.ended_at = now
        for to, alone in await recipients(session, chat, mass.user_id):
            outbox_store.add(
                session, to, MassMessage.MASS_ENDED, {"mass_id": mass.id, **alone}, now
            )


def redraw(session: Session, mass: MassOrder, now: datetime) -> None:
    """Have the message of a mass order show how it stands."""
    if mass.message_id is not None:
        payload = {"message_id": mass.message_id, "view": {"view": "mass", "mass_id": mass.id}}
        outbox_store.add(session, mass.chat_id, OutboxKind.LIVE_MESSAGE, payload, now)
