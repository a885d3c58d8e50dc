"""When to check an order again: soon while it is young, ever more rarely as it ages."""

from datetime import datetime, timedelta

YOUNG = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)
AGE_SHARE = 60  # an order that last changed an hour ago is checked once a minute
PENDING_ALARM = timedelta(hours=24)
MOST_DOUBLINGS = 8


def next_check(
    now: datetime, changed_at: datetime, poll_seconds: float, failures: int = 0
) -> datetime:
    """Return when to check an order again.

    Args:
        changed_at: when its state last changed.
        poll_seconds: the shortest pause, and the pause of young orders.
        failures: checks in a row that brought nothing; each doubles the pause.
    """
    shortest = timedelta(seconds=poll_seconds)
    age = now - changed_at
    pause = shortest if age <= YOUNG else max(shortest, age / AGE_SHARE)
    pause *= 1 << min(failures, MOST_DOUBLINGS)
    return now + min(pause, max(LONGEST_PAUSE, shortest))


def pending_too_long(now: datetime, placed_at: datetime) -> bool:
    """Return whether an order that has not started is worth an alarm."""
    return now - placed_at >= PENDING_ALARM
