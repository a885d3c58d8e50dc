"""What there is behind the local Bot API, and who is told when it changes: pages and the bot."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import Chat, Event, Message, Person, as_member


class State:
    """The chats, what was written in them, and the events that pages follow.

    Args:
        bot: the Bot API's User that the bot is.
        deliver: takes the updates (without their number).

    Attributes:
        privacy_mode: whether /setprivacy is on: groups keep to themselves what is not for the bot.
    """

    def __init__(self, bot: dict[str, Any], deliver: Callable[[dict[str, Any]], None]) -> None:
        self.bot = bot
        self.chats: dict[int, Chat] = {}
        self.events: list[Event] = []
        self.privacy_mode = True
        self.deliver = deliver
        self._wakes: set[asyncio.Event] = set()

    def write(
        self, chat: Chat, sender: Person | None, content: Formatted, **fields: Any
    ) -> Message:
        """Put a message into a chat."""
        message = Message(chat, next(chat.numbers), sender, int(time.time()), content, **fields)
        chat.messages[message.message_id] = message
        self.record_event("message", chat, message)
        return message

    def record_event(self, kind: str, chat: Chat | None, message: Message | None = None) -> None:
        """Remember that something happened, and wake who waits for it."""
        event = Event(len(self.events) + 1, kind, chat, message)
        self.events.append(event)
        if message is not None:
            message.changed_at = event.seq
        for wake in self._wakes:
            wake.set()

    async def wait_for_events(self, after: int, seconds: float) -> bool:
        """Wait until there are events after a number; `False` if the time ran out."""
        wake = asyncio.Event()
        self._wakes.add(wake)
        try:
            if len(self.events) > after:
                return True
            async with asyncio.timeout(seconds):
                await wake.wait()
        except TimeoutError:
            return False
        finally:
            self._wakes.discard(wake)
        return True

    def deliver_message(self, message: Message, kind: str = "message") -> None:
        """Let the bot hear a message, as far as privacy mode lets it.

        Args:
            kind: of the update: `message` or `edited_message`.
        """
        if self._hears(message):
            self.deliver({kind: as_message(message, self.bot)})

    def _hears(self, message: Message) -> bool:
        chat = message.chat
        if chat.type == "private" or chat.bot_is_admin:
            return True
        if not chat.has_bot:
            return False
        if not self.privacy_mode:
            return True
        replied = chat.messages.get(message.reply_to or 0)
        if message.via_bot or (replied is not None and replied.from_bot):
            return True
        first = message.text.split(maxsplit=1)[0] if message.text.strip() else ""
        if not first.startswith("/"):
            return False
        _, at, addressee = first.partition("@")
        return not at or addressee.lower() == str(self.bot["username"]).lower()

    def deliver_membership(
        self,
        chat: Chat,
        by: Person | dict[str, Any],
        *,
        change: tuple[str, str],
        of: Person | None = None,
    ) -> None:
        """Let the bot hear that somebody's status in a chat has changed.

        Args:
            by: who has changed it.
            change: the status before and after.
            of: whose status; the bot's own if not given.
        """
        user = of.as_user() if of else self.bot
        before, after = change
        changed = {
            "chat": chat.as_chat(),
            "from": by.as_user() if isinstance(by, Person) else by,
            "date": int(time.time()),
            "old_chat_member": as_member(user, before),
            "new_chat_member": as_member(user, after),
        }
        self.deliver({"chat_member" if of else "my_chat_member": changed})
