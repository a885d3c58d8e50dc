"""The buttons of vouchers, and what people are asked for."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class VoucherArea(Area):
    """What the buttons are about, with their arguments."""

    REDEEM = "vr"  # asks for a code
    OWNED = "vo"  # OwnedAction, batch id, what it is about: for owners


class OwnedAction(StrEnum):
    """What owners do about batches."""

    HOME = "h"  # page number
    NEW = "n"
    SHOW = "s"  # batch id
    EDIT = "e"  # batch id, OwnedQuestion
    SOLD = "k"  # batch id, 1 or 0
    MAKE = "m"  # batch id, digest of what was shown
    STOP = "x"  # batch id, 1 or 0
    DROP = "d"  # batch id: one that was never made


class CodeQuestion(StrEnum):
    """What a person is asked for."""

    CODE = "voucher_code"


class OwnedQuestion(StrEnum):
    """What an owner is asked for about a batch."""

    AMOUNT = "voucher_amount"
    COUNT = "voucher_count"
    USES = "voucher_uses"
    DAYS = "voucher_days"
    NOTE = "voucher_note"
