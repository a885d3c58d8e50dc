"""The demo's people and servers, and the bot between them."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.app import App, utc_now
from bot.config import Settings
from bot.core.access.roles import ChatAccess
from bot.core.access.store import chats
from bot.core.access.tables import Chat as KnownChat
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.languages import Catalogues
from bot.demo.process import BotProcess
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.panel.orders import REFILL_WAIT_SECONDS
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.model import Chat, Person
from bot.sandbox.telegram.server import Playground
from bot.sandbox.telegram.world import World

TOKEN = "1234567890:DEMO-token-of-the-local-bot-api-0000"  # noqa: S105 - known to nobody else
OWNER_ID = 1001
NEWCOMER = "Not let in yet"
POSTS = (
    "Live music on the terrace, every Friday from eight 🎷",
    "The kitchen in twenty seconds: https://www.instagram.com/reel/C9dLmXvOqPt/",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """The running parts, and the people of the demo."""

    playground: Playground
    panel: SandboxPanel
    owner: Person
    group: Chat


@asynccontextmanager
async def stage(
    *, port: int = 0, speed: float = 1.0, outcomes: bool = True, apart: bool = False
) -> AsyncIterator[Stage]:
    """Start a sandbox panel, a local Bot API and the bot between them; stop them at the end.

    Args:
        apart: the bot is a process of its own, which the page can kill.
    """
    panel = SandboxPanel(speed=speed, outcomes=outcomes)
    backstage = Backstage(panel)
    playground = Playground(token=TOKEN, port=port, flood_control=True, backstage=backstage)
    owner, group = _populate(playground.world)
    await panel.start()
    await playground.start()
    try:
        with tempfile.TemporaryDirectory(prefix="bot-demo-") as folder:
            settings = _settings(playground, panel, Path(folder))
            database = Database(settings["DATABASE_URL"])
            await _let_in(playground.world, database)
            playground.world.on_language = partial(_remember_language, database)
            way = _apart if apart else _within
            async with way(settings, Path(folder), playground, backstage):
                yield Stage(playground, panel, owner, group)
            await database.close()
    finally:
        await playground.stop()
        await panel.stop()


@asynccontextmanager
async def _within(
    settings: dict[str, str], _: Path, __: Playground, ___: Backstage
) -> AsyncIterator[None]:
    app = App(Settings.model_validate(settings))
    async with running(app):
        await app.catalogue.searchable.wait()
        yield


@asynccontextmanager
async def _apart(
    settings: dict[str, str], folder: Path, playground: Playground, backstage: Backstage
) -> AsyncIterator[None]:
    bot = BotProcess(settings, folder, playground.updates, backstage)
    async with bot.running():
        yield


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


def _populate(world: World) -> tuple[Person, Chat]:
    """Add the people, their group and a channel; return the owner and the group."""
    olivia = world.add_person("Olivia", username="olivia", id=OWNER_ID, about="Owner")
    carmen = world.add_person("Carmen", username="carmen", about="Customer")
    boris = world.add_person(
        "Борис", username="boris", language_code="ru", about="Administrator of the group"
    )
    diego = world.add_person("Diego", username="diego", language_code="es", about=NEWCOMER)
    group = world.add_group("Night shift", members=[olivia, carmen, boris], admins=[boris])
    channel = world.add_channel(
        "Harbour Café", username="harbourcafe", readers=[olivia, carmen, boris, diego]
    )
    for text in POSTS:
        world.post_as_channel(channel, text)
    return olivia, group


async def _let_in(world: World, database: Database) -> None:
    """Let in all but whom the owner is to decide about, as if that had been done earlier."""
    await migrate(database)
    async with database.begin() as session:
        for chat in world.chats.values():
            person = chat.members[0]
            if chat.type != "channel" and person.about != NEWCOMER:
                known = KnownChat(
                    id=chat.id,
                    type=chat.type,
                    title=chat.title,
                    standing=ChatAccess.APPROVED,
                    language=person.language_code,
                    created_at=utc_now(),
                )
                await chats.ensure(session, known)


async def _remember_language(database: Database, person: Person, *, started: bool) -> None:
    """Have the bot greet a person who was let in earlier in the language of their app."""
    async with database.begin() as session:
        known = await chats.get_for_change(session, person.id)
        if known is not None and not started:
            known.language = Catalogues().translator(person.language_code).language


def _settings(playground: Playground, panel: SandboxPanel, folder: Path) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": playground.api_url,
        "PROVIDER_API_URL": panel.url,
        "PROVIDER_API_KEY": "sandbox-key",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "OWNER_IDS": str(OWNER_ID),
        "CATALOGUE_FILE": "",
        "POLL_SECONDS": "1",
        "LOG_LEVEL": "WARNING",
        "PROVIDER_REFILL_HOURS": str(1.2 * REFILL_WAIT_SECONDS / 3600),
    }
