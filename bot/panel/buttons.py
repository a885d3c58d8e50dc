"""What the buttons of questions about the panel carry."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class PanelArea(Area):
    """What the buttons are about, with their arguments."""

    PANEL = "pn"  # panel id, PanelAction
    DEPOSIT = "pd"  # entry id, 1 or 0: it was added by an owner, the entry that is changed
    DEPOSITS = "pb"  # entry id, panel id; 0: all
    PANELS = "pp"  # PanelsAction, panel id


class PanelAction(StrEnum):
    """What an owner says of a panel whose address or key is another than before."""

    SAME = "s"
    OTHER = "o"  # asks first
    OTHER_SURE = "y"
    SHOW = "w"


class PanelsAction(StrEnum):
    """A page about panels, or something that is done with one; each names the panel."""

    LIST = "l"  # of all
    CARD = "c"
    PAUSE = "p"
    RESUME = "r"
    REMOVE = "d"  # asks first
    REMOVE_SURE = "e"  # digest of the question
    ASK_BALANCE = "b"
    NO_ALERT = "n"
    OPTIONS = "o"
    ASK = "q"  # PanelQuestion
    CONFIRM = "a"  # check id, in place of the panel
    CANCEL = "x"  # likewise


class PanelQuestion(StrEnum):
    """What an owner is asked for about a panel, by the word of the question."""

    NAME = "panel_name"  # panel id
    LOW_BALANCE = "panel_low"  # panel id
    OPTIONS = "panel_options"  # panel id
    RATE = "panel_rate"  # panel id
    ADDRESS = "panel_address"  # of the panel id; 0: of a new one
    KEY = "panel_key"  # check id


SECRET_QUESTIONS = frozenset({PanelQuestion.ADDRESS, PanelQuestion.KEY})
"""Of these the answers are written down nowhere but sealed."""
