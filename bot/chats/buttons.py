"""What the buttons of the menu, settings, language, privacy and letting chats in carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class ChatArea(Area):
    """What the buttons are about, with their arguments."""

    MENU = "m"  # entry
    SETTINGS = "s"  # SettingsAction, and what it is about
    LANGUAGE = "g"  # language code
    PRIVACY = "pr"  # PrivacyAction
    ACCESS = "a"  # chat id, "yes" or "no"
    INTRODUCTION = "in"  # number of the card, from 0


class SettingsAction(StrEnum):
    """A button of the settings; values are absolute, a second tap is none."""

    OPEN = "o"  # SettingsPage, number of the page, argument
    SET = "c"  # Setting, value
    ASK = "t"  # Setting: its value is typed
    PUT_ON = "a"  # id of a person who may order then; 1: from the page that offers them
    TAKE_OFF = "r"  # id of a person on the list, number of the page
    CATEGORY = "k"  # category id, 1 or 0, number of the page
    PLATFORM = "p"  # id of one of its categories, 1 or 0, number of the page
    CLOSE = "x"


class SettingsPage(StrEnum):
    """A page of the settings."""

    MAIN = "m"
    ORDERING = "w"  # who may order
    PEOPLE = "l"  # the list
    ADD = "n"  # who may be put on it
    ANNOUNCEMENTS = "a"
    QUIET = "q"
    LANGUAGE = "g"
    ZONES = "z"  # number of the region, from 1; 0: the regions
    CATEGORIES = "c"  # by platform
    PLATFORM = "k"  # the categories of one, by its id
    LIMITS = "b"
    WEEKLY = "y"  # the summary of the week
    AUDIT = "h"


class PrivacyAction(StrEnum):
    """What a person wants of their data."""

    SHOW = "s"
    EXPORT = "e"
    FORGET = "f"  # asks first
    FORGET_SURE = "y"  # digest of the money that is lost with it
