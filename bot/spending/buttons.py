"""The buttons of approvals."""

from bot.core.telegram.buttons import Area


class SpendingArea(Area):
    """What the buttons are about, with their arguments."""

    APPROVAL = "ap"  # approval id, "yes" or "no", digest of the card
