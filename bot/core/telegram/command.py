"""Commands, wherever Telegram lets them be written: in a text, or in the caption of a file."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import Application, BaseHandler

from bot.core.telegram.context import Context
from bot.core.telegram.message_text import COMMAND, text_of


class Command(BaseHandler[Update, Context, None]):
    """Has a callback run for a command; what follows it is in `context.args`.

    PTB's own looks at texts only, and at edited ones, too. Marks that nobody sees may stand
    before the slash.

    Args:
        name: of the command; `None`: any, also one of another bot.
    """

    def __init__(
        self, name: str | None, callback: Callable[[Update, Context], Coroutine[Any, Any, None]]
    ) -> None:
        super().__init__(callback)
        self._name = name

    def check_update(self, update: object) -> list[str] | None:
        """Return the words after the command; `None` if it is not this one."""
        if not isinstance(update, Update) or update.message is None:
            return None
        text = text_of(update.message)
        found = COMMAND.match(text)
        if found is None:
            return None
        to_us = (found["bot"] or "").lower() in {"", str(update.get_bot().username).lower()}
        is_it = self._name is None or (to_us and found["name"].lower() == self._name)
        return text.split()[1:] if is_it else None

    def collect_additional_context(
        self,
        context: Context,
        update: Update,
        application: Application[Any, Context, Any, Any, Any, Any],
        check_result: object,
    ) -> None:
        """Give the callback the words."""
        del update, application
        context.args = check_result if isinstance(check_result, list) else None
