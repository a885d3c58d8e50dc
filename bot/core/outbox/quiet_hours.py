"""Quiet hours: when pushes come without a sound."""

import re
from datetime import datetime, tzinfo

from bot.core.errors import N_, InputError
from bot.core.text.typed import plain

AN_HOUR, A_DAY = 60, 24 * 60
_TIME = r"([0-9]{1,2})(?:[:.]([0-9]{2}))?"
_HOURS = re.compile(rf"{_TIME}\s*[-\s]\s*{_TIME}")


def is_quiet(at: datetime, zone: tzinfo, begin: int | None, end: int | None) -> bool:
    """Return whether it is quiet where a chat is; quiet hours may go over midnight.

    Args:
        begin: minutes after midnight; `None`: there are no quiet hours.
        end: the first minute that is not quiet any more.
    """
    if begin is None or end is None:
        return False
    local = at.astimezone(zone)
    minute = local.hour * AN_HOUR + local.minute
    if begin <= end:
        return begin <= minute < end
    return minute >= begin or minute < end


def parse_hours(text: str) -> tuple[int, int]:
    """Read quiet hours as people write them: `22:30-8`, `22.30 – 08:00`.

    Raises:
        InputError: they are none.
    """
    found = _HOURS.fullmatch(plain(text))
    if found is None:
        raise InputError(N_("Send two times, for example 22:00-8:00."))
    first, first_minute, last, last_minute = (int(part or 0) for part in found.groups())
    begin, end = first * AN_HOUR + first_minute, last * AN_HOUR + last_minute
    minutes = (first_minute, last_minute)
    if max(begin, end) > A_DAY or max(minutes) >= AN_HOUR or begin % A_DAY == end % A_DAY:
        raise InputError(N_("Send two times, for example 22:00-8:00."))
    return begin % A_DAY, end % A_DAY
