"""The buttons of wallets, and what owners are asked for."""

from enum import StrEnum

from bot.core.telegram.buttons import Area


class WalletArea(Area):
    """What the buttons are about, with their arguments."""

    WALLET = "wa"  # WalletAction, what it is about: the wallet of the chat itself
    OWNED = "wo"  # OwnedAction, chat id, what it is about: any wallet, for owners


class WalletAction(StrEnum):
    """What people do with the wallet of their chat."""

    SHOW = "s"  # page number
    STATEMENT = "d"
    FILE = "f"  # Format
    PICTURE = "p"
    TOP_UP = "t"  # 1: in place of the wallet; else in a message of its own: a form stays
    ASK_OWNERS = "a"
    LOW = "l"  # units below which the chat is told, 0 for never; none: which there are
    ASK_BACK = "b"  # to be paid out, before one is forgotten


class OwnedAction(StrEnum):
    """What owners do with a chat's wallet."""

    SHOW = "s"  # page number
    STATEMENT = "d"
    FILE = "f"  # Format
    PICTURE = "p"
    ASK = "i"  # WalletQuestion
    SURE = "y"  # the question's message id, digest of what was shown
    FREEZE = "z"  # 1 or 0
    MONEY = "m"  # chat id 0: all wallets
    CHECK = "c"  # chat id 0


class WalletQuestion(StrEnum):
    """What an owner is asked for, by the word of the question; about a chat.

    Once it is answered, the question is about the chat, the units and the reason.
    """

    CREDIT = "wallet_credit"
    DEBIT = "wallet_debit"
