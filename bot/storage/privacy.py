"""What is stored about a person: all of it on request, and none of it when they want that.

Orders stay, with their sums, services, dates and states; who ordered what for which link goes.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

from bot.domain.approvals import Verdict
from bot.domain.forgetting import LIMITS_LOOK_BACK, stand_in
from bot.domain.orders import ENDED, OrderState
from bot.domain.settings import Setting
from bot.storage import inbox
from bot.storage.outbox import OutboxKind
from bot.storage.tables import (
    Approval,
    AuditEntry,
    CancelRequest,
    CancelState,
    Chat,
    Draft,
    Export,
    Favourite,
    Forgotten,
    InboxUpdate,
    ListedPerson,
    MassOrder,
    Order,
    OrderEvent,
    OutboxMessage,
    Person,
    Recipient,
    Refill,
    Watcher,
)

LOOK_AGAIN = timedelta(hours=1)
"""While orders are under way."""
_OURS = frozenset(
    {
        "alarmed_at",
        "answer_until",
        "attempts",
        "balance_after",
        "balance_before",
        "claimed_number",
        "draft_key",
        "due_at",
        "key",
        "lease_holder",
        "lease_until",
        "look_at",
        "note",
        "reported_number",
        "seen_update",
    }
)
"""Columns about the bot's own work, its balance, and the owners' notes for themselves."""


async def everything(session: AsyncSession, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what is stored about a person, table by table."""
    own = select(Order.id).where(col(Order.user_id) == user_id)
    queries: dict[str, Select[Any]] = {
        "person": select(Person).where(col(Person.user_id) == user_id),
        "chat": select(Chat).where(col(Chat.id) == user_id),
        "may_order_in": select(ListedPerson).where(col(ListedPerson.user_id) == user_id),
        "favourites": select(Favourite).where(col(Favourite.user_id) == user_id),
        "forms": select(Draft).where(col(Draft.user_id) == user_id),
        "lists": select(MassOrder).where(col(MassOrder.user_id) == user_id),
        "orders": select(Order).where(col(Order.user_id) == user_id).order_by(col(Order.id)),
        "refills": select(Refill).where(col(Refill.order_id).in_(own)),
        "cancellations": select(CancelRequest).where(col(CancelRequest.order_id).in_(own)),
        "changes_of_settings": select(AuditEntry).where(col(AuditEntry.user_id) == user_id),
    }
    found = {
        name: [_dump(row) for row in (await session.execute(query)).scalars()]
        for name, query in queries.items()
    }
    return found | {"not_handled": [row.payload for row in await _set_aside(session, user_id)]}


def _dump(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude=set(_OURS))


async def count_under_way(session: AsyncSession, user_id: int) -> int:
    """Return how many of a person's orders have not ended."""
    query = select(func.count()).select_from(Order)
    own = query.where(col(Order.user_id) == user_id, ~_is_over())
    return (await session.execute(own)).scalar_one()


def _is_over() -> ColumnElement[bool]:
    """Tell orders that have ended, and of which nothing else is on its way."""
    refill = exists().where(col(Refill.order_id) == col(Order.id), col(Refill.ended_at).is_(None))
    waiting = [CancelState.QUEUED, CancelState.REQUESTING]
    canceling = exists().where(
        col(CancelRequest.order_id) == col(Order.id), col(CancelRequest.state).in_(waiting)
    )
    return col(Order.state).in_(list(ENDED)) & ~refill & ~canceling


async def forget(session: AsyncSession, user_id: int, now: datetime) -> None:
    """Erase what is stored about a person; orders that are under way follow when they end."""
    query = select(Forgotten).where(col(Forgotten.user_id) == user_id)
    row = (await session.execute(query.with_for_update())).scalar_one_or_none()
    if row is None:
        row = Forgotten(user_id=user_id, asked_at=now, due_at=now)
        session.add(row)
    row.asked_at = now
    await session.flush()
    await _rename_elsewhere(session, user_id, await _names(session, user_id))
    await _erase(session, user_id)
    await _erase_messages(session, user_id, now)
    await _rename(session, user_id, stand_in(row.id))
    await _anonymise(session, row, user_id, now)
    await _close_chat(session, user_id)


