"""Weekly summaries: what each group wants, sending those that are due, and what they tell."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.chats.rules.settings import By
from bot.chats.service import audit
from bot.core.access.roles import ChatAccess
from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.paging import Page
from bot.orders.service import order_log
from bot.orders.tables import Order
from bot.reports.outbox import ReportMessage
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.scope import Scope
from bot.reports.rules.statistics import Statistics, Summary
from bot.reports.rules.weekly import (
    CHANGE,
    People,
    PersonShare,
    as_words,
    next_summary,
    week_before,
)
from bot.reports.store import statistics as statistics_store
from bot.reports.store import weekly as store
from bot.reports.tables import WeeklySummary


@dataclass(frozen=True, slots=True)
class Week:
    """How a group's week was.

    Attributes:
        people: who ordered most first.
        open: the newest of what has not ended, also of earlier weeks.
    """

    days: DateRange
    summary: Summary
    people: list[PersonShare]
    open: Page[Order]


async def get(session: Session, chat_id: int) -> WeeklySummary | None:
    """Return what a group wants; `None`: no summary."""
    return await store.find(session, chat_id)


async def set_up(session: Session, chat_id: int, by: By, **values: int | None) -> None:
    """Have a group told every week how it was.

    Args:
        values: `weekday`, `hour`, `topic_id`; what is not given stays as it is.
    """
    chat = await chats.lock_known(session, chat_id)
    found = await store.find(session, chat_id)
    before = _words(found)
    summary = found or WeeklySummary(chat_id=chat_id, time_zone=chat.time_zone, next_at=by.now)
    summary.sqlmodel_update(values)
    _schedule(summary, chat, by.now)
    store.put(session, summary)
    if before != _words(summary):
        audit.record(session, chat_id, CHANGE, (before, _words(summary)), by)


async def turn_off(session: Session, chat_id: int, by: By) -> None:
    """Send a group no summary any more; what is off stays off."""
    await chats.lock_known(session, chat_id)
    found = await store.find(session, chat_id)
    if found is not None:
        await store.remove(session, found)
        audit.record(session, chat_id, CHANGE, (_words(found), ""), by)


def _words(summary: WeeklySummary | None) -> str:
    return as_words(summary.weekday, summary.hour, summary.topic_id) if summary else ""


def _schedule(summary: WeeklySummary, chat: Chat, now: datetime) -> None:
    summary.time_zone = chat.time_zone
    zone = ZoneInfo(chat.time_zone)
    summary.next_at = next_summary(now, summary.weekday, summary.hour, zone)


async def is_due(session: Session, now: datetime) -> bool:
    """Return whether there is something for `send_due`."""
    return await store.is_due(session, now)


async def send_due(session: Session, now: datetime) -> None:
    """Write each summary that is due into the outbox, once, and set when the next one is.

    After a pause of some weeks there is one, about the last of them. Where the chat is in another
    time zone since, the summary only gets its new hour.
    """
    for summary, chat in await store.lock_due(session, now):
        is_open = chat.reachable and chat.standing is not ChatAccess.REFUSED
        if is_open and summary.time_zone == chat.time_zone:
            payload = {"until": now.isoformat(), "topic_id": summary.topic_id}
            outbox_store.add(session, chat.id, ReportMessage.WEEKLY, payload, now)
        _schedule(summary, chat, now)


async def load_week(session: Session, chat_id: int, until: datetime, zone: tzinfo) -> Week:
    """Return how the seven days before a moment's day were."""
    days = week_before(until.astimezone(zone).date())
    since, end = days.bounds(zone)
    statistics, people = Statistics(zone), People()
    scope = Scope(chat_id=chat_id, user_id=None, since=since, until=end)
    async for orders in statistics_store.read(session, scope, statistics_store.BY_PERSON):
        statistics.count(orders)
        people.count(orders)
    return Week(
        days,
        statistics.summary(days, services=0),
        list(people.shares()),
        await order_log.load_page(session, chat_id, 0, ended=False, only=None),
    )
