"""Time zones as people choose them: some of each region as buttons, all others typed."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from zoneinfo import available_timezones

from bot.core.errors import N_
from bot.core.text.typed import plain

# By the names that CLDR knows them by, in every language; some have newer ones elsewhere.
REGIONS: Mapping[str, Sequence[str]] = {
    N_("Europe"): (
        "Europe/London",
        "Europe/Lisbon",
        "Europe/Madrid",
        "Europe/Paris",
        "Europe/Berlin",
        "Europe/Rome",
        "Europe/Warsaw",
        "Europe/Athens",
        "Europe/Kiev",
        "Europe/Istanbul",
        "Europe/Minsk",
        "Europe/Moscow",
    ),
    N_("Asia"): (
        "Asia/Tbilisi",
        "Asia/Yerevan",
        "Asia/Baku",
        "Asia/Tashkent",
        "Asia/Almaty",
        "Asia/Karachi",
        "Asia/Calcutta",
        "Asia/Dhaka",
        "Asia/Bangkok",
        "Asia/Jakarta",
        "Asia/Saigon",
        "Asia/Manila",
        "Asia/Singapore",
        "Asia/Shanghai",
        "Asia/Seoul",
        "Asia/Tokyo",
    ),
    N_("Middle East"): (
        "Asia/Jerusalem",
        "Asia/Beirut",
        "Asia/Amman",
        "Asia/Baghdad",
        "Asia/Riyadh",
        "Asia/Kuwait",
        "Asia/Qatar",
        "Asia/Tehran",
        "Asia/Dubai",
    ),
    N_("Africa"): (
        "Africa/Casablanca",
        "Africa/Algiers",
        "Africa/Tunis",
        "Africa/Lagos",
        "Africa/Cairo",
        "Africa/Johannesburg",
        "Africa/Nairobi",
        "Africa/Addis_Ababa",
    ),
    N_("North America"): (
        "America/Los_Angeles",
        "America/Denver",
        "America/Chicago",
        "America/New_York",
        "America/Toronto",
        "America/Mexico_City",
    ),
    N_("South America"): (
        "America/Bogota",
        "America/Lima",
        "America/Caracas",
        "America/Santiago",
        "America/Buenos_Aires",
        "America/Sao_Paulo",
    ),
    N_("Australia, Oceania"): (
        "Australia/Perth",
        "Australia/Adelaide",
        "Australia/Brisbane",
        "Australia/Sydney",
        "Pacific/Auckland",
    ),
}
FARTHEST_WEST, FARTHEST_EAST = -12, 14  # hours; zones of whole hours are named in the database
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*([0-9]{1,2})(?:[:.]?([0-9]{2}))?")
_BETWEEN_HOURS = {  # by cities that have no summer time, where there are some
    "-9:30": "Pacific/Marquesas",
    "-3:30": "America/St_Johns",
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Calcutta",
    "+5:45": "Asia/Katmandu",
    "+6:30": "Asia/Rangoon",
    "+8:45": "Australia/Eucla",
    "+9:30": "Australia/Darwin",
    "+10:30": "Australia/Lord_Howe",
    "+12:45": "Pacific/Chatham",
}


def is_known(name: str) -> bool:
    """Return whether there is a time zone with this very name."""
    return name in _names().values()


UNKNOWN = N_(
    "I don't know this time zone. Send the nearest large city, or the difference to UTC, for "
    "example UTC+3 or UTC+5:30."
)


def find(text: str) -> str | None:
    """Return the time zone that a text means: `Europe/Berlin`, `new york`, `UTC+3`, `+5:30`."""
    typed = plain(text.replace("_", " ")).lower()
    offset = _OFFSET.fullmatch(typed)
    if offset is not None:
        sign, hours, minutes = offset[1], int(offset[2]), offset[3] or "00"
        if minutes != "00":
            return _BETWEEN_HOURS.get(f"{sign}{hours}:{minutes}")
        return _of_offset(hours if sign == "+" else -hours)
    return _names().get(typed)


def _of_offset(hours: int) -> str | None:
    if not FARTHEST_WEST <= hours <= FARTHEST_EAST:
        return None
    # These names have the sign of POSIX: ahead of UTC is minus.
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"


@cache
def _names() -> Mapping[str, str]:
    """Return all time zones by their names in small letters, and by their last part."""
    names = sorted(name for name in available_timezones() if name != "localtime")
    by_city = {_small(name.rpartition("/")[2]): name for name in names if "/" in name}
    return by_city | {_small(name): name for name in names}


def _small(name: str) -> str:
    return name.replace("_", " ").lower()
