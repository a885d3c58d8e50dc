"""Forms and lists that are open: closed at once, wherever a person has some."""

from collections.abc import Sequence
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.mass.tables import MassOrder
from bot.orders.store import open_forms as store
from bot.orders.tables import Draft

CLOSED_FORM = {"view": "closed_form"}


async def leave(session: Session, chat_id: int, user_id: int) -> Sequence[Draft | MassOrder]:
    """Delete what a person has open in a chat, a form and a list, and return it."""
    left = await store.of_person(session, user_id, chat_id)
    await store.delete_of_person(session, user_id, chat_id)
    return left


async def ready(session: Session, chat_id: int) -> Sequence[Draft]:
    """Return the filled forms of a chat that wait for a Confirm, or for money in its wallet."""
    return await store.at_the_summary(session, chat_id)


async def close_all(session: Session, user_id: int, now: datetime) -> None:
    """Delete a person's forms, and their lists that are not confirmed; their messages say so."""
    for form in await store.of_person(session, user_id):
        if form.message_id is not None:
            payload = {"message_id": form.message_id, "view": CLOSED_FORM}
            outbox_store.add(session, form.chat_id, OutboxKind.LIVE_MESSAGE, payload, now)
    await store.delete_of_person(session, user_id)
