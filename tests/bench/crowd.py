"""Many people at once, each waiting for the bot's answer before the next step."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.sandbox.telegram.model import Chat, Message, Person, Query
from bot.sandbox.telegram.world import World

PATIENCE_SECONDS = 60.0


@dataclass
class Member:
    """A person in their private chat, with the seconds that each answer took."""

    crowd: "Crowd"
    person: Person
    chat: Chat
    waits: list[float] = field(default_factory=list)

    async def say(self, text: str, answer: str) -> Message:
        """Write, and wait for a message of the bot with `answer` in it."""
        return await self._step(lambda: self.crowd.world.say(self.person, self.chat, text), answer)

    async def tap(self, message: Message, label: str, answer: str) -> Message:
        """Tap the button with `label` in its label, and wait for the answer."""
        return await self._step(lambda: self.press(message, label), answer)

    async def tap_and_go(self, message: Message, label: str) -> None:
        """Tap a button, and wait for no more than what Telegram shows of the tap itself."""
        began = time.perf_counter()
        query = self.press(message, label)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await query.answered.wait()
        self.waits.append(time.perf_counter() - began)

    def press(self, message: Message, label: str) -> Query:
        """Tap a button, and wait for nothing."""
        buttons = [button for row in message.buttons for button in row]
        data = next(button.data for button in buttons if label in button.label)
        return self.crowd.world.tap(self.person, message, data or "")

    async def _step(self, act: Callable[[], object], answer: str) -> Message:
        began = time.perf_counter()
        answered = self.crowd.expect(self.chat, answer)
        act()
        async with asyncio.timeout(PATIENCE_SECONDS):
            message = await answered
        self.waits.append(time.perf_counter() - began)
        return message


class Crowd:
    """Hands each person the messages that they wait for; one task looks at the events."""

    def __init__(self, world: World, size: int) -> None:
        self.world = world
        self._waiting: dict[int, tuple[str, asyncio.Future[Message]]] = {}
        people = [world.add_person(f"Person {number}") for number in range(size)]
        self.members = [Member(self, person, world.private_chat(person)) for person in people]

    def expect(self, chat: Chat, answer: str) -> "asyncio.Future[Message]":
        """Return what the bot's next message in a chat with `answer` in it will be."""
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[chat.id] = (answer, future)
        return future

    async def act(self, part: Callable[[Member], Awaitable[object]]) -> float:
        """Let everybody play their part at once; return the seconds it took."""
        self.forget()
        watching = asyncio.create_task(self._watch())
        began = time.perf_counter()
        try:
            await asyncio.gather(*(part(member) for member in self.members))
        finally:
            watching.cancel()
        return time.perf_counter() - began

    def forget(self) -> None:
        """Begin to measure anew."""
        for member in self.members:
            member.waits.clear()

    @property
    def waits(self) -> list[float]:
        """Return how long each answer took, in seconds, sorted."""
        return sorted(wait for member in self.members for wait in member.waits)

    async def _watch(self) -> None:
        events = self.world.events
        seen = len(events)
        while True:
            await self.world.wait_for_events(seen, PATIENCE_SECONDS)
            for event in events[seen:]:
                message = event.message
                if message is None or not message.from_bot:
                    continue
                answer, future = self._waiting.get(message.chat.id, ("", None))
                if future is not None and not future.done() and answer in message.text:
                    future.set_result(message)
            seen = len(events)
