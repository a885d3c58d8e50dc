"""All that is stored about a person, table by table: the file of /privacy."""

import re
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, inspect, or_, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col, select

from bot.broadcasts.tables import Broadcast, Recipient
from bot.catalogue.tables import Favourite, OverrideRow, ServiceRow
from bot.chats.store import dead_letter_people
from bot.chats.store.personal import TABLES
from bot.chats.tables import AuditEntry
from bot.core.access.tables import Chat, ListedPerson, Person
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft, Order, OrderEvent, OrderPart, Watcher
from bot.owners.tables import Digest
from bot.refills.tables import CancelRequest, Refill
from bot.reports.tables import Export
from bot.spending.tables import Approval, ChatLimit

_BY_AN_OWNER = re.compile(r",? ?by owner \d+$")
"""Who of the owners has decided is their own affair."""


async def everything(session: AsyncSession, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return what is stored about a person, table by table.

    What others' rows say by a name alone is left out: a name is no proof of who asks.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for table, whose in _theirs(user_id).items():
        declared = TABLES[table]
        rows = await session.execute(_in_order(table, whose))
        withheld = set(declared.withheld.split())
        dumped = [row.model_dump(mode="json", exclude=withheld) for row in rows.scalars()]
        found[declared.file] = dumped
    for event in found[TABLES[OrderEvent].file]:
        event["note"] = _BY_AN_OWNER.sub("", event["note"])
    aside = await dead_letter_people.of_person(session, user_id)
    found[TABLES[InboxUpdate].file] = [row.payload for row in aside]
    await _name_services(session, found[TABLES[Favourite].file])
    return found


def _in_order(table: type[SQLModel], whose: ColumnElement[bool]) -> Select[Any]:
    return select(table).where(whose).order_by(*inspect(table).primary_key)


def _theirs(user_id: int) -> dict[type[SQLModel], ColumnElement[bool]]:
    """Return which rows of each table are about a person; their private chat has their number."""
    orders = select(Order.id).where(col(Order.user_id) == user_id)
    lists = select(MassOrder.id).where(col(MassOrder.user_id) == user_id)
    about_theirs = col(Approval.order_id).in_(orders), col(Approval.mass_id).in_(lists)
    return {
        Person: col(Person.user_id) == user_id,
        Chat: col(Chat.id) == user_id,
        ChatLimit: col(ChatLimit.chat_id) == user_id,
        AuditEntry: col(AuditEntry.user_id) == user_id,
        ListedPerson: col(ListedPerson.user_id) == user_id,
        Favourite: col(Favourite.user_id) == user_id,
        Draft: col(Draft.user_id) == user_id,
        MassOrder: col(MassOrder.user_id) == user_id,
        Order: col(Order.user_id) == user_id,
        OrderEvent: col(OrderEvent.order_id).in_(orders),
        OrderPart: col(OrderPart.order_id).in_(orders),
        Refill: col(Refill.order_id).in_(orders),
        CancelRequest: col(CancelRequest.order_id).in_(orders),
        Approval: or_(*about_theirs, has_card(user_id)),
        Export: or_(col(Export.asked_by) == user_id, col(Export.chat_id) == user_id),
        Watcher: col(Watcher.chat_id) == user_id,
        OutboxMessage: col(OutboxMessage.chat_id) == user_id,
        Recipient: col(Recipient.chat_id) == user_id,
        Broadcast: col(Broadcast.owner_id) == user_id,
        Digest: col(Digest.owner_id) == user_id,
        OverrideRow: col(OverrideRow.changed_by) == user_id,
    }


def has_card(user_id: int) -> ColumnElement[bool]:
    """Tell approvals that a person was asked for in their private chat."""
    return type_coerce(col(Approval.cards), Text).contains(f"[{user_id},")


async def _name_services(session: AsyncSession, favourites: list[dict[str, Any]]) -> None:
    """Put the names that services have now where none was written down."""
    numbers = [row["service_id"] for row in favourites]
    query = select(ServiceRow.id, ServiceRow.name).where(col(ServiceRow.id).in_(numbers))
    names = {row.id: row.name for row in await session.execute(query)}
    for row in favourites:
        row["name"] = row["name"] or names[row["service_id"]]
