"""The bot on real servers on loopback: a local Bot API, a sandbox panel, a database in a file."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.app import App
from bot.config.settings import Settings
from bot.core.access.floods import FloodLimits
from bot.core.clock import utc_now
from bot.core.database.engine import Database
from bot.core.outbox.tables import OutboxMessage
from bot.demo.stage import running
from bot.sandbox.crypto_pay.server import CryptoPay
from bot.sandbox.panel.dialects import Dialect
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.several import PROFILES
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Person
from bot.sandbox.telegram.server import Playground
from tests import accounts
from tests.migrated import migrated_file
from tests.panels import SECRET, connect
from tests.panels import others as other_panels
from tests.postgres import Postgres, server
from tests.rate_limits import FAST, PATIENT
from tests.statements import keep_compiled
from tests.transactions import waits

pytest_plugins = ["tests.collection", "tests.databases", "tests.isolation", "tests.measured"]

TOKEN = accounts.TOKEN
OWNER_ID = 1001
SPEED = 200.0  # a sandbox order is delivered in a fraction of a second


def service(number: int, name: str, **fields: Any) -> dict[str, Any]:
    """Return a service as a panel lists it."""
    return {
        "service": number,
        "name": name,
        "type": "Default",
        "category": "Instagram Followers",
        "rate": "0.90",
        "min": "100",
        "max": "10000",
        "refill": True,
        "cancel": True,
        "dripfeed": False,
    } | fields


def catalogue() -> list[dict[str, Any]]:
    """Return a small catalogue with two platforms and the types that can be ordered."""
    return [
        service(1, "Instagram Followers [Real]"),
        service(2, "Instagram Followers [Drip]", dripfeed=True, refill=False, cancel=False),
        service(3, "Instagram Likes", category="Instagram Likes", rate="0.0063", min="1"),
        service(
            4, "Custom Comments", type="Custom Comments", category="Instagram Comments", min="1"
        ),
        service(5, "Starter pack", type="Package", category="TikTok", min="1", max="1", rate="5"),
        service(6, "Telepathic votes", type="Telepathy", category="TikTok"),
    ]


@dataclass
class Bench:
    """Everything a test talks to; the bot itself is started by `start()` and may be restarted.

    Attributes:
        panel: the one that the bot's settings name.
        others: panels beside it, which the bot does not know by itself.
    """

    playground: Playground
    panel: SandboxPanel
    folder: Path
    owner: Person
    stack: AsyncExitStack
    crypto_pay: CryptoPay
    others: Sequence[SandboxPanel] = ()
    environment: dict[str, str] = field(default_factory=dict)
    app: App | None = None
    skipped: timedelta = timedelta()
    flood_limits: FloodLimits = PATIENT  # people in tests are quick
    menus: bool = False  # some fifty calls that few tests look at

    @property
    def panels(self) -> list[SandboxPanel]:
        """All panels, the first one first."""
        return [self.panel, *self.others]

    def now(self) -> datetime:
        """Return the bot's time."""
        return utc_now() + self.skipped

    def skip(self, **span: float) -> None:
        """Let time pass for the bot: `skip(hours=2)`."""
        self.skipped += timedelta(**span)
        self.wake_loops()

    def wake_loops(self) -> None:
        """Wake the loops: they do what is due; some would wait for seconds."""
        if self.app is not None:
            self.app.workers.wake()

    def settings(self) -> Settings:
        """Return the bot's settings, with this test's own on top."""
        return Settings.model_validate(
            {
                "TELEGRAM_BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": self.playground.api_url,
                "PROVIDER_API_URL": self.panel.url,
                "PROVIDER_API_KEY": accounts.KEY,
                "DATABASE_URL": f"sqlite:///{self.folder / 'bot.sqlite3'}",
                "OWNER_IDS": str(OWNER_ID),
                "ACCESS": "open",
                "POLL_SECONDS": "0.5",
                **self.environment,
            }
        )

    async def start(self, **environment: str) -> App:
        """Start the bot and wait until its catalogue is there."""
        self.environment.update(environment)
        app = await self.start_without_panel()
        await self.panel.wait_for("services", timeout=30)
        await app.catalogue.searchable.wait()
        return app

    async def start_without_panel(self) -> App:
        """Start the bot on what it knows from earlier."""
        self.app = App(
            self.settings(),
            clock=self.now,
            rate_limits=FAST,
            flood_limits=self.flood_limits,
            menus=self.menus,
        )
        await self.stack.enter_async_context(running(self.app))
        return self.app

    async def connect_others(self) -> dict[int, str]:
        """Have the bot order from all panels; return their names by the number of their rows."""
        database = Database(self.settings().database_url)
        names = {1: self.panel.name}
        for panel in self.others:
            names[await connect(database, panel)] = panel.name
        await database.close()
        return names

    async def pushed(self) -> None:
        """Wait until nothing is left in the outbox."""
        assert self.app is not None
        left = True
        while left:
            async with self.app.database.read() as session:
                waiting = select(OutboxMessage).where(col(OutboxMessage.kept).is_(False))
                left = (await session.execute(waiting)).first() is not None
            await asyncio.sleep(0.02 if left else 0)

    async def revive_panel(self, port: int) -> None:
        """Serve the panel again where it was."""
        self.panel = SandboxPanel(
            port=port, services=catalogue(), speed=SPEED, balance=Decimal(1000), refill_wait=0
        )
        await self.panel.start()

    async def stop(self) -> None:
        """Stop the bot."""
        await self.stack.aclose()

    async def restart(self) -> App:
        """Stop the bot and start it again on the same database."""
        await self.stop()
        return await self.start()

    def private(self, person: Person | None = None) -> ChatClient:
        """Return a person's private chat with the bot."""
        who = person or self.owner
        return ChatClient(self.playground, who, self.playground.world.private_chat(who))

    def in_group(self, person: Person, group: Chat, thread_id: int | None = None) -> ChatClient:
        """Return a person in a group."""
        return ChatClient(self.playground, person, group, thread_id)

    def added(self) -> list[dict[str, Any]]:
        """Return what the panel was asked to `add`, in order."""
        return [call.params for call in self.panel.requests if call.action == "add"]


