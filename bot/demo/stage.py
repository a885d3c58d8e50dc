"""The demo's people and servers, and the bot between them."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot.app import App
from bot.config.settings import Settings
from bot.core.access.roles import ChatAccess
from bot.core.access.service import chats
from bot.core.access.tables import Chat as KnownChat
from bot.core.clock import utc_now
from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.core.database.sqlite import url_of
from bot.core.languages import Catalogues
from bot.demo import second_panel
from bot.demo.process import BotProcess
from bot.panel.rules.accounts import PanelAccount
from bot.panel.service import connecting
from bot.panel.vault import Vault
from bot.payments.rules.methods import CRYPTO_PAY, STARS
from bot.payments.service import methods
from bot.sandbox.crypto_pay.server import TOKEN as CRYPTO_PAY_TOKEN
from bot.sandbox.crypto_pay.server import CryptoPay
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.panel.orders import REFILL_WAIT_SECONDS
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.several import PROFILES, several
from bot.sandbox.telegram.model import Chat, Person
from bot.sandbox.telegram.server import Playground
from bot.sandbox.telegram.world import World

TOKEN = "1234567890:DEMO-token-of-the-local-bot-api-0000"  # noqa: S105 - known to nobody else
SECRET = "the demo's own, on this computer alone"  # noqa: S105 - as above
OWNER_ID = 1001
REFILL_HOURS = str(1.2 * REFILL_WAIT_SECONDS / 3600)
FIRST_NUMBER = 23501
"""Of an order at each panel: real ones have many digits, and those of two panels collide."""
NEWCOMER = "Not let in yet"
POSTS = (
    "Live music on the terrace, every Friday from eight 🎷",
    "The kitchen in twenty seconds: https://www.instagram.com/reel/C9dLmXvOqPt/",
)


@dataclass(frozen=True, slots=True)
class Stage:
    """The running parts, and the people of the demo."""

    playground: Playground
    panels: Sequence[SandboxPanel]
    owner: Person
    group: Chat

    @property
    def panel(self) -> SandboxPanel:
        """The first panel, which the bot's settings name."""
        return self.panels[0]


@asynccontextmanager
async def stage(
    *,
    port: int = 0,
    speed: float = 1.0,
    outcomes: bool = True,
    apart: bool = False,
    selling: bool = False,
    panels: int = 1,
) -> AsyncIterator[Stage]:
    """Start sandbox panels, a local Bot API and the bot between them; stop them at the end.

    Args:
        panels: how many; of two, some services are bought from both.
        apart: the bot is a process of its own, which the page can kill.
        selling: people pay from wallets, into which they pay with Stars and by Crypto Pay.
    """
    first, *others = several(
        panels,
        profiles=(PROFILES[0], second_panel.PROFILE),
        first_number=FIRST_NUMBER,
        speed=speed,
        outcomes=outcomes,
    )
    backstage = Backstage(first, *others)
    playground = Playground(token=TOKEN, port=port, flood_control=True, backstage=backstage)
    crypto_pay = CryptoPay()
    owner, group = _populate(playground.world)
    for panel in (first, *others):
        await panel.start()
    await playground.start()
    await crypto_pay.start()
    try:
        with tempfile.TemporaryDirectory(prefix="bot-demo-") as folder:
            settings = _settings(playground, first, Path(folder))
            settings |= _selling(crypto_pay) if selling else {}
            database = Database(settings["DATABASE_URL"])
            await _furnish(database, playground.world, first, others, selling=selling)
            playground.world.on_language = partial(_remember_language, database)
            way = _apart if apart else _within
            async with way(settings, Path(folder), playground, backstage):
                if others:
                    await second_panel.merge_services(database, OWNER_ID)
                yield Stage(playground, (first, *others), owner, group)
            await database.close()
    finally:
        await playground.stop()
        for panel in (first, *others):
            await panel.stop()
        await crypto_pay.stop()


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
    group = world.groups.add("Night shift", members=[olivia, carmen, boris], admins=[boris])
    channel = world.groups.add_channel(
        "Harbour Café", username="harbourcafe", readers=[olivia, carmen, boris, diego]
    )
    for text in POSTS:
        world.groups.post_as_channel(channel, text)
    return olivia, group


async def _furnish(
    database: Database,
    world: World,
    first: SandboxPanel,
    others: Sequence[SandboxPanel],
    *,
    selling: bool,
) -> None:
    """Set up what the owner of a bot in use has: people let in, other panels, payments."""
    await _let_in(world, database)
    if others:
        await _name(database, first)
    for panel in others:
        await _connect(database, panel)
    if selling:
        await _open_till(database)


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


async def _name(database: Database, panel: SandboxPanel) -> None:
    """Call the panel of the settings as the page does, as if the owner had renamed it earlier."""
    async with database.begin() as session:
        (of_settings,) = await connecting.every(session)
        connecting.rename(of_settings, panel.name)


async def _connect(database: Database, panel: SandboxPanel) -> None:
    """Have the bot order from a panel as well, as if the owner had added it earlier."""
    account, options = PanelAccount(panel.url, panel.key), {"refill_hours": REFILL_HOURS}
    async with database.begin() as session:
        await connecting.add(
            session, account, Vault(SECRET), utc_now(), name=panel.name, options=options
        )


async def _open_till(database: Database) -> None:
    """Have people pay in by both gateways, as if the owner had switched them on earlier."""
    async with database.begin() as session:
        for method in (STARS, CRYPTO_PAY):
            await methods.switch(session, method, on=True)


async def _remember_language(database: Database, person: Person, *, started: bool) -> None:
    """Have the bot greet a person who was let in earlier in the language of their app."""
    async with database.begin() as session:
        known = await chats.get_for_change(session, person.id)
        if known is not None and not started:
            known.language = Catalogues().translator(person.language_code).language


def _selling(crypto_pay: CryptoPay) -> dict[str, str]:
    return {
        "SELLING": "wallet",
        "WALLET_CURRENCY": "USD",
        "CRYPTO_PAY_TOKEN": CRYPTO_PAY_TOKEN,
        "CRYPTO_PAY_NETWORK": crypto_pay.url,
    }


def _settings(playground: Playground, panel: SandboxPanel, folder: Path) -> dict[str, str]:
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": playground.api_url,
        "PROVIDER_API_URL": panel.url,
        "PROVIDER_API_KEY": panel.key,
        "DATABASE_URL": url_of(folder / "demo.sqlite3"),
        "OWNER_IDS": str(OWNER_ID),
        "CATALOGUE_FILE": "",
        "POLL_SECONDS": "1",
        "LOG_LEVEL": "WARNING",
        "PROVIDER_REFILL_HOURS": REFILL_HOURS,
        "SECRET_KEY": SECRET,
    }
