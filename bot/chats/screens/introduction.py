"""How the bot works, in three short cards below the first greeting."""

from markupsafe import Markup

from bot.chats.buttons import ChatArea
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, button

CARDS = (
    N_(
        "<b>1. Order</b>\nSend me a link or a few words, or tap “New order”. I show the services "
        "that fit, with their prices."
    ),
    N_(
        "<b>2. Confirm</b>\nBefore anything is ordered you see a summary with the total price. "
        "Nothing is bought until you confirm."
    ),
    N_(
        "<b>3. Follow</b>\nI tell you when an order is done. “Orders” lists all of them: there "
        "you can refill, cancel, and order again."
    ),
)
_IN_GROUP = N_(
    "/order opens a form that only you can use. Answer my questions by replying to them. I tell "
    "the group when an order is done."
)
DONE = len(CARDS)
"""The number after the last card: there is nothing more to say."""


def card(actor: Actor, number: int) -> Markup:
    """Say a part of it, as a quotation; in a group what is different there, at once."""
    t = actor.t
    if actor.is_group:
        return Markup("\n<blockquote>{}</blockquote>").format(t(_IN_GROUP))
    return Markup("\n<blockquote>{}</blockquote>").format(t(CARDS[number]))


def row(t: Translator, number: int) -> Row:
    """Return the buttons that lead on."""
    last = button(t.plain("👍 Got it"), pack(ChatArea.INTRODUCTION, DONE))
    if number == DONE - 1:
        return [last]
    label = t.plain("Next · {number} of {total}", number=number + 2, total=DONE)
    return [
        button(t.plain("Skip"), pack(ChatArea.INTRODUCTION, DONE)),
        button(label, pack(ChatArea.INTRODUCTION, number + 1)),
    ]
