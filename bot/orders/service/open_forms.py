"""Forms and lists that are open: closed at once, wherever a person has some."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.orders.store import open_forms as store

CLOSED_FORM = {"view": "closed_form"}


async def close_all(session: Session, user_id: int, now: datetime) -> None:
    """Delete a person's forms, and their lists that are not confirmed; their messages say so."""
    for form in await store.of_person(session, user_id):
        if form.message_id is not None:
            payload = {"message_id": form.message_id, "view": CLOSED_FORM}
            outbox_store.add(session, form.chat_id, OutboxKind.VIEW, payload, now)
    await store.delete_of_person(session, user_id)
