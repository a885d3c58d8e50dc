"""Each column that can hold a person is declared; the file and /forget do what is declared."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Date, String, Table, insert, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import AutoString, SQLModel, col, select

from bot.broadcasts.rules import BroadcastState
from bot.broadcasts.tables import Broadcast
from bot.catalogue.tables import OverrideRow
from bot.chats.rules.forgetting import CHECK_AGAIN_AFTER, Known, pseudonym_of
from bot.chats.rules.own_texts import OwnTextKind
from bot.chats.service import privacy
from bot.chats.tables import AuditEntry, Forgotten, OwnText
from bot.core.access.tables import Chat, ListedPerson, Person
from bot.core.database.engine import Database
from bot.core.database.types import JsonColumn, MoneyColumn, TextEnum, UtcDateTime
from bot.core.inbox.tables import InboxUpdate
from bot.core.outbox.tables import OutboxMessage
from bot.features import FEATURES
from bot.manual_payments.tables import Proof
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.tables import Draft, Order, OrderEvent
from bot.panel.tables import BotState, PanelState
from bot.pricing.tables import PriceRule
from bot.refills.tables import CancelRequest, CancelState, Refill
from bot.reports.tables import Export
from bot.spending.tables import Approval
from bot.wallet.rules.ledger import HoldState
from bot.wallet.tables import Hold, Transfer
from tests.access.test_people import NOW

PARTS = FEATURES.personal
TABLES = {table: it for part in PARTS for table, it in part.tables.items()}
PERSON, OTHER, GROUP = 7_777_777_771, 8_888_888_882, -100_999
NAME, FORMER, USERNAME = "Zorba Quux", "Quuxette (Zorb)", "zorbaquux"
MARKERS = (str(PERSON), NAME, FORMER, USERNAME)
LONG_AGO = NOW - timedelta(days=100)
MODELS = {str(table.__tablename__): table for table in TABLES}

DECLARE = (
    "{missing}: say in the feature's personal.py what becomes of it: 'erased' or 'pseudonymized' "
    "with a person's own rows (and do so there), 'searched' for names in words of the bot's own, "
    "'kept' with the reason, or 'not_personal' if it never tells of a person. It is in the file "
    "of /privacy unless it is 'withheld'."
)


def can_hold_a_person(column: Column[Any]) -> bool:
    """Return whether it holds text, JSON, or a number that may be Telegram's, not one of ours."""
    if isinstance(column.type, MoneyColumn | TextEnum):
        return False
    if isinstance(column.type, BigInteger):
        is_our_own = column.name == "id" and column.autoincrement is not False
        refers_to = {key.column.table.name for key in column.foreign_keys}
        return not is_our_own and refers_to <= {"chats"}
    return isinstance(column.type, String | AutoString | JsonColumn)


def tables() -> list[Table]:
    return SQLModel.metadata.sorted_tables


def test_every_column_is_declared() -> None:
    declared = {
        f"{table.__tablename__}.{column}"
        for table, it in TABLES.items()
        for column, _ in it.treatments()
    }
    for table in tables():
        for column in filter(can_hold_a_person, table.columns):
            assert str(column) in declared, DECLARE.format(missing=column)


def test_a_table_is_declared_by_one_feature() -> None:
    named = [table for part in PARTS for table in part.tables]
    assert len(named) == len(set(named))
    for part in PARTS:
        handed_out = {table for table, it in part.tables.items() if it.file}
        assert set(part.rows(PERSON)) <= handed_out


def test_what_is_declared_is_there_once() -> None:
    there = {str(column) for table in tables() for column in table.columns}
    for table, it in TABLES.items():
        columns = [f"{table.__tablename__}.{column}" for column, _ in it.treatments()]
        assert set(columns) <= there
        assert len(set(columns)) == len(columns)
        assert {f"{table.__tablename__}.{name}" for name in it.withheld.split()} <= there
    files = [it.file for it in TABLES.values() if it.file]
    assert len(set(files)) == len(files)


