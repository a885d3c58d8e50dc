"""People who order all the time, whatever happens to the bot."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from bot.sandbox.telegram.client import ChatClient, NotSeenError
from bot.sandbox.telegram.model import Message
from tests.ordering import number_of

PATIENCE_SECONDS = 90.0
"""How long a person waits for an answer before it counts as none: longer than any lease."""
AGREE = 0.7
"""Of the people whose order would be another one now."""
LINES_SHOWN = 12
"""Of a chat in which an answer was missed."""


@dataclass(frozen=True)
class Missed:
    """An answer that did not come in time.

    Attributes:
        fits: knows it among the bot's messages, if it can be told from others.
        seen: what the chat looked like, and what the bot had still to do in it.
    """

    chat: ChatClient
    fits: Callable[[Message], bool] | None
    seen: str

    @property
    def came_late(self) -> bool:
        """Return whether it is there by now."""
        return self.fits is not None and any(map(self.fits, self.chat.bot_messages()))


@dataclass
class Diary:
    """What a person has done, and what was not answered in time."""

    shown: dict[str, list[str]] = field(default_factory=dict)
    """By link what stood above each Confirm that was tapped."""
    missed: list[Missed] = field(default_factory=list)


class Orderer:
    """One person in one chat, who fills one form after the other.

    Args:
        waiting: returns what the bot has still to do in the chat.
    """

    def __init__(
        self,
        chat: ChatClient,
        name: str,
        draw: random.Random,
        waiting: Callable[[], Awaitable[list[str]]],
    ) -> None:
        self.diary = Diary()
        self.chat = chat
        self._name = name
        self._draw = draw
        self._waiting = waiting
        self._number = 0
        self._said_at = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Order until `stop` is set; an order begun is ordered to its end."""
        while not stop.is_set():
            self._number += 1
            link = f"https://www.instagram.com/{self._name}{self._number}/"
            try:
                await self._answer_questions()
                await self._order(link)
            except NotSeenError as error:
                words, *chat = str(error).splitlines()
                seen = "\n".join([words, *chat[-LINES_SHOWN:], *await self._waiting()])
                fits = partial(_is_of_order, link) if link in self.diary.shown else None
                self.diary.missed.append(Missed(self.chat, fits, seen))
            await asyncio.sleep(self._draw.uniform(0, 3))

    async def _order(self, link: str) -> None:
        since = self.chat.mark()
        await self._say("/order", "Choose a platform", since)
        await self._tap("Instagram", "Choose a category", since)
        listed = await self._tap("Followers", "Choose a service", since)
        # In the list that was read: after a kill a form may stand there twice for a while.
        await self._tap(number_of(listed, "[Real]"), "ID ", since, message=listed)
        await self._tap("🛒 Order", "link", since)
        await self._say(link, "quantity", since)
        quantity = str(self._draw.randrange(1, 10) * 100)
        summary = await self._say(quantity, partial(_is_summary, link), since)
        while not _is_of_order(link, summary):  # else the price, say, is another: asked again
            since = self.chat.mark()
            for _ in range(self._draw.choice((1, 1, 2, 3))):  # impatient people tap twice
                await self._confirm(link)
            summary = await self.chat.wait_for(
                partial(_answers_confirm, link), timeout=PATIENCE_SECONDS, since=since
            )

    async def _confirm(self, link: str) -> None:
        """Tap Confirm where it stands lowest in the chat, if it still does, after reading."""
        for message in reversed(self.chat.bot_messages()):
            if any("Confirm" in button.label for row in message.buttons for button in row):
                self.diary.shown.setdefault(link, []).append(message.text)
                await self.chat.tap("Confirm", message=message, wait=False)
                return

    async def _answer_questions(self) -> None:
        """Decide about orders that were not sent since their service had changed meanwhile."""
        for message in self.chat.bot_messages():
            link = next((it for it in self.diary.shown if it in message.text), None)
            if link is None or "was not sent" not in message.text or not message.buttons:
                continue
            agrees = self._draw.random() < AGREE
            if agrees:
                self.diary.shown[link].append(message.text)
            await self.chat.press(message, message.buttons[-2 if agrees else -1][0].data or "")

    async def _say(
        self, words: str, answer: str | Callable[[Message], bool], since: int
    ) -> Message:
        asked = None
        if self.chat.chat.id < 0 and not words.startswith("/"):  # a group: only replies count
            asked = await self.chat.wait_for(
                lambda message: "reply here" in message.text,
                timeout=PATIENCE_SECONDS,
                since=max(since, self._said_at),
            )
        self._said_at = self.chat.mark()
        await self.chat.say(words, reply_to=asked)
        return await self.chat.wait_for(answer, timeout=PATIENCE_SECONDS, since=since)

    async def _tap(
        self,
        button: str,
        answer: str | Callable[[Message], bool],
        since: int,
        message: Message | None = None,
    ) -> Message:
        await self.chat.tap(button, message=message, wait=False)
        return await self.chat.wait_for(answer, timeout=PATIENCE_SECONDS, since=since)


def _is_of_order(link: str, message: Message) -> bool:
    """Return whether a message is about the order for `link`, which nobody else orders for."""
    return "#" in message.text.partition("\n")[0] and link in message.text


def _is_summary(link: str, message: Message) -> bool:
    """Return whether a message shows what would be ordered for `link`, and nothing else."""
    return "Your order" in message.text and link in message.text


def _answers_confirm(link: str, message: Message) -> bool:
    """Return whether a message shows the order for `link`, or asks again since it changed."""
    changed = "Changed since" in message.text and link in message.text
    return changed or _is_of_order(link, message)