async def carry_on(session: AsyncSession, now: datetime) -> bool:
    """Forget more of the person who waits longest for it; `True` if others may wait."""
    query = select(Forgotten).where(col(Forgotten.user_id).is_not(None), Forgotten.due_at <= now)
    first = query.order_by(col(Forgotten.due_at)).limit(1).with_for_update(skip_locked=True)
    row = (await session.execute(first)).scalar_one_or_none()
    if row is None or row.user_id is None:
        return False
    await _anonymise(session, row, row.user_id, now)
    return True


async def _erase(session: AsyncSession, user_id: int) -> None:
    person = await session.get(Person, user_id)
    if person is not None and person.blocked:
        person.name = person.username = person.language = ""  # and stays blocked
    elif person is not None:
        await session.delete(person)
    unconfirmed = col(MassOrder.confirmed_at).is_(None)
    await session.execute(delete(MassOrder).where(col(MassOrder.user_id) == user_id, unconfirmed))
    await session.execute(delete(Draft).where(col(Draft.user_id) == user_id))
    await session.execute(delete(Favourite).where(col(Favourite.user_id) == user_id))
    await session.execute(delete(ListedPerson).where(col(ListedPerson.user_id) == user_id))
    await session.execute(delete(Export).where(col(Export.asked_by) == user_id))


async def _erase_messages(session: AsyncSession, user_id: int, now: datetime) -> None:
    """Erase what waits to be told, and what they wrote and could not be handled."""
    await session.execute(delete(OutboxMessage).where(col(OutboxMessage.chat_id) == user_id))
    await session.execute(delete(Recipient).where(col(Recipient.chat_id) == user_id))
    await session.execute(delete(Watcher).where(col(Watcher.chat_id) == user_id))
    alerts = select(OutboxMessage).where(col(OutboxMessage.kind) == OutboxKind.ALERT.value)
    for alert in (await session.execute(alerts)).scalars():
        if alert.payload.get("user_id") == user_id:
            await session.delete(alert)
    theirs = await _set_aside(session, user_id)
    await inbox.strike_off(session, [row.update_id for row in theirs], now)
    for row in theirs:
        row.error = None  # a traceback may quote them


async def _set_aside(session: AsyncSession, user_id: int) -> list[InboxUpdate]:
    """Return what a person wrote and could not be handled."""
    aside = col(InboxUpdate.error).is_not(None), col(InboxUpdate.handled_at).is_(None)
    updates = (await session.execute(select(InboxUpdate).where(*aside))).scalars()
    return [row for row in updates if _is_from(row.payload, user_id)]


def _is_from(payload: dict[str, Any], user_id: int) -> bool:
    senders = [body.get("from") for body in payload.values() if isinstance(body, dict)]
    return any(isinstance(sender, dict) and sender.get("id") == user_id for sender in senders)


async def _rename(session: AsyncSession, user_id: int, nobody: int) -> None:
    """Put nobody's number into the log of settings, which stays."""
    theirs = col(AuditEntry.user_id) == user_id
    await session.execute(update(AuditEntry).where(theirs).values(user_id=nobody, user_name=""))


async def _names(session: AsyncSession, user_id: int) -> set[str]:
    """Return how a person is called, and was called when something was written down."""
    queries = [
        select(Person.name).where(col(Person.user_id) == user_id),
        select(ListedPerson.name).where(col(ListedPerson.user_id) == user_id),
        select(Draft.user_name).where(col(Draft.user_id) == user_id),
        select(MassOrder.user_name).where(col(MassOrder.user_id) == user_id),
        select(Order.user_name).where(col(Order.user_id) == user_id),
        select(AuditEntry.user_name).where(col(AuditEntry.user_id) == user_id),
    ]
    found = [(await session.execute(query.distinct())).scalars().all() for query in queries]
    return {name for names in found for name in names if name}


