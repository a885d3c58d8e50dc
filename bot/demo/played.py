"""One whole order, played and printed."""

import asyncio
from dataclasses import dataclass

from bot.demo.lines import say
from bot.demo.stage import stage
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message

PLAY_SPEED = 10.0
"""How much faster than in the demo the played order is delivered."""
PATIENCE_SECONDS = 30.0


async def play() -> bool:
    """Play one whole order, print the dialogue as it happens, and tell whether it succeeded."""
    async with stage(speed=PLAY_SPEED, outcomes=False) as parts:
        chat = ChatClient(
            parts.playground, parts.owner, parts.playground.world.private_chat(parts.owner)
        )
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await _play(Narrator(chat, parts.owner.name))
        except (AssertionError, TimeoutError) as error:
            say(f"✗ The order did not come through: {error}\n{chat.transcript()}")
            return False
    say("✓ Ordered, delivered and pushed.")
    return True


@dataclass(frozen=True, slots=True)
class Narrator:
    """A person whose words, taps and answers are printed."""

    chat: ChatClient
    name: str

    async def say(self, text: str, answer: str) -> None:
        """Say something, and print the answer that contains `answer`."""
        since = self.chat.mark()
        say(f"\n{self.name}: {text}")
        await self.chat.say(text)
        self.show(await self.chat.wait_for(answer, since=since))

    async def tap(self, label: str, answer: str) -> None:
        """Tap a button, and print the message that contains `answer`."""
        since = self.chat.mark()
        say(f"\n{self.name} taps [{label}]")
        said = await self.chat.tap(label)
        if said is not None and said.text:
            say(f"Bot (notice): {said.text}")
        self.show(await self.chat.wait_for(answer, since=since))

    async def wait(self, text: str) -> None:
        """Wait for a push that contains `text`, and print it."""
        self.show(await self.chat.wait_for(text))

    @staticmethod
    def show(message: Message) -> None:
        """Print a message of the bot with its buttons."""
        say("Bot: " + message.text.replace("\n", "\n     "))
        for row in message.buttons:
            say("     " + " ".join(f"[{button.label}]" for button in row))


async def _play(narrator: Narrator) -> None:
    await narrator.say("/start", "Hello")
    await narrator.tap("New order", "Choose a platform")
    await narrator.tap("Instagram", "Choose a category")
    await narrator.tap(_first(narrator), "Choose a service")
    await narrator.tap(_first(narrator), "per 1000")
    await narrator.tap("Order", "link")
    await narrator.say("https://www.instagram.com/example/", "quantity")
    await narrator.tap("Min", "Total")
    await narrator.tap("Confirm", "Number at the panel")
    await narrator.wait("is completed")


def _first(narrator: Narrator) -> str:
    """Return the label of the first button of the newest message."""
    return narrator.chat.bot_messages()[-1].buttons[0][0].label
