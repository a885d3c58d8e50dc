"""What an owner does first with a new bot."""

from enum import StrEnum


class FirstStep(StrEnum):
    """Something that is done once; whether it is done is seen from what there is."""

    LET_IN = "let_in"  # a chat other than the owners' own
    HIDE = "hide"  # what is not sold
    THRESHOLD = "threshold"  # of the alert about a low balance
    CONTACT = "contact"  # at /support
    BACKUP = "backup"
    GROUP = "group"  # the bot is in one