async def _rename_elsewhere(session: AsyncSession, user_id: int, names: set[str]) -> None:
    """Take names off what is kept without a number: who was listed, has decided or has asked.

    Somebody else of the same name is taken off with it: rather too much than too little.
    """
    own = select(Order.id).where(col(Order.user_id) == user_id)
    for requests in (Refill, CancelRequest):
        of_others = ~col(requests.order_id).in_(own), col(requests.user_name).in_(names)
        await session.execute(update(requests).where(*of_others).values(user_name=""))
    on_lists = col(AuditEntry.change) == Setting.LISTED.value
    for column in (AuditEntry.before, AuditEntry.after):
        named = on_lists, col(column).in_(names)
        await session.execute(update(AuditEntry).where(*named).values({column: ""}))
    decided = col(Approval.decided_by).in_(names)
    await session.execute(update(Approval).where(decided).values(decided_by=""))
    notes = [f"{verdict.value} by {name}" for verdict in Verdict for name in names]
    await session.execute(
        update(OrderEvent).where(col(OrderEvent.note).in_(notes)).values(note="")
    )
    refused = col(Order.state) == OrderState.REFUSED, col(Order.words).in_(names)
    await session.execute(update(Order).where(*refused).values(words=""))


async def _close_chat(session: AsyncSession, user_id: int) -> None:
    """Keep of the private chat its settings; it is written to while orders are under way."""
    chat = await session.get(Chat, user_id)
    if chat is not None:
        chat.title, chat.note, chat.last_quantity = "", "", None
        chat.reachable = await count_under_way(session, user_id) > 0


async def _anonymise(session: AsyncSession, row: Forgotten, user_id: int, now: datetime) -> None:
    """Take the person out of what has ended, and say when to look again."""
    nobody = stand_in(row.id)
    await _empty_orders(session, row, user_id, nobody)
    await _empty_lists(session, row, user_id, nobody)
    await _leave_chat(session, user_id, nobody, now)
    left = or_(_of_then(Order, row, user_id), _at_home(user_id, nobody))
    newest = select(func.max(col(Order.created_at))).where(left)
    latest: datetime | None = (await session.execute(newest)).scalar_one()
    row.due_at = now + LOOK_AGAIN
    if latest is None:
        row.user_id = None
    elif not await count_under_way(session, user_id):
        row.due_at = max(latest + LIMITS_LOOK_BACK, row.due_at)


def _of_then(table: type[Order | MassOrder], row: Forgotten, user_id: int) -> ColumnElement[bool]:
    """Tell what is meant: what they ordered before they asked."""
    return and_(col(table.user_id) == user_id, col(table.created_at) <= row.asked_at)


async def _empty_orders(session: AsyncSession, row: Forgotten, user_id: int, nobody: int) -> None:
    content: dict[str, Any] = {"link": "", "link_key": "", "answers": {}, "params": {}}
    messages = {"source_message_id": None, "form_message_id": None, "thread_id": None}
    blank = content | messages | {"user_id": nobody, "user_name": "", "words": ""}
    ended = _of_then(Order, row, user_id), _is_over()
    await session.execute(update(Order).where(*ended).values(blank))
    nobodys = select(Order.id).where(col(Order.user_id) == nobody)
    of_nobody = col(OrderEvent.order_id).in_(nobodys)
    await session.execute(update(OrderEvent).where(of_nobody).values(note=""))
    for requests in (Refill, CancelRequest):
        of_these = col(requests.order_id).in_(nobodys)
        await session.execute(update(requests).where(of_these).values(user_name="", words=""))


async def _empty_lists(session: AsyncSession, row: Forgotten, user_id: int, nobody: int) -> None:
    """Empty the mass orders of which no order is under way."""
    under_way = exists().where(
        col(Order.batch_id) == col(MassOrder.id), col(Order.user_id) == user_id
    )
    content: dict[str, Any] = {"text": "", "lines": []}
    messages = {"source_message_id": None, "message_id": None, "thread_id": None}
    blank = content | messages | {"user_id": nobody, "user_name": ""}
    over = _of_then(MassOrder, row, user_id), ~under_way
    await session.execute(update(MassOrder).where(*over).values(blank))


def _at_home(user_id: int, nobody: int) -> ColumnElement[bool]:
    return (col(Order.user_id) == nobody) & (col(Order.chat_id) == user_id)


async def _leave_chat(session: AsyncSession, user_id: int, nobody: int, now: datetime) -> None:
    """Take the number of the private chat, which is the person's, off what limits ignore."""
    old = _at_home(user_id, nobody) & (col(Order.created_at) <= now - LIMITS_LOOK_BACK)
    await session.execute(update(Order).where(old).values(chat_id=nobody))
    home = (col(MassOrder.user_id) == nobody) & (col(MassOrder.chat_id) == user_id)
    await session.execute(update(MassOrder).where(home).values(chat_id=nobody))
