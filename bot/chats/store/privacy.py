"""Who wants to be forgotten: what is stored about them goes, or is nobody's.

Orders stay, with their sums, services, dates and states; who ordered what for which link goes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.broadcasts.rules import UNDER_WAY, BroadcastState
from bot.broadcasts.tables import Broadcast, Recipient
from bot.catalogue.tables import Favourite, OverrideRow
from bot.chats.rules.forgetting import LIMITS_LOOK_BACK, stand_in
from bot.chats.store import dead_letter_people, mentions
from bot.chats.store.personal_file import has_card
from bot.chats.tables import AuditEntry, Forgotten
from bot.core.access.tables import Chat, ListedPerson, Person
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import ENDED
from bot.orders.tables import Draft, Order, OrderEvent, Watcher
from bot.owners.tables import Digest
from bot.panel.service import balances
from bot.refills.tables import CancelRequest, CancelState, Refill
from bot.reports.tables import Export
from bot.spending.tables import Approval

LOOK_AGAIN = timedelta(hours=1)
"""While orders are under way."""


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
    nobody = stand_in(row.id)
    await mentions.take_out(session, await mentions.known(session, user_id))
    await _erase(session, user_id)
    await _erase_messages(session, user_id)
    await dead_letter_people.forget(session, user_id, nobody, now)
    await _rename(session, user_id, nobody)
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
    files = or_(col(Export.asked_by) == user_id, col(Export.chat_id) == user_id)
    await session.execute(delete(Export).where(files))
    await session.execute(delete(Digest).where(col(Digest.owner_id) == user_id))


async def _erase_messages(session: AsyncSession, user_id: int) -> None:
    """Erase what waits to be told, to them and of them."""
    await session.execute(delete(OutboxMessage).where(col(OutboxMessage.chat_id) == user_id))
    await session.execute(delete(Recipient).where(col(Recipient.chat_id) == user_id))
    await session.execute(delete(Watcher).where(col(Watcher.chat_id) == user_id))
    await balances.forget_watchers(session, user_id)
    for asked in (await session.execute(select(Approval).where(has_card(user_id)))).scalars():
        asked.cards = [card for card in asked.cards if card[0] != user_id]
    alerts = select(OutboxMessage).where(col(OutboxMessage.kind) == OutboxKind.ALERT.value)
    for alert in (await session.execute(alerts)).scalars():
        if user_id in {alert.payload.get("user_id"), alert.payload.get("chat_id")}:
            await session.delete(alert)


async def _rename(session: AsyncSession, user_id: int, nobody: int) -> None:
    """Put nobody's number where theirs is, in what stays."""
    changes = col(AuditEntry.user_id) == user_id
    await session.execute(update(AuditEntry).where(changes).values(user_id=nobody, user_name=""))
    shaped = col(OverrideRow.changed_by) == user_id
    await session.execute(update(OverrideRow).where(shaped).values(changed_by=nobody))
    of_them = col(Export.of_user) == user_id
    await session.execute(update(Export).where(of_them).values(of_user=nobody))


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
    await _leave_broadcasts(session, row, user_id, nobody)
    left = or_(_of_then(Order, row, user_id), _at_home(user_id, nobody))
    newest = select(func.max(col(Order.created_at))).where(left)
    latest: datetime | None = (await session.execute(newest)).scalar_one()
    row.due_at = now + LOOK_AGAIN
    if await _broadcasts(session, row, user_id):
        return
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
    content: dict[str, Any] = {"text": "", "quotes": {}, "lines": []}
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
    orders, lists = (select(it.id).where(col(it.user_id) == nobody) for it in (Order, MassOrder))
    about = or_(col(Approval.order_id).in_(orders), col(Approval.mass_id).in_(lists))
    asked = about, col(Approval.chat_id) == user_id
    await session.execute(update(Approval).where(*asked).values(chat_id=nobody))


async def _leave_broadcasts(
    session: AsyncSession, row: Forgotten, user_id: int, nobody: int
) -> None:
    """Take an owner off what they have sent to every chat; what is on its way is still theirs."""
    for broadcast in await _broadcasts(session, row, user_id):
        if broadcast.state is BroadcastState.DRAFT:
            await session.delete(broadcast)
        elif broadcast.state not in UNDER_WAY:
            broadcast.owner_id, broadcast.message_id = nobody, None
    await session.flush()


async def _broadcasts(session: AsyncSession, row: Forgotten, user_id: int) -> Sequence[Broadcast]:
    meant = col(Broadcast.owner_id) == user_id, col(Broadcast.created_at) <= row.asked_at
    return (await session.execute(select(Broadcast).where(*meant))).scalars().all()
