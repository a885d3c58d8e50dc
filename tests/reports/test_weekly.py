"""Weekly summaries: turned on by buttons, sent once where and when administrators want them."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.core.loops.options import WorkerOptions
from bot.orders.rules.states import OrderState
from bot.reports.jobs.weekly import WeeklySummaries
from bot.reports.rules.weekly import People, next_summary, week_before
from bot.reports.tables import WeeklySummary
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Message, Person
from tests.conftest import Bench
from tests.ordering import labels

SATURDAY = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
async def admin(bench: Bench) -> Person:
    return bench.playground.world.add_person("Anna")


@pytest.fixture
async def max_(bench: Bench) -> Person:
    return bench.playground.world.add_person("Max")


@pytest.fixture
async def group(bench: Bench, admin: Person, max_: Person) -> Chat:
    """Return a group with topics, with the bot running."""
    world = bench.playground.world
    chat = world.groups.add("Team", members=[admin, max_], admins=[admin], forum=True)
    await bench.start()
    return chat


@pytest.fixture
def topic(bench: Bench, admin: Person, group: Chat) -> ChatClient:
    """Return a topic, with the administrator."""
    return bench.in_group(admin, group, bench.playground.world.groups.add_topic(group, "Reports"))


async def opened(chat: ChatClient) -> Message:
    since = chat.mark()
    await chat.say("/settings")
    await chat.wait_for("Settings of this group", since=since)
    await chat.tap("📅 Weekly summary")
    return await chat.wait_for("what is still open", since=since)


async def summary_of(bench: Bench, group: Chat) -> WeeklySummary | None:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await session.get(WeeklySummary, group.id)


def worker(bench: Bench) -> WeeklySummaries:
    assert bench.app is not None
    return WeeklySummaries(bench.app.database, WorkerOptions(owners=(), clock=bench.now))


def summaries(chat: ChatClient) -> list[Message]:
    return [it for it in chat.bot_messages() if it.text.startswith("📅") and "🧾" in it.text]


async def skip_to(bench: Bench, moment: datetime) -> None:
    bench.skip(seconds=(moment - bench.now()).total_seconds())
    await worker(bench).step()
    await bench.pushed()


async def order(chat: ChatClient, number: int) -> None:
    """Order in one message, and wait until it is placed."""
    since = chat.mark()
    await chat.say(f"/order 1 https://www.instagram.com/example{number}/ 1000")
    await chat.wait_for("Total", since=since)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel", since=since)


async def test_it_comes_once_a_week_to_the_topic_at_the_hour_of_the_group(
    bench: Bench, admin: Person, max_: Person, group: Chat, topic: ChatClient
) -> None:
    to_wednesday = (2 - bench.now().weekday()) % 7
    bench.skip(days=to_wednesday)
    general = bench.in_group(admin, group)
    page = await opened(topic)
    assert "Weekly summary: off" in page.text
    assert "• " not in " ".join(labels(page))
    await topic.tap("🔔 Turn on")
    await topic.wait_for("Weekly summary: Monday, 09:00")
    await topic.wait_for("Topic: this one")
    await topic.tap("Fri")
    await topic.wait_for("Weekly summary: Friday, 09:00")
    await topic.tap("18:00")
    await topic.wait_for("Weekly summary: Friday, 18:00")
    for person, number in ((admin, 1), (max_, 2)):
        await order(bench.in_group(person, group), number)
        await general.wait_for(f"#{number} is completed")
    bench.panel.speed = 0.000001
    await order(bench.in_group(max_, group), 3)
    await bench.pushed()
    found = await summary_of(bench, group)
    assert found is not None
    assert (found.next_at.weekday(), found.next_at.hour) == (4, 18)
    assert summaries(topic) == []
    await skip_to(bench, found.next_at)
    (notice,) = summaries(topic)
    assert "🧾 3 orders" in notice.text
    assert "💰 Spent: $2.70" in notice.text
    assert notice.text.index("👤 Max: 2 orders · $1.80") < notice.text.index(
        "👤 Anna: 1 order · $0.90"
    )
    assert "⏳ Still open: 1\n#3" in notice.text
    await bench.restart()
    await worker(bench).step()
    await bench.pushed()
    assert len(summaries(topic)) == 1
    await skip_to(bench, bench.now() + timedelta(days=22))  # nobody wants three at once
    assert len(summaries(topic)) == 2
    assert "🧾 0 orders" in summaries(topic)[1].text
    await topic.tap("📋 Orders")
    await topic.wait_for("📋 Orders · 3")


async def test_a_week_in_which_nothing_was_ordered_is_skipped(
    bench: Bench, group: Chat, topic: ChatClient
) -> None:
    await opened(topic)
    await topic.tap("🔔 Turn on")
    await topic.wait_for("Monday, 09:00")
    found = await summary_of(bench, group)
    assert found is not None
    await skip_to(bench, found.next_at)
    assert summaries(topic) == []
    again = await summary_of(bench, group)
    assert again is not None
    assert again.next_at == found.next_at + timedelta(days=7)


async def test_another_time_zone_moves_the_hour_and_sends_nothing(
    bench: Bench, group: Chat, topic: ChatClient
) -> None:
    await opened(topic)
    await topic.tap("🔔 Turn on")
    await topic.wait_for("Monday, 09:00")
    await opened(topic)
    await topic.tap("⬅️ Back")
    await topic.tap("🕒 Time zone")
    await topic.tap("Asia")
    await topic.tap("Tokyo")
    await topic.wait_for("Time zone: Tokyo")
    await worker(bench).step()
    found = await summary_of(bench, group)
    assert found is not None
    assert (found.next_at.weekday(), found.next_at.hour) == (0, 0)
    assert found.next_at > bench.now()


async def test_only_administrators_set_it_and_the_log_says_who(
    bench: Bench, admin: Person, max_: Person, group: Chat, topic: ChatClient
) -> None:
    page = await opened(topic)
    other = bench.in_group(max_, group)
    refused = await other.press(page, "wk:y")
    assert refused is not None
    assert await summary_of(bench, group) is None
    await topic.press(page, "wk:d:9")
    await topic.press(page, "wk:h:24")
    assert await summary_of(bench, group) is None
    await topic.press(page, "wk:h:22")
    await topic.wait_for("Monday, 22:00")
    await bench.in_group(admin, group).press(page, "wk:t")
    await topic.press(page, "wk:n")
    await topic.wait_for("Weekly summary: off")
    assert await summary_of(bench, group) is None
    since = topic.mark()
    await topic.say("/settings")
    await topic.wait_for("Settings of this group", since=since)
    await topic.tap("📜 Changes")
    log = (await topic.wait_for("Weekly summary: off → Monday, 22:00")).text
    assert "Monday, 22:00 → Monday, 22:00 · " in log
    assert " → off" in log


async def test_many_workers_send_one_summary(bench: Bench, group: Chat, topic: ChatClient) -> None:
    await opened(topic)
    await topic.tap("🔔 Turn on")
    await topic.wait_for("Monday, 09:00")
    await order(topic, 1)
    await bench.pushed()
    found = await summary_of(bench, group)
    assert found is not None
    bench.skip(seconds=(found.next_at - bench.now()).total_seconds())
    await asyncio.gather(*(worker(bench).step() for _ in range(4)))
    await bench.pushed()
    assert len(summaries(topic)) == 1


@pytest.mark.parametrize(
    ("weekday", "hour", "zone", "due"),
    [
        (5, 13, "UTC", datetime(2026, 1, 31, 13, tzinfo=UTC)),
        (5, 12, "UTC", datetime(2026, 2, 7, 12, tzinfo=UTC)),
        (0, 9, "UTC", datetime(2026, 2, 2, 9, tzinfo=UTC)),
        (0, 9, "Asia/Tokyo", datetime(2026, 2, 2, 0, tzinfo=UTC)),
        (5, 23, "Pacific/Auckland", datetime(2026, 2, 7, 10, tzinfo=UTC)),
        (4, 20, "America/Los_Angeles", datetime(2026, 2, 7, 4, tzinfo=UTC)),
    ],
)
def test_the_next_one_is_at_the_hour_of_the_weekday_there(
    weekday: int, hour: int, zone: str, due: datetime
) -> None:
    assert next_summary(SATURDAY, weekday, hour, ZoneInfo(zone)) == due


def test_clocks_that_are_put_forward_move_no_hour() -> None:
    before = datetime(2026, 3, 23, 9, tzinfo=UTC)  # clocks go forward on the 29th
    due = next_summary(before, 0, 9, ZoneInfo("Europe/Berlin"))
    assert due == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_a_week_is_the_seven_days_before() -> None:
    days = week_before(date(2026, 2, 2))
    assert (days.first, days.last) == (date(2026, 1, 26), date(2026, 2, 1))


@dataclass(frozen=True)
class Facts:
    """An order as it is counted."""

    user_id: int
    user_name: str
    price: Decimal
    currency: str = "USD"
    state: OrderState = OrderState.PLACED
    charge: Decimal | None = None
    quantity: int = 1000
    remains: int | None = None
    wallet_id: int | None = None
    booked: int = 0


def test_a_person_is_called_as_they_were_last_and_each_currency_is_summed_up() -> None:
    people = People()
    people.count([Facts(1, "Ann", Decimal(1)), Facts(2, "Max", Decimal(9))])
    people.count([Facts(1, "Anna", Decimal(2)), Facts(1, "Anna", Decimal(5), currency="EUR")])
    first, second = people.shares()
    assert (first.name, first.orders) == ("Anna", 3)
    assert first.spent == {"USD": Decimal(3), "EUR": Decimal(5)}
    assert (second.name, second.orders) == ("Max", 1)
