"""The chat page in a real browser: a whole order, and what people see of each other."""

import pytest
from playwright.async_api import Page, expect

from bot.demo.stage import Stage
from tests.sandbox.browser import IN_CHROMIUM, PHONE, be, start, tap, write

pytestmark = IN_CHROMIUM


async def test_a_whole_order(page: Page, parts: Stage) -> None:
    messages = page.locator("#messages")
    await start(page)
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


@pytest.mark.proof
async def test_another_persons_form_alerts(page: Page) -> None:
    await page.locator("#chats").get_by_text("Night shift").click()
    await write(page, "/order")
    await expect(page.locator(".keyboard")).to_contain_text("Instagram")
    await be(page, "Carmen", "Night shift")
    await tap(page, "Instagram")
    await expect(page.get_by_role("dialog")).to_contain_text("Olivia")


@pytest.mark.proof
async def test_a_group_answers_by_reply(page: Page) -> None:
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
    await expect(reply).to_contain_text("Send the link")
    await write(page, "https://t.me/example")
    await expect(reply).to_be_hidden()
    await tap(page, "Min")
    await expect(page.locator("#messages")).to_contain_text("Total")


@pytest.mark.proof
@pytest.mark.parametrize("context", [PHONE], indirect=True)
async def test_inline_mode_offers_services_to_be_sent(page: Page) -> None:
    await page.locator("#back").click()
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
async def test_inline_mode_has_more_and_the_bot_itself(page: Page) -> None:
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


@pytest.mark.proof
@pytest.mark.parametrize("context", [PHONE], indirect=True)
async def test_it_fits_a_phone(page: Page) -> None:
    await start(page)
    await expect(page.locator("#messages")).to_contain_text("Hello, Olivia")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.proof
async def test_a_picture_is_shown_and_drawn_again(page: Page) -> None:
    messages, picture = page.locator("#messages"), page.locator(".picture img")
    await start(page)
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
async def test_an_administrator_writes_as_the_group(page: Page) -> None:
    await be(page, "Борис", "Night shift")
    await page.get_by_role("button", name="Write as the group").click()
    await expect(page.locator("#subtitle")).to_have_text("group, you write as the group")
    await write(page, "/settings")
    await expect(page.locator("#messages")).to_contain_text("Settings of this group")
    await expect(page.locator("#messages .quote", has_text="Night shift").first).to_be_visible()
    await page.get_by_role("button", name="Write as yourself").click()
    await expect(page.locator("#subtitle")).to_have_text("group, you are an administrator")
