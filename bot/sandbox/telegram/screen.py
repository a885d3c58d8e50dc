"""What a person sees of a chat, for tests and for the played demo."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.sandbox.telegram.model import Button, Chat, Message
from bot.sandbox.telegram.world import World

ANSWER_SECONDS = 10.0
T = TypeVar("T")


class NotSeenError(AssertionError):
    """What was expected on the screen is not there; the message shows what is."""


class Screen:
    """One chat, or one topic of it."""

    def __init__(self, world: World, chat: Chat, thread_id: int | None = None) -> None:
        self.chat = chat
        self._world = world
        self._thread_id = thread_id

    async def wait_for(
        self,
        text: str | Callable[[Message], bool],
        *,
        timeout: float = ANSWER_SECONDS,  # noqa: ASYNC109 - part of what it promises
        since: int | None = None,
    ) -> Message:
        """Wait for a message of the bot, and return the newest that fits.

        Args:
            text: a part of its text, or a test.
            since: an event's number (`mark()`): only what was written or edited after it.

        Raises:
            NotSeenError: it did not come in time.
        """

        def find() -> Message | None:
            for message in reversed(self.bot_messages()):
                fits = text in message.text if isinstance(text, str) else text(message)
                if fits and message.changed_at > (since or 0):
                    return message
            return None

        return await self.wait_until(find, f"{text!r} was not seen", timeout)

    async def wait_until(
        self, find: Callable[[], T | None], missing: str, seconds: float = ANSWER_SECONDS
    ) -> T:
        """Return what `find` finds, looking again whenever something has changed.

        Raises:
            NotSeenError: it has not found anything in time; `missing` says what.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            mark, found = self.mark(), find()
            if found is not None:
                return found
            left = deadline - loop.time()
            if left <= 0 or not await self._world.wait_for_events(mark, left):
                raise NotSeenError(f"{missing}\n{self.transcript()}")

    def mark(self) -> int:
        """Return the number of the newest event."""
        return len(self._world.events)

    def bot_messages(self) -> list[Message]:
        """Return what the bot has written here and not deleted, oldest first."""
        return [message for message in self._messages() if message.from_bot]

    def transcript(self) -> str:
        """Return the chat as plain text."""
        lines = []
        for message in self._messages():
            name = message.sender.name if message.sender else "Bot"
            lines.append(f"{name}: {message.text}")
            lines.extend(
                "   " + " ".join(f"[{button.label}]" for button in row) for row in message.buttons
            )
        return "\n".join(lines)

    def _messages(self) -> list[Message]:
        return [
            message
            for message in self.chat.messages.values()
            if not message.deleted and self._thread_id in {None, message.thread_id}
        ]


def data_of(message: Message, label: str) -> str | None:
    """Return the callback data of a button, if there is such a button."""
    found = button_of(message, label, lambda button: button.data is not None)
    return found.data if found else None


def button_of(message: Message, label: str, fits: Callable[[Button], bool]) -> Button | None:
    """Return a button with this very label or data, else one with this in its label."""
    buttons = [button for row in message.buttons for button in row if fits(button)]
    for button in buttons:
        if label in {button.label, button.data}:
            return button
    return next((button for button in buttons if label in button.label), None)