@pytest.fixture(scope="session", autouse=True)
def compiled_statements() -> Iterator[None]:
    """Compile each statement once in a process."""
    with pytest.MonkeyPatch.context() as patch:
        keep_compiled(patch)
        yield


@pytest.fixture(autouse=True)
def only_the_database_in_transactions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test in which the bot has awaited anything else in a transaction that writes."""
    found = waits(monkeypatch)
    yield
    assert not found


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a PostgreSQL server that is shared by the tests of this process."""
    with server() as running:
        yield running


@pytest.fixture
def dialect() -> Dialect:
    """Return how the panel speaks; a test may override it."""
    return Dialect()


@pytest.fixture
def panel_count() -> int:
    """Return how many panels there are; a test may override it."""
    return 1


@pytest.fixture
async def bench(tmp_path: Path, dialect: Dialect, panel_count: int) -> AsyncIterator[Bench]:
    """Return the servers, running; the bot is not started yet."""
    async with servers(tmp_path, dialect=dialect, panels=panel_count) as bench:
        yield bench


@asynccontextmanager
async def servers(
    folder: Path,
    *,
    dialect: Dialect | None = None,
    speed: float = SPEED,
    outcomes: bool = False,
    flood_control: bool = False,
    panels: int = 1,
    currencies: Sequence[str] = (),
) -> AsyncIterator[Bench]:
    """Serve a local Bot API with an owner, sandbox panels, and a stand-in for Crypto Pay.

    Args:
        dialect: of the first panel.
        panels: how many there are; of several, each numbers its orders from 1.
        currencies: of all panels but the first; they charge in dollars where there are none.
    """
    playground = Playground(token=TOKEN, flood_control=flood_control)
    options: dict[str, Any] = {
        "speed": speed,
        "balance": Decimal(1000),
        "outcomes": outcomes,
        "refill_wait": 0,  # a panel's clock stays where it is when a test skips a day
    }
    numbers: dict[str, Any] = {"name": PROFILES[0].name, "first_number": 1} if panels > 1 else {}
    panel = SandboxPanel(services=catalogue(), dialect=dialect, **options, **numbers)
    others = other_panels(panels - 1, catalogue(), currencies, **options)
    owner = playground.world.add_person("Olivia", username="olivia", id=OWNER_ID)
    (folder / "bot.sqlite3").write_bytes(migrated_file())
    crypto_pay = CryptoPay()
    playground.checkouts.answer_seconds = 60  # a busy machine is no bot that does not answer
    await playground.start()
    for each in (panel, *others):
        await each.start()
    await crypto_pay.start()
    async with AsyncExitStack() as stack:
        parts = Bench(playground, panel, folder, owner, stack, crypto_pay, others)
        parts.environment |= {"SECRET_KEY": SECRET} if others else {}
        crypto_pay.shop.clock = lambda: parts.now().timestamp()
        yield parts
    await playground.stop()
    await crypto_pay.stop()
    for each in parts.panels:
        await each.stop()


@pytest.fixture
async def app(bench: Bench) -> App:
    """Return the running bot."""
    return await bench.start()


@pytest.fixture
def chat(bench: Bench, app: App) -> ChatClient:
    """Return the owner's private chat with the running bot."""
    del app
    return bench.private()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that nobody announces."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)
