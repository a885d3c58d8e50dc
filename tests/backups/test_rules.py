"""When a backup is due, what it is called, and which ones are deleted."""

from datetime import UTC, datetime

import pytest

from bot.backups.rules import left_over, name_of, next_due, superfluous

NOW = datetime(2026, 1, 31, 3, 0, 1, tzinfo=UTC)
NAMES = [name_of(NOW.replace(day=day), is_sqlite=True) for day in (3, 1, 2)]


def test_names_say_when_and_what() -> None:
    assert name_of(NOW, is_sqlite=True) == "bot-20260131-030001Z.sqlite3"
    assert name_of(NOW, is_sqlite=False) == "bot-20260131-030001Z.dump"


@pytest.mark.parametrize(
    ("hour", "day", "month"), [(4, 31, 1), (3, 1, 2), (2, 1, 2), (0, 1, 2), (23, 31, 1)]
)
def test_it_is_due_when_it_is_the_hour_next(hour: int, day: int, month: int) -> None:
    assert next_due(NOW, hour) == datetime(2026, month, day, hour, tzinfo=UTC)


def test_at_the_hour_itself_it_is_due_tomorrow() -> None:
    at = NOW.replace(second=0)
    assert next_due(at, 3) == datetime(2026, 2, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize(("keep", "deleted"), [(1, ["01", "02"]), (2, ["01"]), (3, []), (9, [])])
def test_the_newest_stay(keep: int, deleted: list[str]) -> None:
    assert [name[10:12] for name in superfluous(NAMES, keep)] == deleted


def test_no_file_of_others_is_touched() -> None:
    theirs = [
        *("bot.sqlite3", "bot-20260101.sqlite3", "mybot-20260101-030000Z.sqlite3", "notes.txt"),
        *("bot-20260101-030000Z.sqlite3.gz.age", "bot-20260101-030000Z.sqlite3-old"),
    ]
    assert superfluous([*theirs, NAMES[0]], 1) == []
    assert left_over([it for it in theirs if not it.endswith(".age")]) == []


def test_what_was_left_over_is_known() -> None:
    ours = [
        *("bot-20260101-030000Z.sqlite3.gz.age", "bot-20260101-030000Z.dump.gz.age.012"),
        *("bot-20260101-030000Z.sqlite3.part", "bot-20260101-030000Z.sqlite3.part-journal"),
    ]
    assert left_over([*ours, *NAMES]) == ours
