"""Telegram is away, on a clock of the test's own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core.outbox.outage import LONGEST_PAUSE, Outage

FREE = 32


@dataclass
class Clock:
    now: datetime = datetime(2026, 1, 31, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def fail(outage: Outage, clock: Clock, times: int) -> list[float]:
    """Fail so often, each time as soon as it may be tried again; return the pauses."""
    pauses = []
    for _ in range(times):
        outage.record(is_away=True)
        pauses.append((outage.until - clock.now).total_seconds())
        clock.now = outage.until
    return pauses


def test_a_connection_that_breaks_has_nobody_else_wait() -> None:
    clock = Clock()
    outage = Outage(clock)
    outage.record(is_away=True)
    assert outage.room(FREE, on_their_way=3) == FREE
    assert outage.until > clock.now


def test_from_the_second_failure_on_one_message_finds_out() -> None:
    clock = Clock()
    outage = Outage(clock)
    fail(outage, clock, 1)
    outage.record(is_away=True)
    assert outage.room(FREE, on_their_way=0) == 0
    clock.now = outage.until
    assert outage.room(FREE, on_their_way=0) == 1
    assert outage.room(FREE - 1, on_their_way=1) == 0


def test_what_fails_meanwhile_says_nothing_new() -> None:
    clock = Clock()
    outage = Outage(clock)
    fail(outage, clock, 1)
    for _ in range(FREE):
        outage.record(is_away=True)
    assert outage.until <= clock.now + timedelta(seconds=4)


def test_pauses_grow_and_stay_short() -> None:
    clock = Clock()
    pauses = fail(Outage(clock), clock, 50)
    assert pauses[0] <= 2 < pauses[2]
    assert max(pauses) <= LONGEST_PAUSE


def test_one_that_gets_through_ends_it() -> None:
    clock = Clock()
    outage = Outage(clock)
    fail(outage, clock, 5)
    outage.record(is_away=False)
    assert outage.room(FREE, on_their_way=0) == FREE
    assert fail(outage, clock, 1)[0] <= 2
