"""What the buttons of questions about the panel carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class PanelArea(Area):
    """What the buttons are about, with their arguments."""

    PANEL = "pn"  # panel id, PanelAction
    DEPOSIT = "pd"  # movement id, 1 or 0: it was added by an owner, the entry that is changed
    DEPOSITS = "pb"  # movement id; 0: all


class PanelAction(StrEnum):
    """What an owner says of a panel whose address or key is another than before."""

    SAME = "s"
    OTHER = "o"  # asks first
    OTHER_SURE = "y"
    SHOW = "w"
