"""Updates from Telegram: written down before they are acknowledged, struck off when handled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.storage.tables import InboxUpdate


async def store(session: AsyncSession, updates: Sequence[InboxUpdate]) -> Sequence[InboxUpdate]:
    """Write a batch down and return those that are new: a redelivered update is dropped."""
    numbers = [update.update_id for update in updates]
    query = select(InboxUpdate.update_id).where(col(InboxUpdate.update_id).in_(numbers))
    known = set((await session.execute(query)).scalars().all())
    fresh = {update.update_id: update for update in updates if update.update_id not in known}
    session.add_all(fresh.values())
    return list(fresh.values())


async def unhandled(session: AsyncSession) -> Sequence[InboxUpdate]:
    """Return what was received and not handled, in order; not what was set aside."""
    query = select(InboxUpdate).where(col(InboxUpdate.error).is_(None))
    return (await session.execute(query.order_by(col(InboxUpdate.update_id)))).scalars().all()


async def strike_off(session: AsyncSession, update_id: int) -> None:
    """Forget a handled update."""
    await session.execute(delete(InboxUpdate).where(col(InboxUpdate.update_id) == update_id))


async def failed(session: AsyncSession, update_id: int, error: str, *, attempts: int) -> bool:
    """Count a failed handling; after `attempts` the update is set aside and `True` returned."""
    update = await session.get(InboxUpdate, update_id)
    if update is None:
        return True
    update.attempts += 1
    if update.attempts < attempts:
        return False
    update.error = error
    return True


def lane_of(payload: dict[str, Any]) -> int:
    """Return the key under which updates are handled in order: the chat's id, else the person's.

    Shapes: https://core.telegram.org/bots/api#update
    """
    for kind, body in payload.items():
        if kind == "update_id" or not isinstance(body, dict):
            continue
        message = body.get("message")
        chat = body.get("chat") or (message.get("chat") if isinstance(message, dict) else None)
        person = chat or body.get("from") or body.get("user")
        if isinstance(person, dict) and isinstance(person.get("id"), int):
            return int(person["id"])
    return 0


def received(payload: dict[str, Any], now: datetime) -> InboxUpdate:
    """Return the row for an update as Telegram sent it."""
    return InboxUpdate(
        update_id=payload["update_id"], lane=lane_of(payload), payload=payload, received_at=now
    )
