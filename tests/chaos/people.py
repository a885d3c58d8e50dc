"""People who order all the time, whatever happens to the bot."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message, Query
from bot.sandbox.telegram.screen import NotSeenError
from tests.ordering import number_of

PATIENCE_SECONDS = 90.0
"""How long a person waits for an answer before it counts as none: longer than any lease."""
AGREE = 0.7
"""Of the people whose order would be another one now."""
PAYS_SELF = 0.3
"""Of what is ordered in a group."""
_OWN_WALLET = "Pay from my own wallet"
LINES_SHOWN = 12
"""Of a chat in which an answer was missed."""
TAPS_SHOWN = 4
CHECK_SECONDS = 2.0
ACTS_AT_ONCE, ACTS_SPAN = 30, 10.0
"""So many messages and taps of a person in so many seconds."""
_LEFT_BEHIND = "This button is out of date."


@dataclass(frozen=True)
class Ware:
    """What people order: words of the button of its category, and of its name."""

    category: str
    name: str


FOLLOWERS = Ware("Followers", "[Real]")
"""The first service of the first panel."""


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
    unpaid: set[str] = field(default_factory=set)
    """Links of what was not ordered since the wallet had too little."""


class Pace:
    """How fast a person is, in all their chats: quick, but nobody whom the bot stops listening to.

    See `bot/core/access/floods.py`.
    """

    def __init__(self) -> None:
        self._acts: deque[float] = deque(maxlen=ACTS_AT_ONCE)

    async def wait(self) -> None:
        """Wait until they may write or tap once more."""
        now = asyncio.get_running_loop().time()
        if len(self._acts) == ACTS_AT_ONCE:
            await asyncio.sleep(max(0.0, self._acts[0] + ACTS_SPAN - now))
        self._acts.append(asyncio.get_running_loop().time())


class Orderer:
    """One person in one chat, who fills one form after the other.

    Args:
        pace: the person's.
        waiting: returns what the bot has still to do in the chat.
        wares: what they order, one at a time.
    """

    def __init__(
        self,
        chat: ChatClient,
        name: str,
        draw: random.Random,
        waiting: Callable[[], Awaitable[list[str]]],
        pace: Pace,
        wares: Sequence[Ware] = (FOLLOWERS,),
    ) -> None:
        self.diary = Diary()
        self._pace = pace
        self.chat = chat
        self._name = name
        self._draw = draw
        self._waiting = waiting
        self._wares = wares
        self._number = 0
        self._said_at = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Order until `stop` is set; an order begun is ordered to its end."""
        while not stop.is_set():
            self._number += 1
            link = f"https://www.instagram.com/{self._name}{self._number}z/"
            try:
                await self._answer_questions()
                await self._order(link)
            except NotSeenError as error:
                words, *chat = str(error).splitlines()
                shown = [words, *chat[-LINES_SHOWN:], *self._last_taps()]
                seen = "\n".join([*shown, *await self._waiting()])
                fits = partial(_is_of_order, link) if link in self.diary.shown else None
                self.diary.missed.append(Missed(self.chat, fits, seen))
            await asyncio.sleep(self._draw.uniform(0, 3))

    def _last_taps(self) -> list[str]:
        """Return the last buttons that were tapped here, and what the bot has answered."""
        return [
            f"   tapped in {query.message.message_id}: {query.data} -> {query.answer}"
            for query in self.chat.queries()[-TAPS_SHOWN:]
        ]

    async def _order(self, link: str) -> None:
        ware, since = self._draw.choice(self._wares), self.chat.mark()
        await self._say("/order", "Choose a platform", since)
        listed = await self._tap("Instagram", "Choose a category", since)
        listed = await self._tap(ware.category, "Choose a service", since, message=listed)
        # In the list that was read: after a kill a form may stand there twice for a while.
        await self._tap(number_of(listed, ware.name), "ID ", since, message=listed)
        await self._tap("🛒 Order", "link", since)
        await self._say(link, "quantity", since)
        quantity = str(self._draw.randrange(1, 10) * 100)
        summary = await self._say(quantity, partial(_is_summary, link), since)
        summary = await self._choose_payer(link, summary)
        while not _is_of_order(link, summary):  # else the price, say, is another: asked again
            if _lacks_money(summary):
                self.diary.unpaid.add(link)
                return
            since = self.chat.mark()
            for _ in range(self._draw.choice((1, 1, 2, 3))):  # impatient people tap twice
                await self._confirm(link)
            answers = partial(_answers_confirm, link)
            summary = await self._seen(answers, since, again=partial(self._confirm, link))

    async def _choose_payer(self, link: str, summary: Message) -> Message:
        """Pay from the own wallet now and then, where there is another one to choose."""
        labels = [button.label for row in summary.buttons for button in row]
        if _OWN_WALLET not in " ".join(labels) or self._draw.random() > PAYS_SELF:
            return summary
        return await self._tap(
            _OWN_WALLET,
            lambda it: _is_summary(link, it) and "own wallet" in it.text,
            self.chat.mark(),
            message=summary,
        )

    async def _confirm(self, link: str) -> None:
        """Tap Confirm where it stands lowest in the chat, if it still does, after reading."""
        await self._pace.wait()
        found = self._newest_with("Confirm", link)
        if found is not None:
            self.diary.shown.setdefault(link, []).append(found.text)
            await self.chat.tap("Confirm", message=found, wait=False)

    async def _answer_questions(self) -> None:
        """Decide about orders that were not sent since their service had changed meanwhile."""
        for message in self.chat.bot_messages():
            link = next((it for it in self.diary.shown if names(message, it)), None)
            if link is None or "was not sent" not in message.text or not message.buttons:
                continue
            agrees = self._draw.random() < AGREE
            if agrees:
                self.diary.shown[link].append(message.text)
            data = message.buttons[-2 if agrees else -1][0].data or ""
            await self._pace.wait()
            # The answer may be as late as any other here: the records tell whether it came.
            await self.chat.press(message, data, wait=False)

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
        await self._pace.wait()
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
        """Tap a button, and wait for what it leads to."""
        await self._pace.wait()
        await self.chat.tap(button, message=message, wait=False)
        return await self._seen(answer, since, again=partial(self._tap_newest, button))

    async def _seen(
        self,
        answer: str | Callable[[Message], bool],
        since: int,
        again: Callable[[], Awaitable[None]],
    ) -> Message:
        """Wait for an answer to a tap; in a copy that the bot has left behind, tap once more."""
        shown = self.chat.wait_for(answer, timeout=PATIENCE_SECONDS, since=since)
        waiting = asyncio.create_task(shown)
        while not waiting.done():
            await asyncio.wait([waiting], timeout=CHECK_SECONDS)
            if not waiting.done() and _is_left_behind(self.chat.queries()[-1]):
                await again()
        return await waiting

    async def _tap_newest(self, button: str) -> None:
        found = self._newest_with(button)
        if found is not None:
            await self._pace.wait()
            await self.chat.tap(button, message=found, wait=False)

    def _newest_with(self, button: str, link: str = "") -> Message | None:
        """Return the lowest message with a button, and a link, whose button is not out of date."""
        left = {(it.message, it.data) for it in self.chat.queries() if _is_left_behind(it)}
        return next(
            (
                message
                for message in reversed(self.chat.bot_messages())
                if names(message, link)
                for row in message.buttons
                for each in row
                if button in each.label and (message, each.data) not in left
            ),
            None,
        )


def _is_left_behind(tapped: Query) -> bool:
    """Return whether a tap was answered that its button is out of date."""
    return tapped.answer is not None and tapped.answer.text == _LEFT_BEHIND


def names(message: Message, link: str) -> bool:
    """Return whether a message is about a link, which cards show without what all begin with."""
    return link.removeprefix("https://www.").removesuffix("/") in message.text


def _is_of_order(link: str, message: Message) -> bool:
    """Return whether a message is about the order for `link`, which nobody else orders for."""
    return "#" in message.text.partition("\n")[0] and names(message, link)


def _is_summary(link: str, message: Message) -> bool:
    """Return whether a message shows what would be ordered for `link`, and nothing else."""
    return "Your order" in message.text and names(message, link)


def _answers_confirm(link: str, message: Message) -> bool:
    """Return whether a message shows the order for `link`, or asks again since it changed."""
    asked_again = "Changed since" in message.text or _lacks_money(message)
    return (asked_again and names(message, link)) or _is_of_order(link, message)


def _lacks_money(message: Message) -> bool:
    """Return whether a message says that a wallet cannot pay what it shows."""
    return "missing in the wallet" in message.text or "not enough in your own" in message.text
