"""The chat page in a real browser: a whole order, and what people see of each other."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo import Stage, stage

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (.ci/run installs it)"),
    # A browser's pipes are closed by its end, not by us.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
async def parts() -> AsyncIterator[Stage]:
    async with stage(speed=20, outcomes=False) as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        yield await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])


async def open_page(browser: Browser, parts: Stage, **options: object) -> Page:
    page = await browser.new_page(**options)  # type: ignore[arg-type]
    page.on("pageerror", lambda error: pytest.fail(f"the page failed: {error}"))
    await page.goto(parts.playground.page_url)
    return page


async def tap(page: Page, label: str) -> None:
    await page.locator(".keyboard button", has_text=label).last.click()


async def write(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.keyboard.press("Enter")


async def test_a_whole_order(parts: Stage, browser: Browser) -> None:
    page = await open_page(browser, parts)
    messages = page.locator("#messages")
    await page.get_by_role("button", name="Start").first.click()
    await expect(messages).to_contain_text("Hello, Olivia")
    await tap(page, "New order")
    await tap(page, "Instagram")
    await expect(messages).to_contain_text("Choose a category")
    await tap(page, "Instagram · Followers")
    await expect(messages).to_contain_text("The price is per 1000")
    await tap(page, "1")
    await expect(messages).to_contain_text("From 100 to 50,000")
    await tap(page, "🛒 Order")
    await expect(messages).to_contain_text("Send the link")
    await write(page, "https://www.instagram.com/example/")
    await tap(page, "Min: 100")
    await expect(messages).to_contain_text("Total: $0.09")
    await tap(page, "Confirm")
    await expect(messages).to_contain_text("Order #1 is completed", timeout=15_000)
    assert len(parts.panel.orders) == 1


async def test_another_persons_form_alerts(parts: Stage, browser: Browser) -> None:
    page = await open_page(browser, parts)
    await page.locator("#chats").get_by_text("Night shift").click()
    await write(page, "/order")
    await expect(page.locator(".keyboard")).to_contain_text("Instagram")
    await page.locator("#people").get_by_text("Carmen").click()
    await page.locator("#chats").get_by_text("Night shift").click()
    await tap(page, "Instagram")
    await expect(page.get_by_role("dialog")).to_contain_text("Olivia (owner)")


@pytest.mark.proof
async def test_a_group_answers_by_reply(parts: Stage, browser: Browser) -> None:
    page = await open_page(browser, parts)
    await page.locator("#chats").get_by_text("Night shift").click()
    await write(page, "/order")
    for label, shown in (
        ("Telegram", "Choose a category"),
        ("Telegram", "The price is per 1000"),
        ("1", "per 1000"),
        ("🛒 Order", "reply here with the link"),
    ):
        await tap(page, label)
        await expect(page.locator("#messages")).to_contain_text(shown)
    reply = page.locator("#context")
    await expect(reply).to_contain_text("Link")
    await write(page, "https://t.me/example")
    await expect(reply).to_be_hidden()
    await tap(page, "Min")
    await expect(page.locator("#messages")).to_contain_text("Total")


async def test_inline_mode_offers_services_to_be_sent(parts: Stage, browser: Browser) -> None:
    page = await open_page(browser, parts, viewport={"width": 360, "height": 640})
    await page.locator("#chats").get_by_text("Night shift").click()
    await page.locator("#text").fill("@panel_demo_bot instagram folowers")
    offered = page.locator("#suggestions [role=option]")
    await expect(offered.first).to_contain_text("Instagram Followers · real looking")
    await expect(offered.first).to_contain_text("$0.90 per 1000")
    await page.locator("#text").press("Enter")
    sent = page.locator(".message.out").last
    await expect(sent).to_contain_text("via @panel_demo_bot")
    await expect(page.locator("#text")).to_have_value("")
    await expect(page.locator("#suggestions")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await tap(page, "🛒 Order")
    await expect(page.locator("#title")).to_have_text("Panel")
    await expect(page.locator("#messages")).to_contain_text("/start s_")
    await expect(page.locator(".keyboard").last).to_contain_text("☆ Add to favourites")


@pytest.mark.proof
async def test_inline_mode_has_more_and_the_bot_itself(parts: Stage, browser: Browser) -> None:
    page = await open_page(browser, parts)
    await page.locator("#chats").get_by_text("Night shift").click()
    offered = page.locator("#suggestions [role=option]")
    await page.locator("#text").fill("@panel_demo_bot instagram")
    await expect(offered).to_have_count(21)
    await offered.last.click()
    await expect(offered.nth(20)).not_to_have_text("More …")
    await page.locator("#text").fill("@panel_demo_bot zzzzqqqq")
    await expect(offered).to_have_text(["Nothing was found. Open the bot"])
    await page.locator("#text").press("Enter")
    await expect(page.locator("#messages")).to_contain_text("Hello, Olivia")


async def test_it_fits_a_phone(parts: Stage, browser: Browser) -> None:
    page = await open_page(browser, parts, viewport={"width": 360, "height": 640})
    await page.locator("#chats a").first.click()
    await page.get_by_role("button", name="Start").first.click()
    await expect(page.locator("#messages")).to_contain_text("Hello, Olivia")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.proof
async def test_a_picture_is_shown_and_drawn_again(parts: Stage, browser: Browser) -> None:
    page = await open_page(browser, parts)
    messages, picture = page.locator("#messages"), page.locator(".picture img")
    await page.get_by_role("button", name="Start").first.click()
    await expect(messages).to_contain_text("Hello, Olivia")
    for label in ("New order", "Instagram", "Instagram · Followers", "1", "🛒 Order"):
        await tap(page, label)
        await page.wait_for_timeout(200)
    await write(page, "https://www.instagram.com/example/")
    await tap(page, "Min: 100")
    await tap(page, "Confirm")
    await expect(messages).to_contain_text("Number at the panel")
    await write(page, "/stats")
    await expect(picture).to_have_js_property("naturalWidth", 1080)
    first = await picture.get_attribute("src")
    await tap(page, "7 days")
    await expect(picture).not_to_have_attribute("src", first or "")
    await expect(messages).to_contain_text("1 order · spent: $0.09")
    await write(page, "/export csv")
    await expect(page.locator("a.file")).to_contain_text(".csv")


@pytest.mark.proof
async def test_an_administrator_writes_as_the_group(parts: Stage, browser: Browser) -> None:
    page = await open_page(browser, parts)
    await page.locator("#people .person", has_text="Борис").click()
    await page.locator("#chats .chat", has_text="Night shift").click()
    await page.get_by_role("button", name="Write as the group").click()
    await expect(page.locator("#subtitle")).to_have_text("group, you write as the group")
    await write(page, "/settings")
    await expect(page.locator("#messages")).to_contain_text("Settings of this group")
    await expect(page.locator("#messages .quote", has_text="Night shift").first).to_be_visible()
    await page.get_by_role("button", name="Write as yourself").click()
    await expect(page.locator("#subtitle")).to_have_text("group, you are an administrator")
