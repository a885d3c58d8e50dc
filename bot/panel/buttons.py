"""The buttons of questions about the panel."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class PanelArea(Area):
    """What the buttons are about, with their arguments."""

    PANEL = "pn"  # panel id, PanelAction


class PanelAction(StrEnum):
    """What an owner says of a panel whose address or key is another than before."""

    SAME = "s"
    OTHER = "o"  # asks first
    OTHER_SURE = "y"
    SHOW = "w"