SAID = f"approved by {NAME}, earlier {FORMER}; @{USERNAME.title()}, by owner {PERSON}"
OWN: dict[type[SQLModel], dict[str, Any]] = {
    InboxUpdate: {"payload": {"message": {"from": {"id": PERSON}, "text": NAME}}},
    Chat: {"id": PERSON, "type": "private", "title": FORMER, "categories": None},
    Draft: {"filters": [NAME]},
    MassOrder: {"lines": [], "quotes": {"1": {"name": NAME}}},  # all of it was placed
    AuditEntry: {"chat_id": PERSON, "user_name": FORMER},
    ListedPerson: {"chat_id": GROUP},
    Order: {"state": OrderState.COMPLETED, "params": {"comments": SAID}},
    CancelRequest: {"state": CancelState.ACCEPTED},
    Approval: {"mass_id": None, "cards": [[PERSON, 1], [OTHER, 2]]},
    Proof: {"cards": [[PERSON, 1], [OTHER, 2]], "approved_by": [PERSON]},
    Broadcast: {"state": BroadcastState.DONE, "entities": [], "links": []},
    OutboxMessage: {"payload": {"order_id": 1, "words": NAME}},
    PanelState: {"balance_watchers": [[PERSON, 1, "balance"]]},
    PriceRule: {"tier_id": 0},
    Transfer: {"credit_id": 2},
    Hold: {"state": HoldState.VOID},
}
OTHERS: dict[type[SQLModel], dict[str, Any]] = {
    InboxUpdate: {
        "lane": GROUP,
        "payload": {
            "message": {
                "from": {"id": OTHER},
                "reply_to_message": {"from": {"id": PERSON, "first_name": NAME}},
            }
        },
    },
    Chat: {"id": GROUP, "type": "group", "categories": None},
    Draft: {"filters": []},
    MassOrder: {"lines": []},
    Broadcast: {"entities": [], "links": []},
    AuditEntry: {"chat_id": GROUP, "before": FORMER},
    ListedPerson: {"chat_id": GROUP},
    Order: {"state": OrderState.REFUSED, "words": NAME},
    Refill: {"user_name": FORMER},
    CancelRequest: {"state": CancelState.ACCEPTED, "user_name": NAME},
    Approval: {"mass_id": None, "decided_by": FORMER, "cards": [[OTHER, 3]]},
    Proof: {"cards": [[OTHER, 3]], "approved_by": [OTHER]},
    OutboxMessage: {"payload": {"order_id": 2, "words": NAME, "title": f"{FORMER}'s"}},
    Export: {"of_user": PERSON, "of_chat": GROUP},
    OverrideRow: {"target_id": 2},
    OwnText: {"kind": OwnTextKind.SUPPORT},
    PriceRule: {"tier_id": 0},
    Transfer: {"credit_id": 1},
}


def row_of(table: Table, number: int) -> dict[str, Any]:
    """Return a row of the person's (1), or one of somebody else's (2): those name them, too."""
    model, is_own = MODELS[table.name], number == 1
    treatments = dict(TABLES[model].treatments())
    values = {it.name: value_of(it, treatments.get(it.name, ""), number) for it in table.columns}
    return values | (OWN if is_own else OTHERS).get(model, {})


def value_of(column: Column[Any], treatment: str, number: int) -> Any:
    names_them = treatment == "searched" or (treatment == "erased" and number == 1)
    match column.type:
        case TextEnum() as kind:
            return next(iter(kind.members))
        case JsonColumn():
            named: Any = (
                [PERSON] if column.name in {"compared", "refused_by"} else {"1": [NAME, SAID]}
            )
            return named if names_them else type(named)()
        case BigInteger():
            return number_of(column, treatment, number)
        case String() | AutoString():
            named = {"username": USERNAME, "user_name": NAME, "name": NAME}.get(column.name, SAID)
            return named if names_them else f"other {number}"
        case UtcDateTime():
            return None if column.name == "handled_at" else LONG_AGO
    others = {Date: LONG_AGO.date(), Boolean: column.name == "blocked", MoneyColumn: Decimal(1)}
    return others.get(type(column.type), number)


def number_of(column: Column[Any], treatment: str, number: int) -> int:
    if {key.column.table.name for key in column.foreign_keys} == {"chats"}:
        return (PERSON, GROUP)[number - 1]
    is_theirs = treatment in {"erased", "pseudonymized", "kept"} and not column.foreign_keys
    return (PERSON, OTHER)[number - 1] if is_theirs else number


async def fill(database: Database) -> None:
    async with database.begin() as session:
        for table in reversed(tables()):
            await session.execute(table.delete())
        for table in tables():
            if MODELS[table.name] is Forgotten:
                continue
            for number in (1, 2):
                if number == 1 or MODELS[table.name] is not BotState:
                    await session.execute(table.insert().values(**row_of(table, number)))


async def cells(database: Database) -> list[tuple[str, str]]:
    """Return all that the database has, as it has it, and with JSON read."""
    found = []
    async with database.read() as session:
        for table in tables():
            raw = [type_coerce(column, NullType()).label(column.name) for column in table.columns]
            for row in (await session.execute(select(*raw))).mappings():
                for column, value in row.items():
                    found += [(f"{table.name}.{column}", it) for it in shown(value)]
    return found


def shown(value: Any) -> Iterator[str]:
    yield str(value)
    if isinstance(value, str) and value[:1] in {"{", "["}:
        yield str(json.loads(value))


async def named_in(database: Database) -> set[str]:
    return {
        column
        for column, cell in await cells(database)
        if any(marker.casefold() in cell.casefold() for marker in MARKERS)
    }


def declared(*treatments: str) -> set[str]:
    return {
        f"{table.__tablename__}.{column}"
        for table, it in TABLES.items()
        for column, treatment in it.treatments()
        if treatment in treatments
    }


