"""Who asks, and where: what is known of them, and what is new."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.chats.rules.settings import By
from bot.chats.service import lists
from bot.core.access.store import chats, people
from bot.core.access.tables import Chat, Person
from bot.core.database.engine import Database

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def a_person(user_id: int = 7, **fields: Any) -> Person:
    values: dict[str, Any] = {
        "name": "Anna",
        "username": "anna",
        "first_seen_at": NOW,
        "seen_on": NOW.date(),
    }
    return Person(user_id=user_id, **(values | fields))


async def put(database: Database, *found: Person) -> None:
    async with database.begin() as session:
        for person in found:
            await people.record(session, person)


async def test_nobody_is_known_at_first(database: Database) -> None:
    async with database.read() as session:
        assert await people.arrive(session, -5, 7) == people.Arrival(None, None, listed=False)


async def test_a_person_is_known_before_the_chat_is(database: Database) -> None:
    await put(database, a_person())
    async with database.read() as session:
        known = await people.arrive(session, -5, 7)
    assert known.chat is None
    assert known.person is not None
    assert known.person.name == "Anna"


async def test_all_is_known_at_once(database: Database) -> None:
    await put(database, a_person(), a_person(8, name="Boris", username=""))
    async with database.begin() as session:
        group = Chat(id=-5, type="group", title="T", language="en", created_at=NOW)
        await chats.ensure(session, group)
        await lists.allow(session, -5, 7, "Anna", by=By(1, "Olivia", NOW))
    async with database.read() as session:
        anna = await people.arrive(session, -5, 7)
        boris = await people.arrive(session, -5, 8)
        nobody = await people.arrive(session, -5, -5)
    for known, name, listed in ((anna, "Anna", True), (boris, "Boris", False)):
        assert known.chat is not None
        assert known.person is not None
        assert (known.chat.title, known.person.name, known.listed) == ("T", name, listed)
    assert (nobody.chat is not None, nobody.person, nobody.listed) == (True, None, False)


async def test_who_comes_back_is_called_as_now_and_stays_blocked(database: Database) -> None:
    await put(database, a_person())
    async with database.begin() as session:
        (await session.get_one(Person, 7)).blocked = True
    await put(database, a_person(name="Ann", username="ann", language="de", seen_on=date.max))
    async with database.read() as session:
        person = await session.get_one(Person, 7)
    assert (person.name, person.username, person.language) == ("Ann", "ann", "de")
    assert (person.blocked, person.first_seen_at, person.seen_on) == (True, NOW, date.max)


@pytest.mark.parametrize("typed", ["@Anna", "anna", "ANNA"])
async def test_a_username_is_the_last_one_s_who_had_it(database: Database, typed: str) -> None:
    await put(database, a_person(), a_person(9, seen_on=date(2026, 3, 1)), a_person(8))
    async with database.read() as session:
        found = await people.named(session, typed)
        assert found is not None
        assert found.user_id == 9
        assert await people.named(session, "@") is None
        assert await people.named(session, "boris") is None
