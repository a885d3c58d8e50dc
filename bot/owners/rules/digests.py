"""When a daily digest is due."""

from datetime import UTC, datetime, tzinfo

from bot.reports.rules.date_ranges import A_DAY

HOURS = 24
"""Hours of a day at which a digest may come: 0 to 23."""


def next_digest(now: datetime, hour: int, zone: tzinfo) -> datetime:
    """Return the next moment, UTC, at which it is `hour` o'clock in a zone.

    An hour that a day leaves out, when clocks are put forward, is the one after it.
    """
    local = now.astimezone(zone)
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    due = today.astimezone(UTC)
    return due if due > now else (today + A_DAY).astimezone(UTC)