async def test_nothing_is_left_of_who_is_forgotten_but_what_is_declared(
    database: Database,
) -> None:
    await fill(database)
    before = await named_in(database)
    assert declared("erased", "pseudonymized", "searched") - before == {
        "listed_people.chat_id",
        "mass_orders.lines",
    }
    async with database.begin() as session:
        await privacy.forget(session, PARTS, PERSON, NOW)
    assert await named_in(database) <= declared("kept")
    async with database.read() as session:
        (row,) = (await session.execute(select(OutboxMessage))).scalars()
        assert row.payload == {"order_id": 2, "words": "", "title": "…'s"}
        (ledger,) = (await session.execute(select(Forgotten))).scalars()
        assert ledger.user_id is None
        of_other = select(OrderEvent).where(col(OrderEvent.order_id) == 2)
        (event,) = (await session.execute(of_other)).scalars()
        assert event.note == "approved by …, earlier …; …, by owner …"


async def test_a_name_that_is_a_word_of_the_bot_harms_no_message(database: Database) -> None:
    await fill(database)
    payload = {"order_id": 2, "notice": "refused", "words": "refused", "amount": "111"}
    async with database.begin() as session:
        for message in (await session.execute(select(OutboxMessage))).scalars():
            message.chat_id, message.payload = OTHER, payload
        (await session.get_one(Person, PERSON)).name = "refused"
        (await session.get_one(Chat, PERSON)).title = "111"
        await session.flush()
        await privacy.forget(session, PARTS, PERSON, NOW)
    async with database.read() as session:
        notification = [
            row.payload for row in (await session.execute(select(OutboxMessage))).scalars()
        ]
    assert notification == [payload | {"words": ""}] * 2


@pytest.mark.proof
async def test_of_very_many_names_the_older_ones_are_found_as_whole_texts(
    database: Database,
) -> None:
    await fill(database)
    row = row_of(Order.metadata.tables["orders"], 1)
    async with database.begin() as session:
        fresh = [
            row | {"id": number, "draft_key": str(number), "user_name": f"Name {number}"}
            for number in range(3, 5_003)
        ]
        await session.execute(insert(Order), fresh)
        said = ("approved by Name 5000", "words of Name 5000")
        older = ("approved by Name 4000", "words of Name 4000")
        for number, note in enumerate((*said, *older), start=11):
            event: dict[str, Any] = {
                "id": number,
                "order_id": 2,
                "at": NOW,
                "state": OrderState.PLACED,
            }
            session.add(OrderEvent(**event, note=note))
        await session.flush()
        await privacy.forget(session, PARTS, PERSON, NOW)
    async with database.read() as session:
        events = select(OrderEvent.note).where(col(OrderEvent.order_id) == 2)
        notes = (await session.execute(events.order_by(col(OrderEvent.id)))).scalars().all()
    assert notes[1:] == ["approved by …", "words of …", "approved by …", "words of Name 4000"]


async def test_a_broadcast_is_its_owners_until_it_has_ended(database: Database) -> None:
    await fill(database)
    async with database.begin() as session:
        (await session.get_one(Broadcast, 1)).state = BroadcastState.RUNNING
        await session.flush()
        await privacy.forget(session, PARTS, PERSON, NOW)
    async with database.begin() as session:
        sent = await session.get_one(Broadcast, 1)
        assert sent.owner_id == PERSON
        sent.state = BroadcastState.DONE
        await session.flush()
        assert await privacy.carry_on(session, PARTS, NOW + CHECK_AGAIN_AFTER)
    async with database.read() as session:
        assert (await session.get_one(Broadcast, 1)).owner_id == pseudonym_of(1)
        assert [row.user_id for row in (await session.execute(select(Forgotten))).scalars()] == [
            None
        ]


async def test_the_file_has_all_that_is_declared(database: Database) -> None:
    await fill(database)
    async with database.read() as session:
        found = await privacy.everything(session, PARTS, PERSON)
        of_other = await privacy.everything(session, PARTS, OTHER)
    assert {name for name, rows in found.items() if rows} == {
        it.file for it in TABLES.values() if it.file
    }
    assert str(OTHER) not in json.dumps(found)
    assert len(of_other["approvals"]) == 2  # was asked about the other's, too
    assert found["order_events"][0]["note"].endswith(f"@{USERNAME.title()}")  # by which owner
    assert found["favourites"][0]["name"] == NAME


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("approved by Max", "approved by …"),
        ("Max", ""),
        ("at most Maximum, max 5, Maxi", "at most Maximum, max 5, Maxi"),
        ("Max's order; ask @MAX_1 or @max_12", "…'s order; ask … or @max_12"),
        ("number 1 with another charge, by owner 77", "number 1 with another charge, by owner …"),
        ("number 77 is 1. No.", "number 77 is 1. No."),
        ("refused by .", "refused by …"),
        ("refused by 1", "refused by …"),
        (".", ""),
        ("Марианна и Анна", "Марианна и …"),
    ],
)
def test_names_are_taken_out_and_nothing_else(said: str, left: str) -> None:
    person = Known(77, ("Max", ".", "1", "Анна"), "max_1")
    assert person.take_out(said) == left
