"""What the buttons of limits and approvals carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class SpendingArea(Area):
    """What the buttons are about, with their arguments."""

    APPROVAL = "ap"  # approval id, "yes" or "no", digest of the card
    LIMIT = "li"  # Period, an amount or LimitAction; without any: all limits


class LimitAction(StrEnum):
    """What is done about a limit when no amount is offered for it."""

    NONE = "off"
    ASK = "ask"
