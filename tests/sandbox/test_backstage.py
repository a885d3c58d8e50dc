"""The pane behind the bot, and what a visitor breaks."""

import aiohttp
import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.demo.stage import stage
from bot.sandbox.page.backstage import Backstage
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.several import several
from bot.sandbox.telegram.server import Playground
from tests.proof import proof
from tests.sandbox.browser import IN_CHROMIUM, PHONE, TOKEN, PageBench, opened, start, write

pytestmark = IN_CHROMIUM

ORDER = {"service": "101", "link": "https://www.instagram.com/example/", "quantity": "100"}


async def ask(page_bench: PageBench, action: str, **params: str) -> None:
    await call(page_bench.panel, action, **params)


async def call(panel: SandboxPanel, action: str, **params: str) -> None:
    """Call a panel as the bot does; its answer may be lost."""
    form = {"key": panel.key, "action": action, **params}
    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(panel.url, data=form):
                pass
        except aiohttp.ClientError:
            assert action == "add"


async def test_the_pane_shows_each_call(page_bench: PageBench) -> None:
    page, entries = page_bench.page, page_bench.page.locator("#entries .entry")
    await ask(page_bench, "balance")
    await ask(page_bench, "add", **ORDER)
    for _ in range(3):
        await ask(page_bench, "status", order="23501")
    await expect(entries).to_have_count(3)
    status, add, balance = (entries.nth(number) for number in range(3))
    await expect(status).to_contain_text("×3")
    await expect(add).to_contain_text('{"order": 23501}')
    await expect(balance).to_contain_text('"balance": "100.00000"')
    await add.locator("summary").click()
    await expect(add.locator("dd").first).to_have_text("•••••••-key")
    assert "sandbox-key" not in await page.content()
    await ask(page_bench, "status", order="23501")
    await expect(status).to_contain_text("×4")
    await expect(add.locator("dd").first).to_be_visible()  # what was opened stays open


async def test_an_answer_is_lost_on_request(page_bench: PageBench) -> None:
    lose = page_bench.page.locator(".switch", has_text="Lose the next answer")
    for pressed in ("true", "false", "true"):
        await lose.click()
        await expect(lose).to_have_attribute("aria-pressed", pressed)
    await ask(page_bench, "balance")
    await ask(page_bench, "add", **ORDER)
    add = page_bench.page.locator("#entries .entry[data-action=add]")
    await expect(add).to_contain_text("the answer was lost on its way")
    await expect(lose).to_have_attribute("aria-pressed", "false")
    assert len(page_bench.panel.orders) == 1


@proof
async def test_the_panel_is_slow_on_request_and_quick_again(page_bench: PageBench) -> None:
    slow = page_bench.page.locator(".switch", has_text="Slow")
    for pressed, delay in (("true", 10), ("false", 0)):
        await slow.click()
        await expect(slow).to_have_attribute("aria-pressed", pressed)
        assert page_bench.panel.delay == delay


async def test_each_panel_is_shown_and_broken_by_its_name(context: BrowserContext) -> None:
    panels = several(2)
    for panel in panels:
        await panel.start()
    playground = Playground(token=TOKEN, backstage=Backstage(*panels))
    playground.world.add_person("Olivia", username="olivia")
    await playground.start()
    page = await opened(context, playground)
    second = page.locator(".panel", has_text="Birch")
    await expect(second.locator(".balance")).to_have_text("balance $115.00")
    await second.locator(".switch", has_text="Refuse orders").click()
    await expect(second.locator(".switch[aria-pressed=true]")).to_have_text("Refuse orders")
    await expect(page.locator(".switch[aria-pressed=true]")).to_have_count(1)
    await expect(page.locator("#entries .note")).to_have_text("Birch refuses every order")
    for panel, service in zip(panels, ("101", "14"), strict=True):
        await call(panel, "add", **(ORDER | {"service": service}))
    for panel in [*panels, *panels]:
        await call(panel, "status", order="1")
    entries = page.locator("#entries .entry")
    await expect(entries.locator(".whose")).to_have_text(["Birch", "Alder", "Birch", "Alder"])
    await expect(entries.locator(".times")).to_have_text(["×2", "×2"])  # though asked in turn
    await expect(entries.nth(2)).to_contain_text("Disabled service ID")
    await expect(entries.nth(3)).to_contain_text('{"order": 1}')
    await page.locator("#whose button", has_text="Alder").click()
    await expect(entries.locator(".whose")).to_have_text(["Alder", "Alder"])
    await expect(page.locator("#entries .note")).to_have_count(0)
    await playground.stop()
    for panel in panels:
        await panel.stop()


@pytest.mark.parametrize("context", [PHONE], indirect=True)
async def test_on_a_phone_the_pane_is_a_drawer(page_bench: PageBench) -> None:
    page, pane = page_bench.page, page_bench.page.locator("#backstage")
    await page.locator("#chats .chat").first.click()
    await ask(page_bench, "balance")
    await expect(pane).to_be_hidden()
    await page.locator("#backstage-open").click()
    await expect(pane).to_be_visible()
    await expect(pane).to_contain_text("balance")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.locator("#backstage-close").click()
    await expect(pane).to_be_hidden()


@proof
async def test_a_visitor_learns_what_to_try(page: Page) -> None:
    guide = page.locator("#guide")
    await guide.get_by_role("button", name="Order as a customer").click()
    await expect(page.locator("#messages")).to_contain_text("Hello, Carmen")
    await expect(page.locator("#text")).to_have_value("https://www.instagram.com/p/C9dLmXvOqPt/")
    await expect(guide).to_be_hidden()
    await page.locator("#guide-open").click()
    await guide.get_by_role("button", name="Be the owner").click()
    await expect(page.locator("#messages")).to_contain_text("Diego")
    await expect(page.locator(".keyboard").last).to_contain_text("Approve")


@pytest.mark.proof
async def test_a_killed_bot_comes_back_and_has_lost_nothing(context: BrowserContext) -> None:
    async with stage(speed=20, outcomes=False, apart=True) as parts:
        page = await opened(context, parts.playground)
        await start(page)
        await expect(page.locator("#messages")).to_contain_text("Hello, Olivia", timeout=20_000)
        await page.locator(".breaker", has_text="Kill the bot now").click()
        await expect(page.locator("#subtitle")).to_have_text("killed, starting again…")
        await write(page, "/help")
        await expect(page.locator("#entries .note").first).to_contain_text(
            "1 update waited at Telegram for it", timeout=30_000
        )
        await expect(page.locator("#messages")).to_contain_text("/orders", timeout=20_000)
        await expect(page.locator("#bot-state")).to_have_text("The bot is running")
