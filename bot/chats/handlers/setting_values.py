"""What the words of buttons and replies set: `None` is nothing of ours."""

import re
from collections.abc import Callable
from enum import StrEnum

from bot.chats.rules import time_zones
from bot.chats.rules.settings import Setting
from bot.core.access.roles import Announcements, NotifyTarget, OrderPolicy
from bot.core.errors import InputError
from bot.core.outbox.quiet_hours import A_DAY, parse_hours
from bot.core.telegram.context import Context

Values = tuple[object, ...]


def _one_of(kind: type[StrEnum]) -> Callable[[Context, str], Values | None]:
    return lambda _, word: (kind(word),) if word in set(kind) else None


def _paused(_: Context, word: str) -> Values | None:
    return (word == "1",) if word in {"0", "1"} else None


def _topic(context: Context, word: str) -> Values | None:
    """Return the topic that the panel is in, or none: where it was ordered."""
    return (context.actor.thread_id if word else None,)


def _quiet(_: Context, word: str) -> Values | None:
    if not word:
        return None, None
    found = _MINUTES.fullmatch(word)
    hours = (int(found[1]), int(found[2])) if found else None
    return hours if hours and max(hours) < A_DAY else None


def _language(context: Context, word: str) -> Values | None:
    return (word,) if word in context.services.catalogues.languages() else None


def _time_zone(_: Context, word: str) -> Values | None:
    return (word,) if time_zones.is_known(word) else None


_MINUTES = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")
READERS: dict[Setting, Callable[[Context, str], Values | None]] = {
    Setting.POLICY: _one_of(OrderPolicy),
    Setting.PAUSED: _paused,
    Setting.ANNOUNCEMENTS: _one_of(Announcements),
    Setting.NOTIFY: _one_of(NotifyTarget),
    Setting.TOPIC: _topic,
    Setting.QUIET: _quiet,
    Setting.LANGUAGE: _language,
    Setting.TIME_ZONE: _time_zone,
    Setting.CATEGORIES: lambda *_: (None,),
}
"""What the words of the buttons stand for."""


def typed_values(setting: Setting, text: str) -> Values:
    """Return what was typed for the time zone or the quiet hours.

    Raises:
        InputError: it is neither.
    """
    if setting is Setting.QUIET:
        return parse_hours(text)
    zone = time_zones.find(text)
    if zone is None:
        raise InputError(time_zones.UNKNOWN)
    return (zone,)
