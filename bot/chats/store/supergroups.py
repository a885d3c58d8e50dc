"""A group that became a supergroup: what is kept under its old id goes to the new one, once.

Telegram gives the group a new id, and tells of that in several ways and in any order: a message in
the old chat, one in the new, an answer to whoever writes to the old. The new chat may have been
written down before, as one that nobody knows.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.broadcasts import store as broadcasts_store
from bot.catalogue.store import favourites
from bot.chats.outbox import ChatMessage
from bot.chats.rules.settings import COLUMNS
from bot.chats.tables import AuditEntry, Forgotten
from bot.core.access.roles import ChatAccess
from bot.core.access.store import chats
from bot.core.access.tables import Chat, ChatMigration, ListedPerson
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft, Order, Watcher
from bot.panel.service import balances
from bot.reports.tables import Export
from bot.spending.outbox import SpendingMessage
from bot.spending.rules.limits import change
from bot.spending.tables import Approval, ChatLimit

AS_PERSON: tuple[Any, ...] = (
    AuditEntry.user_id,
    Draft.user_id,
    Export.asked_by,
    Export.of_user,
    Forgotten.user_id,
    ListedPerson.user_id,
    MassOrder.user_id,
    Order.user_id,
)
"""Where the group's id stands for its anonymous administrators."""
AS_CHAT: tuple[Any, ...] = (
    Approval.chat_id,
    AuditEntry.chat_id,
    ChatLimit.chat_id,
    Draft.chat_id,
    Export.chat_id,
    Export.of_chat,
    ListedPerson.chat_id,
    MassOrder.chat_id,
    Order.chat_id,
    OutboxMessage.chat_id,
)
OF_THE_OLD_CHAT: Mapping[type[Any], tuple[str, ...]] = {
    Draft: ("source_message_id", "message_id", "prompt_message_id", "thread_id"),
    Export: ("message_id", "thread_id"),
    MassOrder: ("source_message_id", "message_id", "thread_id"),
    Order: ("source_message_id", "form_message_id", "thread_id"),
}
"""Numbers of messages, which mean others in the new chat, or none."""
_ONE_EACH: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (ChatLimit.chat_id, (ChatLimit.level, ChatLimit.period)),
    (Draft.chat_id, (Draft.user_id,)),
    (Export.chat_id, (Export.asked_by,)),
    (ListedPerson.chat_id, (ListedPerson.user_id,)),
)
"""What there is one of for each key: people have made the one of the new chat, and it stays."""


async def new_id(session: AsyncSession, old_id: int) -> int | None:
    """Return the id that a group has since it became a supergroup; `None`: it has not."""
    known = await session.get(ChatMigration, old_id)
    return known.new_id if known else None


async def greets(session: AsyncSession, chat_id: int) -> bool:
    """Return whether the bot is new in a chat that it joins; a supergroup is first joined as made.

    Telegram reports that the bot joined the supergroup, though it was in the group all along.
    """
    query = select(ChatMigration).where(
        col(ChatMigration.new_id) == chat_id, col(ChatMigration.joined).is_(False)
    )
    made = (await session.execute(query.with_for_update())).scalars().first()
    if made is not None:
        made.joined = True
    return made is None


async def look_alikes(session: AsyncSession, title: str, limit: int) -> Sequence[int]:
    """Return groups with a title, those seen last first: one may have become a supergroup."""
    alike = select(Chat.id).where(col(Chat.type) == "group", col(Chat.title) == title)
    latest = alike.order_by(col(Chat.seen_on).desc().nulls_last(), col(Chat.id))
    return (await session.execute(latest.limit(limit))).scalars().all()


async def migrate(session: AsyncSession, old_id: int, new_id: int, now: datetime) -> None:
    """Move what is kept of a group to its new id; a second time there is nothing left to do.

    The old chat's settings and rights are those of the new one, but for what people have changed
    there since, on purpose; so are limits, forms and files.
    """
    if old_id == new_id:
        return
    old = await chats.lock(session, old_id)
    if await session.get(ChatMigration, old_id) is None:
        session.add(ChatMigration(old_id=old_id, new_id=new_id, migrated_at=now))
    if old is not None:
        await _merge(session, old, new_id)
    await _readdress_messages(session, old_id, new_id)
    for table, numbers in OF_THE_OLD_CHAT.items():
        await _set(session, table.chat_id, old_id, dict.fromkeys(numbers))
    for person in AS_PERSON:
        await _rename(session, person, old_id, new_id)
    for key, others in _ONE_EACH:
        await _make_room(session, key, others, old_id, new_id)
    await _leave_older_list(session, old_id, new_id)
    for chat in AS_CHAT:
        await _rename(session, chat, old_id, new_id)
    await favourites.reassign(session, old_id, new_id)  # of its anonymous administrators
    await broadcasts_store.reassign(session, old_id, new_id)
    await session.execute(delete(Watcher).where(col(Watcher.chat_id) == old_id))
    await _ask_again(session, old_id, new_id, now)
    await balances.forget_watchers(session, old_id)
    if old is not None:
        await session.flush()
        await session.delete(old)


async def _set(session: AsyncSession, key: Any, value: int, values: dict[str, Any]) -> None:
    await session.execute(update(key.class_).where(key == value).values(values))


async def _rename(session: AsyncSession, column: Any, old_id: int, new_id: int) -> None:
    await _set(session, column, old_id, {column.key: new_id})


async def _make_room(
    session: AsyncSession, key: Any, others: Sequence[Any], old_id: int, new_id: int
) -> None:
    """Delete what there is of the old chat and of the new one; the new one's stays."""
    there = aliased(key.class_)
    same = (getattr(there, other.key) == other for other in others)
    twice = exists().where(getattr(there, key.key) == new_id, *same)
    await session.execute(delete(key.class_).where(key == old_id, twice))


