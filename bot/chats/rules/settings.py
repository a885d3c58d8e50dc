"""What can be set in a chat, by the names that the audit log keeps."""

from enum import StrEnum


class Setting(StrEnum):
    """Something that is changed in the settings of a chat."""

    POLICY = "policy"  # who may order
    LISTED = "listed"  # a person on the list
    PAUSED = "paused"
    ANNOUNCEMENTS = "announcements"
    TOLD = "told"
    TOPIC = "topic"  # of announcements
    QUIET = "quiet"  # hours
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    CATEGORIES = "categories"  # all of them, or how many
    CATEGORY = "category"  # one of them, or a platform


EVERYWHERE = frozenset({Setting.ANNOUNCEMENTS, Setting.QUIET, Setting.LANGUAGE, Setting.TIME_ZONE})
"""A private chat has these, too; the others are for groups."""
