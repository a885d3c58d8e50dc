"""The pane behind the bot, and what a visitor breaks."""

import aiohttp
import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.demo.stage import stage
from tests.sandbox.browser import IN_CHROMIUM, PHONE, Desk, opened, start, write

pytestmark = IN_CHROMIUM

ORDER = {"service": "101", "link": "https://www.instagram.com/example/", "quantity": "100"}


async def ask(desk: Desk, action: str, **params: str) -> None:
    """Call the panel as the bot does; its answer may be lost."""
    form = {"key": "sandbox-key", "action": action, **params}
    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(desk.panel.url, data=form):
                pass
        except aiohttp.ClientError:
            assert action == "add"


async def test_the_pane_shows_each_call(desk: Desk) -> None:
    page, entries = desk.page, desk.page.locator("#entries .entry")
    await ask(desk, "balance")
    await ask(desk, "add", **ORDER)
    for _ in range(3):
        await ask(desk, "status", order="23501")
    await expect(entries).to_have_count(3)
    status, add, balance = (entries.nth(number) for number in range(3))
    await expect(status).to_contain_text("×3")
    await expect(add).to_contain_text('{"order": 23501}')
    await expect(balance).to_contain_text('"balance": "100.00000"')
    await add.locator("summary").click()
    await expect(add.locator("dd").first).to_have_text("•••••••-key")
    assert "sandbox-key" not in await page.content()
    await ask(desk, "status", order="23501")
    await expect(status).to_contain_text("×4")
    await expect(add.locator("dd").first).to_be_visible()  # what was opened stays open


async def test_an_answer_is_lost_on_request(desk: Desk) -> None:
    lose = desk.page.locator(".breaker", has_text="Lose the next answer")
    for pressed in ("true", "false", "true"):
        await lose.click()
        await expect(lose).to_have_attribute("aria-pressed", pressed)
    await ask(desk, "balance")
    await ask(desk, "add", **ORDER)
    add = desk.page.locator("#entries .entry[data-action=add]")
    await expect(add).to_contain_text("the answer was lost on its way")
    await expect(lose).to_have_attribute("aria-pressed", "false")
    assert len(desk.panel.orders) == 1


async def test_the_panel_is_slow_on_request_and_quick_again(desk: Desk) -> None:
    slow = desk.page.locator(".breaker", has_text="Make the panel slow")
    for pressed, delay in (("true", 10), ("false", 0)):
        await slow.click()
        await expect(slow).to_have_attribute("aria-pressed", pressed)
        assert desk.panel.delay == delay


@pytest.mark.parametrize("context", [PHONE], indirect=True)
async def test_on_a_phone_the_pane_is_a_drawer(desk: Desk) -> None:
    page, pane = desk.page, desk.page.locator("#backstage")
    await page.locator("#chats .chat").first.click()
    await ask(desk, "balance")
    await expect(pane).to_be_hidden()
    await page.locator("#backstage-open").click()
    await expect(pane).to_be_visible()
    await expect(pane).to_contain_text("balance")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await page.locator("#backstage-close").click()
    await expect(pane).to_be_hidden()


async def test_a_visitor_is_told_what_to_try(page: Page) -> None:
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
