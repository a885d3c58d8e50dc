"""Quiet hours and time zones: when it is quiet where, and what people type."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.chats.rules import time_zones
from bot.core.errors import InputError
from bot.core.languages import Catalogues
from bot.core.outbox.quiet_hours import is_quiet, parse_hours


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, 1, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "begin", "end", "quiet"),
    [
        (at(3), None, None, False),
        (at(3), 60, None, False),
        (at(12), 12 * 60, 13 * 60, True),
        (at(12, 59), 12 * 60, 13 * 60, True),
        (at(13), 12 * 60, 13 * 60, False),
        (at(11, 59), 12 * 60, 13 * 60, False),
        (at(22), 22 * 60, 7 * 60, True),
        (at(0), 22 * 60, 7 * 60, True),
        (at(6, 59), 22 * 60, 7 * 60, True),
        (at(7), 22 * 60, 7 * 60, False),
        (at(21, 59), 22 * 60, 7 * 60, False),
        (at(0), 0, 9 * 60, True),
    ],
)
def test_when_it_is_quiet(now: datetime, begin: int | None, end: int | None, quiet: bool) -> None:
    assert is_quiet(now, UTC, begin, end) is quiet


def test_it_is_quiet_by_the_clock_of_the_chat() -> None:
    assert is_quiet(at(20, 30), ZoneInfo("Europe/Berlin"), 22 * 60, 7 * 60)
    assert not is_quiet(at(20, 30), UTC, 22 * 60, 7 * 60)
    assert not is_quiet(at(5), ZoneInfo("Europe/Berlin"), 22 * 60, 7 * 60)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-8:00", (1320, 480)),
        (" 22.30 – 6 ", (1350, 360)),
        ("22 7", (1320, 420)),
        ("23-24", (1380, 0)),
        ("0-9", (0, 540)),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, hours: tuple[int, int]) -> None:
    assert parse_hours(typed) == hours


@pytest.mark.parametrize(
    "typed", ["", "late", "22", "25-7", "22:60-7", "7-7", "0-24", "24:30-7", "-1-5", "1-2-3"]
)
def test_what_is_no_hours_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        parse_hours(typed)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("New_York", "America/New_York"),
        ("  new   york ", "America/New_York"),
        ("UTC", "UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("-5", "Etc/GMT+5"),
        ("gmt−11", "Etc/GMT+11"),
        ("+0", "UTC"),
        ("UTC+5:30", "Asia/Calcutta"),
        ("gmt +5.45", "Asia/Katmandu"),
        ("-330", "America/St_Johns"),
        ("UTC+3:00", "Etc/GMT-3"),
        ("+3:20", None),
        ("UTC+20", None),
        ("+15", None),
        ("Atlantis", None),
        ("", None),
        ("../etc/passwd", None),
    ],
)
def test_a_time_zone_is_found(typed: str, zone: str | None) -> None:
    assert time_zones.find(typed) == zone


def test_all_zones_that_are_offered_exist_and_have_names() -> None:
    t = Catalogues().translator("ru")
    offered = [zone for zones in time_zones.REGIONS.values() for zone in zones]
    assert len(set(offered)) == len(offered)
    for zone in offered:
        assert time_zones.is_known(zone)
        assert "/" not in t.city(zone)
    assert (t.city("Europe/Berlin"), t.city("Etc/GMT-3"), t.city("UTC")) == (
        "Берлин",
        "UTC+3",
        "UTC",
    )
