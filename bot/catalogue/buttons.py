"""What the buttons of overrides of the catalogue, and of merged services, carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class CatalogueArea(Area):
    """What the buttons are about, with their arguments."""

    OVERRIDE = "sh"  # OverrideAction, Kind, id, value
    MERGING = "me"  # MergeAction, service, another one, what it is about


class OverrideAction(StrEnum):
    """What an owner wants of a category or service; values are absolute, a second tap is none."""

    OPEN = "n"  # send its editor as a message of its own
    SHOW = "w"  # the same, in this message
    HIDE = "h"  # 1 or 0
    PIN = "p"  # 1 or 0
    PLACE = "o"  # from 1
    RENAME = "e"  # asks for the name
    ASK_PLACE = "a"
    RESET = "r"  # as the file and the panel have it
    HIDDEN = "l"  # list what is hidden: a page of it, or anew
    BELIEVE = "y"  # take the panel's short list for what it is


class MergeAction(StrEnum):
    """A page about services of several panels that are sold as one, or what is done with them."""

    SHOW = "s"  # service
    PREFER = "p"  # service, Preference
    FIRST = "f"  # service, source
    PART = "d"  # service, source: asks first
    PART_SURE = "e"  # service, source, digest of the question
    AS_IT_IS = "k"  # service, source, digest of what it is called
    ADD = "a"  # service: what could be the same
    ASK_ID = "i"  # service: asks for the ID of the same one
    COMPARE = "c"  # service, another one, page of the suggestions; empty: of this service
    MERGE = "m"  # service, another one, digest of both, page as above
    SUGGESTIONS = "l"  # page
