"""The one list of handlers, in the order in which PTB asks them.

Groups: -2 sees what needs no visit, -1 is the gate, 0 are the features, 1 knows what was handled.
At most one handler of a group serves an update; the gate ends what is not to be served.
"""

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, MessageHandler, TypeHandler, filters

from bot.core.access import gate
from bot.core.feature import Features
from bot.core.telegram.command import Command
from bot.core.telegram.context import BotApplication
from bot.core.telegram.replies import Replies

ALLOWED_UPDATES = (
    *("message", "callback_query", "inline_query", "my_chat_member", "chat_member"),
    "pre_checkout_query",
)


class _Picked(filters.MessageFilter):
    """What was picked of the bot's own offers in inline mode: its text is the bot's."""

    def filter(self, message: Message) -> bool:
        """Return whether a message came by way of this bot."""
        return message.via_bot is not None and message.via_bot.id == message.get_bot().id


# Edited messages are no new orders: "100" corrected to "1000" was answered already.
_SAID = filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL & ~_Picked()


def register(application: BotApplication, features: Features) -> None:
    """Add every handler; nothing is registered from elsewhere."""
    for group, handler in features.updates:
        application.add_handler(handler, group)
    application.add_handler(TypeHandler(Update, gate.gate), -1)
    for name, handle in {it.name: it.handler for it in features.commands}.items():
        application.add_handler(Command(name, handle))
    for area, tapped in features.buttons.items():
        application.add_handler(CallbackQueryHandler(tapped, pattern=f"^{area.value}(:|$)"))
    application.add_handler(CallbackQueryHandler(gate.unknown_tap))
    application.add_handler(Command(None, gate.unknown_command))
    application.add_handler(MessageHandler(_SAID, Replies(features.replies).sent))
