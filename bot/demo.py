"""`python -m bot demo`: the real bot on a sandbox panel and a local Bot API, without a token.

Nothing here is a stand-in for the bot: `App` runs as it does in Telegram, on a database of its
own in a temporary folder; only the two services it talks to are local.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.app import App
from bot.config import Settings
from bot.sandbox.panel.orders import REFILL_WAIT_SECONDS
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Message, Person
from bot.sandbox.telegram.server import Playground

TOKEN = "1234567890:DEMO-token-of-the-local-bot-api-0000"  # noqa: S105 - known to nobody else
OWNER_ID = 1001
PLAY_SPEED = 10.0
"""How much faster than in the demo the played order is delivered."""
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Stage:
    """The running parts, and the people of the demo."""

    playground: Playground
    panel: SandboxPanel
    owner: Person
    group: Chat


@asynccontextmanager
async def stage(
    *, port: int = 0, speed: float = 1.0, outcomes: bool = True
) -> AsyncIterator[Stage]:
    """Start a sandbox panel, a local Bot API and the bot between them; stop them at the end."""
    panel = SandboxPanel(speed=speed, outcomes=outcomes)
    playground = Playground(token=TOKEN, port=port, flood_control=True)
    world = playground.world
    olivia = world.add_person("Olivia (owner)", username="olivia", id=OWNER_ID)
    boris = world.add_person("Борис", username="boris", language_code="ru")
    carmen = world.add_person("Carmen", username="carmen")
    group = world.add_group("Night shift", members=[olivia, boris, carmen], admins=[boris])
    await panel.start()
    await playground.start()
    try:
        with tempfile.TemporaryDirectory(prefix="bot-demo-") as folder:
            app = App(_settings(playground, panel, Path(folder)))
            async with running(app):
                await app.catalogue.searchable.wait()
                yield Stage(playground, panel, olivia, group)
    finally:
        await playground.stop()
        await panel.stop()


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Run the bot until the block ends; a bot that dies in between ends the block."""
    stop, started = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(app.run(stop, started=started))
        listening = tasks.create_task(started.wait())
        await asyncio.wait([serving, listening], return_when=asyncio.FIRST_COMPLETED)
        listening.cancel()
        try:
            yield
        finally:
            stop.set()


def _settings(playground: Playground, panel: SandboxPanel, folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": playground.api_url,
            "PROVIDER_API_URL": panel.url,
            "PROVIDER_API_KEY": "sandbox-key",
            "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
            "OWNER_IDS": str(OWNER_ID),
            "ACCESS": "open",
            "CATALOGUE_FILE": "",
            "POLL_SECONDS": "1",
            "PROVIDER_REFILL_HOURS": str(1.2 * REFILL_WAIT_SECONDS / 3600),
        }
    )


async def serve_demo(port: int, stop: asyncio.Event) -> None:
    """Serve the chat page until `stop` is set."""
    async with stage(port=port) as parts:
        _say(f"The bot is running. Talk to it: {parts.playground.page_url}")
        _say(f"Sandbox panel: {parts.panel.url}   (Ctrl-C ends the demo)")
        await stop.wait()


async def serve_panel(port: int, stop: asyncio.Event) -> None:
    """Serve the sandbox panel alone until `stop` is set."""
    panel = SandboxPanel(port=port, outcomes=True)
    await panel.start()
    _say(f"PROVIDER_API_URL={panel.url}")
    _say("PROVIDER_API_KEY=sandbox-key")
    try:
        await stop.wait()
    finally:
        await panel.stop()


async def play() -> bool:
    """Play one whole order, print the dialogue as it happens, and tell whether it succeeded."""
    async with stage(speed=PLAY_SPEED, outcomes=False) as parts:
        chat = ChatClient(
            parts.playground, parts.owner, parts.playground.world.private_chat(parts.owner)
        )
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await _play(Teller(chat, parts.owner.name))
        except (AssertionError, TimeoutError) as error:
            _say(f"✗ The order did not come through: {error}\n{chat.transcript()}")
            return False
    _say("✓ Ordered, delivered and pushed.")
    return True


@dataclass(frozen=True, slots=True)
class Teller:
    """A person whose words, taps and answers are printed."""

    chat: ChatClient
    name: str

    async def say(self, text: str, answer: str) -> None:
        """Say something, and print the answer that contains `answer`."""
        since = self.chat.mark()
        _say(f"\n{self.name}: {text}")
        await self.chat.say(text)
        self.show(await self.chat.wait_for(answer, since=since))

    async def tap(self, label: str, answer: str) -> None:
        """Tap a button, and print the message that contains `answer`."""
        since = self.chat.mark()
        _say(f"\n{self.name} taps [{label}]")
        said = await self.chat.tap(label)
        if said is not None and said.text:
            _say(f"Bot (notice): {said.text}")
        self.show(await self.chat.wait_for(answer, since=since))

    async def wait(self, text: str) -> None:
        """Wait for a push that contains `text`, and print it."""
        self.show(await self.chat.wait_for(text))

    @staticmethod
    def show(message: Message) -> None:
        """Print a message of the bot with its buttons."""
        _say("Bot: " + message.text.replace("\n", "\n     "))
        for row in message.buttons:
            _say("     " + " ".join(f"[{button.label}]" for button in row))


async def _play(teller: Teller) -> None:
    await teller.say("/start", "Hello")
    await teller.tap("New order", "Choose a platform")
    await teller.tap("Instagram", "Choose a category")
    await teller.tap(_first(teller), "Choose a service")
    await teller.tap(_first(teller), "per 1000")
    await teller.tap("Order", "link")
    await teller.say("https://www.instagram.com/example/", "quantity")
    await teller.tap("Min", "Total")
    await teller.tap("Confirm", "Number at the panel")
    await teller.wait("is completed")


def _first(teller: Teller) -> str:
    """Return the label of the first button of the newest message."""
    return teller.chat.bot_messages()[-1].buttons[0][0].label


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
