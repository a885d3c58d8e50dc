"""What the buttons of overrides of the catalogue carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class CatalogueArea(Area):
    """What the buttons are about, with their arguments."""

    OVERRIDE = "sh"  # OverrideAction, Kind, id, value


class OverrideAction(StrEnum):
    """What an owner wants of a category or service; values are absolute, a second tap is none."""

    OPEN = "n"  # send its editor as a message of its own
    HIDE = "h"  # 1 or 0
    PIN = "p"  # 1 or 0
    PLACE = "o"  # from 1
    RENAME = "e"  # asks for the name
    ASK_PLACE = "a"
    RESET = "r"  # as the file and the panel have it
    HIDDEN = "l"  # list what is hidden: a page of it, or anew
    BELIEVE = "y"  # take the panel's short list for what it is
