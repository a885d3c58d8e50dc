"""What owners see: calls of the panel, how long the balance lasts, when a digest is due."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.core.access.roles import CHANGING, Permission, Role, may, waits_for_maintenance
from bot.core.telegram.buttons import MAX_BYTES, pack
from bot.orders.buttons import OrderAction, OrderArea
from bot.owners.buttons import OwnerArea
from bot.owners.rules.digests import next_digest
from bot.owners.rules.runway import days_left
from bot.panel.api.call_log import CallLog
from bot.panel.rules.calls import RECENT, Calls, combined, recent

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def calls(count: int, errors: int, milliseconds: int, error: str = "", age: int = 0) -> Calls:
    return Calls(NOW - timedelta(seconds=age), count, errors, milliseconds, error)


def test_calls_of_processes_are_added_up() -> None:
    found = combined(
        [calls(3, 1, 100, "old", age=9), calls(1, 0, 500), calls(0, 0, 0), calls(2, 1, 50, "new")]
    )
    assert found == Calls(NOW, count=6, errors=2, milliseconds=150, error="new")
    assert combined([]) is None
    assert combined([calls(0, 0, 0)]) is None


def test_what_was_reported_long_ago_counts_no_more() -> None:
    stored = {"a": calls(1, 0, 5).as_json(), "b": calls(1, 0, 5, age=299).as_json()}
    assert set(recent(stored, NOW)) == {"a", "b"}
    assert set(recent(stored, NOW + timedelta(seconds=1))) == {"a"}
    assert recent(stored, NOW + RECENT) == {}


def test_the_log_keeps_the_last_minutes() -> None:
    clock = [0.0]
    log = CallLog(lambda: clock[0])
    assert log.recent(NOW) == Calls(NOW, 0, 0, 0)
    log.record(900, "first")
    clock[0] = 200.0
    for took, failure in ((10, ""), (30, "second"), (20, "")):
        log.record(took, failure)
    assert log.recent(NOW) == Calls(NOW, 4, 2, 25, "second")
    clock[0] = 301.0
    assert log.recent(NOW) == Calls(NOW, 3, 1, 20, "second")
    assert log.total == 4


@pytest.mark.parametrize(
    ("balance", "spent", "age", "left"),
    [
        ("70", "7", timedelta(days=7), 70),
        ("70", "7", timedelta(days=1), 10),
        ("70", "7", timedelta(hours=2), 10),  # of one day nobody knows the rate
        ("0.5", "7", timedelta(days=7), 0),
        ("-3", "7", timedelta(days=7), 0),
        ("1000000", "0.01", timedelta(days=7), 9_999),
        ("70", "0", timedelta(days=7), None),
        ("70", "7", None, None),
    ],
)
def test_how_long_the_balance_lasts(
    balance: str, spent: str, age: timedelta | None, left: int | None
) -> None:
    first = None if age is None else NOW - age
    assert days_left(Decimal(balance), Decimal(spent), first, NOW) == left


@pytest.mark.parametrize(
    ("now", "hour", "due"),
    [
        ("2026-01-31T07:59", 9, "2026-01-31T08:00"),
        ("2026-01-31T08:00", 9, "2026-02-01T08:00"),
        ("2026-01-31T23:30", 0, "2026-02-01T23:00"),
        ("2026-03-28T08:30", 9, "2026-03-29T07:00"),  # clocks are put forward
        ("2026-03-29T00:30", 2, "2026-03-29T01:00"),  # an hour that there is not
        ("2026-10-24T22:30", 2, "2026-10-25T00:00"),  # an hour that there is twice
        ("2026-10-25T00:00", 2, "2026-10-26T01:00"),
    ],
)
def test_when_a_digest_is_due(now: str, hour: int, due: str) -> None:
    found = next_digest(
        datetime.fromisoformat(now).replace(tzinfo=UTC), hour, ZoneInfo("Europe/Berlin")
    )
    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)


@pytest.mark.parametrize("role", list(Role))
def test_what_waits_for_maintenance(role: Role) -> None:
    for permission in Permission:
        waits = role is not Role.OWNER and permission in CHANGING and may(role, permission)
        assert waits_for_maintenance(role, permission) is waits
    assert waits_for_maintenance(Role.BUYER, Permission.ORDER)
    assert not waits_for_maintenance(Role.BUYER, Permission.SEE_ORDERS)
    assert not waits_for_maintenance(Role.OUTSIDER, Permission.ORDER)


def test_the_longest_buttons_of_a_chat_that_is_viewed_fit() -> None:
    for inner in (
        pack(OrderArea.ORDER, 10**18 - 1, OrderAction.OPEN),
        pack(OrderArea.LOG, "a", 10**9),
    ):
        assert len(pack(OwnerArea.VIEW_AS, -(10**15 - 1), inner).encode()) <= MAX_BYTES
