"""What can be set in a chat, by the names that the audit log keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Setting(StrEnum):
    """Something that is changed in the settings of a chat."""

    POLICY = "policy"  # who may order
    LISTED = "listed"  # a person on the list
    PAUSED = "paused"
    ANNOUNCEMENTS = "announcements"
    NOTIFY = "told"
    TOPIC = "topic"  # of announcements
    QUIET = "quiet"  # hours
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    CATEGORIES = "categories"  # all of them, or how many
    CATEGORY = "category"  # one of them, or a platform


EVERYWHERE = frozenset({Setting.ANNOUNCEMENTS, Setting.QUIET, Setting.LANGUAGE, Setting.TIME_ZONE})
"""A private chat has these, too; the others are for groups."""


COLUMNS: Mapping[Setting, tuple[str, ...]] = {
    Setting.POLICY: ("policy",),
    Setting.PAUSED: ("paused",),
    Setting.ANNOUNCEMENTS: ("announcements",),
    Setting.NOTIFY: ("told",),
    Setting.TOPIC: ("topic_id",),
    Setting.QUIET: ("quiet_from", "quiet_until"),
    Setting.LANGUAGE: ("language",),
    Setting.TIME_ZONE: ("time_zone",),
    Setting.CATEGORIES: ("categories",),
    Setting.CATEGORY: ("categories",),
}
"""Where a chat's row keeps each."""


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something, and when."""

    user_id: int
    name: str
    now: datetime
