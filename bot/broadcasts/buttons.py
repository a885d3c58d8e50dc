"""What the buttons of broadcasts carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class BroadcastArea(Area):
    """What the buttons are about, with their arguments."""

    BROADCAST = "bc"  # broadcast id, BroadcastAction, value, digest of the preview
    NEWS = "n"  # 1: broadcasts are wanted, 0: no more


class BroadcastAction(StrEnum):
    """A button of a broadcast that is composed, or under way."""

    CONTENT = "c"  # asks for the message
    LINKS = "u"  # asks for the buttons
    KIND = "k"  # Kind
    LANGUAGE = "l"  # its code; empty: all
    DAYS = "d"  # 0: whenever
    SHOW = "s"
    SEND = "y"  # asks first
    SEND_SURE = "z"
    DISCARD = "x"
    PAUSE = "p"
    GO_ON = "g"
    STOP = "h"  # pauses, and asks
    STOP_SURE = "t"