async def _leave_older_list(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Of a person's lists that wait to be confirmed, keep the one in the new chat."""
    there = aliased(MassOrder)
    waits = exists().where(
        col(there.chat_id) == new_id,
        col(there.user_id) == col(MassOrder.user_id),
        col(there.confirmed_at).is_(None),
    )
    here = and_(col(MassOrder.chat_id) == old_id, col(MassOrder.confirmed_at).is_(None))
    await session.execute(delete(MassOrder).where(here, waits))


async def _merge(session: AsyncSession, old: Chat, new_id: int) -> None:
    """Give the new chat's row what the old one's says, unless people have changed it since."""
    new = await chats.lock(session, new_id)
    if new is None:
        values = old.model_dump(exclude={"id"}) | {"type": "supergroup", "reachable": True}
        session.add(Chat(id=new_id, **values))
    else:
        changed = await _changed(session, new_id)
        await _take_limits_off(session, old.id, changed)
        standing = new.standing
        new.sqlmodel_update(_merged(old, new, changed))
        await _withdraw(session, old, new, before=standing)
    await session.flush()


async def _changed(session: AsyncSession, chat_id: int) -> Collection[str]:
    """Return what people have changed in a chat, as the audit log calls it."""
    query = select(AuditEntry.change).where(col(AuditEntry.chat_id) == chat_id).distinct()
    return set((await session.execute(query)).scalars())


def _merged(old: Chat, new: Chat, changed: Collection[str]) -> dict[str, Any]:
    kept = {
        column
        for setting, columns in COLUMNS.items()
        if setting.value in changed
        for column in columns
    }
    days = [day for day in (old.seen_on, new.seen_on) if day]
    notes = dict.fromkeys(note for note in (old.note, new.note) if note)
    return old.model_dump(exclude={"id", "title", *kept}) | {
        "type": "supergroup",
        "reachable": new.reachable,
        "standing": _standing(old.standing, new.standing),
        "muted": old.muted or new.muted,
        "note": "\n".join(notes),
        "last_quantity": new.last_quantity or old.last_quantity,
        "created_at": min(old.created_at, new.created_at),
        "seen_on": max(days, default=None),
        "administrators_changed_at": new.administrators_changed_at,
    }


_DECIDED_FIRST = (ChatAccess.APPROVED, ChatAccess.REFUSED, ChatAccess.ASKED, ChatAccess.NEW)


def _standing(old: ChatAccess, new: ChatAccess) -> ChatAccess:
    """Return what holds for both: a decision before a question, and a yes before a no.

    A no to the new chat was said about one that nobody knew; a yes to it is later than any no.
    """
    return min(old, new, key=_DECIDED_FIRST.index)


async def _withdraw(session: AsyncSession, old: Chat, new: Chat, *, before: ChatAccess) -> None:
    """Take back what was asked and said about the new chat before it was known which it is."""
    void = set() if new.standing is ChatAccess.ASKED else {old.id, new.id}
    if old.standing is ChatAccess.ASKED:
        void.add(new.id)  # it is the older question that waits
    refused_wrongly = before is ChatAccess.REFUSED and new.standing is ChatAccess.APPROVED
    rows = await session.execute(
        select(OutboxMessage).where(
            col(OutboxMessage.kind).in_([OutboxKind.ALERT.value, ChatMessage.DECISION.value])
        )
    )
    for row in rows.scalars():
        asks = row.payload.get("alert") == Alert.ACCESS_WANTED
        refuses = row.kind == ChatMessage.DECISION and refused_wrongly
        if (asks and row.payload["chat_id"] in void) or (refuses and row.chat_id == new.id):
            await session.delete(row)


async def _take_limits_off(session: AsyncSession, chat_id: int, changed: Collection[str]) -> None:
    """Delete the limits of a chat that are set anew, or were taken off, in the one it became."""
    query = select(ChatLimit).where(col(ChatLimit.chat_id) == chat_id)
    for row in (await session.execute(query)).scalars():
        if change(row.level, row.period) in changed:
            await session.delete(row)
    await session.flush()


async def _readdress_messages(session: AsyncSession, old_id: int, new_id: int) -> None:
    """Have what waits in the outbox speak of the new chat; no message of the old one is drawn."""
    here: ColumnElement[bool] = col(OutboxMessage.chat_id) == old_id
    view = col(OutboxMessage.kind) == OutboxKind.VIEW.value
    await session.execute(delete(OutboxMessage).where(here, view))
    speaks = col(OutboxMessage.kind).in_([OutboxKind.ALERT.value, OutboxKind.FAILURE.value])
    for row in (await session.execute(select(OutboxMessage).where(speaks))).scalars():
        if row.payload.get("chat_id") == old_id:
            row.payload = row.payload | {"chat_id": new_id}
        if row.chat_id == old_id and row.kind == OutboxKind.FAILURE:
            row.payload = row.payload | {"reply_to": None, "thread_id": None}


async def _ask_again(session: AsyncSession, old_id: int, new_id: int, now: datetime) -> None:
    """Ask in the new chat for the approvals that were asked for in the old one."""
    query = select(Approval).where(col(Approval.chat_id) == new_id)
    for approval in (await session.execute(query)).scalars():
        cards = [card for card in approval.cards if card[0] != old_id]
        if cards == approval.cards:
            continue
        approval.cards = cards
        if approval.verdict is None:
            payload = {"approval_id": approval.id}
            outbox_store.add(session, new_id, SpendingMessage.APPROVAL, payload, now)
