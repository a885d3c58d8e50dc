"""One Chromium for all tests of the chat page in a process, and what people do in it."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.demo.stage import Stage, stage
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.model import Chat, Message, Person
from bot.sandbox.telegram.server import Playground

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "has_touch": True,
    "is_mobile": True,
}
TOKEN = "4711:page"

IN_CHROMIUM = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (.ci/run installs it)"),
    pytest.mark.asyncio(loop_scope="session"),  # the browser's
    pytest.mark.xdist_group("chromium"),  # a browser starts in seconds: all in one process
    # A browser's pipes are closed by its end, not by us.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

expect.set_options(timeout=30_000)  # ms: a busy machine is slow


@dataclass
class PageBench:
    """A chat page whose bot is played by the test."""

    playground: Playground
    panel: SandboxPanel
    page: Page
    olivia: Person
    chat: Chat

    async def call(self, method: str, **params: Any) -> Any:
        """Call the Bot API, as the bot."""
        url = f"{self.playground.api_url}/bot{TOKEN}/{method}"
        answer = await (await self.page.request.post(url, data=params)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, text: str, **markup: Any) -> int:
        """Say something to Olivia, and return the message's number."""
        said = await self.call("sendMessage", chat_id=self.chat.id, text=text, reply_markup=markup)
        return int(said["message_id"])

    @property
    def sent(self) -> list[Message]:
        """What Olivia has sent, oldest first."""
        return [it for it in self.chat.messages.values() if it.sender is self.olivia]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Return a browser that all tests of this process share; each has a context of its own."""
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


@pytest_asyncio.fixture(loop_scope="session")
async def context(
    request: pytest.FixtureRequest, browser: Browser
) -> AsyncIterator[BrowserContext]:
    """Return a browser without a past: a desktop's, or what the test is parametrized with."""
    context = await browser.new_context(**getattr(request, "param", DESKTOP))
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def parts() -> AsyncIterator[Stage]:
    """Return the demo, quicker than people see it."""
    async with stage(speed=20, outcomes=False) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext, parts: Stage) -> Page:
    """Return the demo's page, opened."""
    return await opened(context, parts.playground)


@pytest_asyncio.fixture(loop_scope="session")
async def page_bench(context: BrowserContext) -> AsyncIterator[PageBench]:
    """Return the page without a bot: Olivia has started it, and is in a group and a channel."""
    panel = SandboxPanel(speed=20)
    playground = Playground(token=TOKEN, backstage=Backstage(panel))
    world = playground.world
    olivia = world.add_person("Olivia", username="olivia", about="Owner")
    world.groups.add("Night shift", members=[olivia])
    channel = world.groups.add_channel("Harbour Café", username="harbourcafe", readers=[olivia])
    world.groups.post_as_channel(
        channel, "The kitchen: https://www.instagram.com/reel/C9dLmXvOqPt/"
    )
    await panel.start()
    await playground.start()
    world.start(olivia)
    page = await opened(context, playground)
    yield PageBench(playground, panel, page, olivia, world.private_chat(olivia))
    await playground.stop()
    await panel.stop()


async def opened(context: BrowserContext, playground: Playground) -> Page:
    """Open the page; it fails the test where its scripts fail."""
    page = await context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"the page failed: {error}"))
    await page.goto(playground.page_url)
    return page


async def tap(page: Page, label: str) -> None:
    """Tap the newest button with `label` in its label."""
    await page.locator(".keyboard button", has_text=label).last.click()


async def write(page: Page, text: str) -> None:
    """Write a text, and press Enter."""
    await page.locator("#text").fill(text)
    await page.keyboard.press("Enter")


async def be(page: Page, person: str, chat: str = "Panel") -> None:
    """Open a chat of a person."""
    await page.locator("#people .person", has_text=person).click()
    await page.locator("#chats .chat", has=page.locator("strong", has_text=chat)).click()


async def start(page: Page) -> None:
    """Start the bot in a chat that is empty."""
    await page.locator("#start").click()
