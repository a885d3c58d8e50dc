"""Everything that is kept by a chat's id follows a group that becomes a supergroup."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import JSON, BigInteger, Integer, inspect, select
from sqlmodel import SQLModel, col

from bot.broadcasts.tables import Broadcast, Recipient
from bot.catalogue.tables import Favourite
from bot.chats.rules.settings import By, Setting
from bot.chats.service import settings
from bot.chats.tables import AuditEntry, Forgotten
from bot.core.access.roles import ChatAccess, OrderPolicy
from bot.core.access.store import chats
from bot.core.access.tables import Chat, ListedPerson
from bot.core.charts.layout import Format
from bot.core.database.engine import Database
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.tables import OutboxMessage
from bot.features import FEATURES, migrate_chat
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.tables import Draft, Order, Step, Watcher
from bot.owners.service import access
from bot.panel.tables import PanelState
from bot.reports.tables import Export
from bot.spending.rules.limits import Level, Period
from bot.spending.service.limits import set_limit
from bot.spending.store import limits
from bot.spending.tables import Approval, ChatLimit
from tests.core.database.test_databases import stocked

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
OLD, NEW, PERSON, OWNER = -5, -1005, 7, 1
BY = By(PERSON, "Anna", NOW)

PARTS = FEATURES.chat_rows
MESSAGES = {table: names for part in PARTS for table, names in part.messages.items()}

NOT_MIGRATED = {
    "chats.id": "the old row is merged into the new one",
    "chat_migrations.old_id": "it is what is remembered",
    "chat_migrations.new_id": "as above",
    "inbox.lane": "updates that came in the old chat, in their order; handled as of the new one",
    "inbox.payload": "as Telegram sent it",
    "people.user_id": "a group's id is no person's",
    "favourites.user_id": "moved by favourites.move",
    "recipients.chat_id": "moved by broadcasts.move",
    "watchers.chat_id": "deleted with the messages of the old chat",
    "approvals.cards": "those in the old chat are asked anew in the new one",
    "outbox.payload": "read by kind",
    "panels.options": "the peculiarities of a panel",
    "panel_checks.owner_id": "an owner",
    "panel_states.balance_watchers": "deleted with the messages of the old chat",
    "shapes.changed_by": "an owner",
    "merged_services.changed_by": "an owner",
    "broadcasts.owner_id": "an owner",
    "digests.owner_id": "an owner",
    "exchange_rates.by": "an owner",
    "price_rules.changed_by": "an owner",
    "panel_movements.by": "an owner",
    "questions.chat_id": "deleted with the messages of the old chat",
    "questions.user_id": "as above",
    "transfers.by": "an owner",
    "top_ups.pay_in": "a person's private chat",
    "payments.payer_id": "a person",
    "payment_proofs.person_id": "a person",
    "payment_proofs.cards": "in owners' private chats",
    "payment_proofs.approved_by": "owners",
    "voucher_batches.made_by": "an owner",
    "code_tries.person_id": "a person",
    "redemptions.person_id": "a person",
}
OTHER_NUMBERS = {
    "first_most", "two_owners_from", "corrects", "count", "days", "used", "uses", "voucher_id",
    "wrong",
    "amounts", "least", "low", "methods", "most", "top_up_id", "unexplained", "units",
    "booked", "decided", "exchange_id", "movements", "price_rule_id", "wallet_id", "written_off",
    "account_id", "amount", "captured", "credit_id", "debit_id", "differences", "held", "posted",
    "answers", "aside", "attempts", "batch_id", "blocked", "broadcast_id", "calls", "capabilities",
    "categories", "category_id", "causes_told", "closed_by", "collected", "compared",
    "entities", "failed",
    "failing", "failures", "files",
    "filters", "form_message_id", "guesses", "hour", "id", "last_quantity",
    "catalogue_version", "choices", "lines",
    "links", "weekday", "mass_id", "offer", "quotes", "skipped", "skipped_told",
    "panel_id", "asked_panel_id",
    "maximum", "message_id", "minimum", "order_id", "page", "params",
    "place", "position", "posts", "prompt_message_id", "quantity", "quantity_hint",
    "quiet_from", "quiet_until", "quote", "rate_days", "refill_days", "refusals", "remains",
    "request", "revision", "rows", "services",
    "seen_update", "sent", "service_id", "source_message_id", "start_count", "after_id",
    "merged_id", "refused_by", "source_id",
    "target_id", "thread_id", "tier_id", "topic_id", "total", "unsent", "unsold_told", "update_id",
    "view",
}  # fmt: skip
"""Columns that hold numbers, or JSON, without ids of chats or people."""


def test_every_column_with_an_id_of_a_chat_is_migrated_or_declared() -> None:
    migrated = {
        f"{column.class_.__tablename__}.{column.key}"
        for part in PARTS
        for column in (*part.as_chat, *part.as_person)
    }
    found = set()
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            kind = getattr(column.type, "impl_instance", column.type)
            is_number = isinstance(kind, BigInteger | Integer | JSON)
            is_json = type(column.type).__name__ == "JsonColumn"
            if (is_number or is_json) and column.name not in OTHER_NUMBERS:
                found.add(f"{table.name}.{column.name}")
            elif column.name == "id" and table.name == "chats":
                found.add("chats.id")
    assert found == migrated | set(NOT_MIGRATED)
    assert not migrated & set(NOT_MIGRATED)


def test_message_numbers_of_every_migrated_table_are_forgotten() -> None:
    for table, names in MESSAGES.items():
        columns = {column.key for column in inspect(table).columns}
        numbers = {name for name in columns if name.endswith("message_id") or name == "thread_id"}
        assert numbers == set(names), table


def a_chat(number: int, **fields: Any) -> Chat:
    kind = "group" if number == OLD else "supergroup"
    return Chat(id=number, type=kind, title="Team", language="en", created_at=NOW, **fields)


def an_order(key: str, chat_id: int, user_id: int) -> Order:
    return Order(
        draft_key=key, chat_id=chat_id, user_id=user_id, user_name="Anna", service_id=1,
        service_name="S", service_type="default", answers={}, params={}, quantity_hint=0,
        quantity=1, link="", price=Decimal(1), currency="USD", created_at=NOW, state_at=NOW,
        due_at=NOW, thread_id=3, source_message_id=4, form_message_id=5,
        state=OrderState.AWAITING,
    )  # fmt: skip


def a_draft(key: str, chat_id: int, user_id: int) -> Draft:
    return Draft(
        key=key, chat_id=chat_id, user_id=user_id, user_name="Anna", thread_id=3,
        source_message_id=4, message_id=5, prompt_message_id=6, step=Step.CARD, updated_at=NOW,
    )  # fmt: skip


def a_list(key: str, chat_id: int, user_id: int) -> MassOrder:
    return MassOrder(
        key=key, chat_id=chat_id, user_id=user_id, user_name="Anna", thread_id=3,
        source_message_id=4, message_id=5, created_at=NOW,
    )  # fmt: skip


def an_export(chat_id: int, asked_by: int, of_chat: int | None, of_user: int | None) -> Export:
    return Export(
        chat_id=chat_id, asked_by=asked_by, thread_id=3, message_id=4, format=Format.CSV,
        of_chat=of_chat, of_user=of_user, last=date(2026, 1, 1), total=1, created_at=NOW,
        due_at=NOW,
    )  # fmt: skip


def asking(chat_id: int) -> dict[str, Any]:
    return {"chat_id": chat_id, "title": "Team", "name": "Anna", "user_id": PERSON}


async def fill(database: Database, chat_id: int) -> None:
    """Write a row of each kind for a chat, by a person and by its anonymous administrators."""
    await stocked(database)
    async with database.begin() as session:
        session.add(a_chat(chat_id, standing=ChatAccess.ASKED))
        await session.flush()
        for number, user_id in enumerate((PERSON, chat_id)):
            order, mass = (
                an_order(f"o{number}", chat_id, user_id),
                a_list(f"m{number}", chat_id, user_id),
            )
            session.add_all([order, mass, a_draft(f"d{number}", chat_id, user_id)])
            session.add(an_export(chat_id, user_id, chat_id, user_id))
            session.add(Favourite(user_id=user_id, service_id=1, added_at=NOW))
            session.add(Forgotten(user_id=user_id, asked_at=NOW, due_at=NOW))
            session.add(ListedPerson(chat_id=chat_id, user_id=user_id, name="Anna", added_at=NOW))
            session.add(
                AuditEntry(
                    chat_id=chat_id, at=NOW, user_id=user_id, user_name="A", change="paused"
                )
            )
            await session.flush()
            session.add(
                Approval(
                    chat_id=chat_id, order_id=order.id, level=Level.GROUP, period=Period.DAY,
                    amount=Decimal(1), left=Decimal(0), cards=[[chat_id, 5], [OWNER, 6]],
                    created_at=NOW,
                )
            )  # fmt: skip
            session.add(Watcher(order_id=order.id, chat_id=chat_id, message_id=9, view={}))
        session.add(an_export(OWNER, OWNER, chat_id, None))
        for level in Level:
            session.add(
                ChatLimit(chat_id=chat_id, level=level, period=Period.DAY, amount=Decimal(5))
            )
        news = Broadcast(owner_id=OWNER, created_at=NOW)
        session.add(news)
        await session.flush()
        session.add(Recipient(broadcast_id=news.id, chat_id=chat_id, due_at=NOW))
        failure = {"reference": "U1", "reply_to": 4, "thread_id": 3}
        outbox_store.add(session, chat_id, OutboxKind.FAILURE, failure, NOW)
        outbox_store.add(
            session, chat_id, OutboxKind.LIVE_MESSAGE, {"message_id": 4, "view": {}}, NOW
        )
        outbox_store.add(session, chat_id, OutboxKind.FORM, {"order_id": 1}, NOW)
        outbox_store.add_alert(session, [OWNER], Alert.ACCESS_REQUESTED, NOW, **asking(chat_id))
        (await session.get_one(PanelState, 1)).balance_watchers = [[chat_id, 4, "balance"]]


async def everything(database: Database) -> list[str]:
    """Return every cell of every table that holds an id, as text."""
    cells = []
    async with database.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            if table.name == "chat_migrations":
                continue
            for row in (await session.execute(select(table))).mappings():
                cells += [
                    f"{table.name}.{name}={json.dumps(value, default=str)}"
                    for name, value in row.items()
                ]
    return cells


@pytest.mark.parametrize("is_known", [False, True])
async def test_no_cell_holds_the_old_id_afterwards(database: Database, is_known: bool) -> None:
    await fill(database, OLD)
    before = {cell.replace(f"{OLD}", f"{NEW}") for cell in await everything(database)}
    if is_known:
        async with database.begin() as session:
            session.add(a_chat(NEW))
    for _ in range(3):  # whoever tells of it
        async with database.begin() as session:
            await migrate_chat(session, OLD, NEW, NOW)
    cells = await everything(database)
    assert [cell for cell in cells if f"={OLD}" in cell or f"[{OLD}," in cell] == []
    kept = {
        cell for cell in before
        if f"={NEW}" in cell and not cell.startswith(("watchers.", "panel_states."))
    }  # fmt: skip
    assert kept <= set(cells)
    async with database.read() as session:
        for table, names in MESSAGES.items():
            for row in (await session.execute(select(table))).scalars():
                if row.chat_id == NEW:
                    assert [getattr(row, name) for name in names] == [None] * len(names)
        kinds = [row.kind for row in (await session.execute(select(OutboxMessage))).scalars()]
        assert sorted(kinds) == ["alert", "approval", "approval", "failure", "form"]
        asked = (await session.execute(select(Approval))).scalars().all()
        assert [it.cards for it in asked] == [[[OWNER, 6]]] * 2
        assert (await session.get_one(PanelState, 1)).balance_watchers == []


STANDINGS = {
    (ChatAccess.NEW, ChatAccess.NEW): ChatAccess.NEW,
    (ChatAccess.NEW, ChatAccess.ASKED): ChatAccess.ASKED,
    (ChatAccess.ASKED, ChatAccess.NEW): ChatAccess.ASKED,
    (ChatAccess.ASKED, ChatAccess.ASKED): ChatAccess.ASKED,
    (ChatAccess.APPROVED, ChatAccess.NEW): ChatAccess.APPROVED,
    (ChatAccess.APPROVED, ChatAccess.ASKED): ChatAccess.APPROVED,
    (ChatAccess.APPROVED, ChatAccess.REFUSED): ChatAccess.APPROVED,
    (ChatAccess.NEW, ChatAccess.APPROVED): ChatAccess.APPROVED,
    (ChatAccess.REFUSED, ChatAccess.APPROVED): ChatAccess.APPROVED,
    (ChatAccess.REFUSED, ChatAccess.NEW): ChatAccess.REFUSED,
    (ChatAccess.REFUSED, ChatAccess.ASKED): ChatAccess.REFUSED,
    (ChatAccess.NEW, ChatAccess.REFUSED): ChatAccess.REFUSED,
    (ChatAccess.ASKED, ChatAccess.REFUSED): ChatAccess.REFUSED,
}


@pytest.mark.parametrize(("old", "new"), list(STANDINGS))
async def test_what_owners_have_decided_holds(
    database: Database, old: ChatAccess, new: ChatAccess
) -> None:
    async with database.begin() as session:
        session.add_all([a_chat(OLD, standing=old), a_chat(NEW, standing=new)])
        for number in (OLD, NEW):
            if (old if number == OLD else new) is ChatAccess.ASKED:
                outbox_store.add_alert(
                    session, [OWNER], Alert.ACCESS_REQUESTED, NOW, **asking(number)
                )
    async with database.begin() as session:
        await migrate_chat(session, OLD, NEW, NOW)
    async with database.read() as session:
        standing = (await session.get_one(Chat, NEW)).standing
        waiting = (await session.execute(select(OutboxMessage))).scalars().all()
    assert standing is STANDINGS[old, new]
    asks = [row.payload["chat_id"] for row in waiting]
    assert asks == ([NEW] if standing is ChatAccess.ASKED else [])


async def test_an_older_question_decides_nothing(database: Database) -> None:
    async with database.begin() as session:
        session.add_all(
            [a_chat(OLD, standing=ChatAccess.APPROVED), a_chat(NEW, standing=ChatAccess.ASKED)]
        )
        await migrate_chat(session, OLD, NEW, NOW)
    for number in (OLD, NEW):
        async with database.begin() as session:
            chat, is_news = await access.answer(session, number, ChatAccess.REFUSED, NOW)
            assert chat is not None
            assert (chat.id, chat.standing, is_news) == (NEW, ChatAccess.APPROVED, False)
    async with database.begin() as session:  # from its card in the dashboard
        chat = await access.decide(session, OLD, ChatAccess.REFUSED, NOW)
        assert chat is not None
        assert (chat.id, chat.standing) == (NEW, ChatAccess.REFUSED)


async def test_what_was_changed_on_purpose_since_stays(database: Database) -> None:
    async with database.begin() as session:
        session.add_all(
            [
                a_chat(OLD, paused=True, policy=OrderPolicy.LIST, note="A", quiet_from=60,
                       quiet_until=90, categories=[1], time_zone="Asia/Tokyo"),
                a_chat(NEW, note="B"),
            ]
        )  # fmt: skip
        await session.flush()
        for period, amount in ((Period.DAY, 5), (Period.WEEK, 6), (Period.MONTH, 7)):
            await set_limit(session, OLD, Level.GROUP, period, Decimal(amount), by=BY)
        await set_limit(session, NEW, Level.GROUP, Period.DAY, Decimal(50), by=BY)
        await set_limit(session, NEW, Level.GROUP, Period.WEEK, Decimal(60), by=BY)
        await set_limit(session, NEW, Level.GROUP, Period.WEEK, None, by=BY)
        await settings.change_setting(session, NEW, Setting.PAUSED, True, by=BY)
        await settings.change_setting(session, NEW, Setting.PAUSED, False, by=BY)
        await settings.change_setting(session, NEW, Setting.TIME_ZONE, "Europe/Berlin", by=BY)
    async with database.begin() as session:
        await migrate_chat(session, OLD, NEW, NOW)
    async with database.read() as session:
        chat = await session.get_one(Chat, NEW)
        assert (chat.paused, chat.time_zone) == (False, "Europe/Berlin")
        assert (chat.policy, chat.quiet_from, chat.quiet_until, chat.categories) == (
            OrderPolicy.LIST, 60, 90, [1],
        )  # fmt: skip
        assert chat.note == "A\nB"
        left = {it.period: it.amount for it in await limits.of_chat(session, NEW)}
        assert left == {Period.DAY: Decimal(50), Period.MONTH: Decimal(7)}
        assert (await chats.get(session, OLD)) == chat


async def test_of_two_forms_and_lists_the_one_in_the_new_chat_stays(database: Database) -> None:
    async with database.begin() as session:
        session.add_all([a_chat(OLD), a_chat(NEW)])
        for key, number in (("a", OLD), ("b", NEW)):
            session.add_all([a_draft(key, number, PERSON), a_list(key, number, PERSON)])
            session.add(an_export(number, PERSON, number, None))
        session.add(a_draft("c", OLD, PERSON + 1))
    async with database.begin() as session:
        await migrate_chat(session, OLD, NEW, NOW)
    async with database.read() as session:
        drafts = (await session.execute(select(Draft).order_by(col(Draft.key)))).scalars()
        found = [(it.key, it.chat_id, it.message_id) for it in drafts]
        assert found == [("b", NEW, 5), ("c", NEW, None)]
        lists = (await session.execute(select(MassOrder))).scalars()
        assert [(it.key, it.chat_id) for it in lists] == [("b", NEW)]
        files = (await session.execute(select(Export))).scalars()
        assert [(it.chat_id, it.of_chat, it.message_id) for it in files] == [(NEW, NEW, 4)]
