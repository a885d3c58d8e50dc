"""The chat page takes what people do in Telegram: replies, files, forwarded posts, commands."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.proof import proof
from tests.sandbox.browser import IN_CHROMIUM, PHONE, PageBench, be, start, tap, write

pytestmark = IN_CHROMIUM

QUESTION: dict[str, Any] = {"force_reply": True, "input_field_placeholder": "Link"}
COMMANDS = ("orders", "cancel_order", "cancel", "stats")


async def test_a_question_opens_its_answer(page_bench: PageBench) -> None:
    page, context = page_bench.page, page_bench.page.locator("#context")
    asked = await page_bench.say("Which link?", **QUESTION)
    await expect(context).to_contain_text("Which link?")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Link")
    await page.keyboard.press("Escape")
    await expect(context).to_be_hidden()
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Message")
    await be(page, "Olivia", "Night shift")
    await expect(page.locator("#title")).to_have_text("Night shift")
    await be(page, "Olivia")
    await expect(context).to_contain_text("Which link?")
    await write(page, "instagram.com/example")
    await expect(page.locator(".message.out").last).to_contain_text("instagram.com/example")
    await expect(context).to_be_hidden()
    assert page_bench.sent[-1].reply_to == asked


async def test_a_file_answers_with_its_caption(page_bench: PageBench, tmp_path: Path) -> None:
    page = page_bench.page
    asked = await page_bench.say("Which list?", **QUESTION)
    await expect(page.locator("#context")).to_contain_text("Which list?")
    await page.locator("#text").fill("as agreed")
    (tmp_path / "list.txt").write_text("101 | https://www.instagram.com/example/ | 100")
    await page.locator("#file").set_input_files(tmp_path / "list.txt")
    await expect(page.get_by_role("dialog")).to_contain_text("list.txt")
    await expect(page.locator("#caption")).to_have_value("as agreed")
    await page.locator("#caption").press("Enter")
    await expect(page.locator(".message.out").last).to_contain_text("list.txt")
    sent = page_bench.sent[-1]
    assert (sent.reply_to, sent.text, (sent.file or {})["kind"]) == (
        asked,
        "as agreed",
        "document",
    )
    await expect(page.locator("#text")).to_have_value("")


async def test_a_picture_is_a_photo_or_a_file(page_bench: PageBench) -> None:
    page = page_bench.page
    picture = Path(__file__).parents[2] / "docs" / "settings.png"
    for as_photo, kind in ((True, "photo"), (False, "document")):
        count = len(page_bench.sent)
        await page.locator("#file").set_input_files(picture)
        await page.locator("#as-photo").set_checked(as_photo)
        await page.get_by_role("button", name="Send", exact=True).last.click()
        await expect(page.locator(".message.out")).to_have_count(count + 1)
        assert (page_bench.sent[-1].file or {})["kind"] == kind


@proof
async def test_a_file_that_is_not_sent_leaves_what_was_typed(
    page_bench: PageBench, tmp_path: Path
) -> None:
    page, before = page_bench.page, len(page_bench.sent)
    await page.locator("#text").fill("later")
    (tmp_path / "list.txt").write_text("101")
    await page.locator("#file").set_input_files(tmp_path / "list.txt")
    await expect(page.locator("#attachment")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#attachment")).to_be_hidden()
    await expect(page.locator("#text")).to_have_value("later")
    assert len(page_bench.sent) == before


async def test_a_post_is_forwarded_with_words(page_bench: PageBench) -> None:
    page = page_bench.page
    await be(page, "Olivia", "Harbour")
    await expect(page.locator("#composer")).to_be_hidden()
    await page.locator(".bubble a").last.click(button="right")
    await expect(page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    await page.get_by_role("menuitem", name="Forward").click()
    await page.locator("#targets").get_by_text("Panel").click()
    await expect(page.locator("#context")).to_contain_text("The kitchen")
    await write(page, "for this one")
    shown = page.locator(".message.out").last
    await expect(shown).to_contain_text("Forwarded from Harbour Café")
    words, post = page_bench.sent[-2:]
    assert (words.text, words.origin) == ("for this one", None)
    assert post.origin is not None
    assert post.origin["chat"]["username"] == "harbourcafe"
    await shown.locator(".bubble").click(button="right")
    await expect(page.get_by_role("menuitem", name="Copy text")).to_be_visible()
    await expect(page.get_by_role("menuitem", name="Edit")).to_have_count(0)


async def with_menu(page_bench: PageBench) -> Page:
    """Register commands, and return the page that shows them."""
    commands = [{"command": name, "description": name} for name in COMMANDS]
    await page_bench.call("setMyCommands", commands=commands)
    await expect(page_bench.page.locator("#menu")).to_be_visible()
    return page_bench.page


@pytest.mark.parametrize("typed", ["/cancel", "/orders", "/stat"])
async def test_enter_sends_what_was_typed(page_bench: PageBench, typed: str) -> None:
    page = await with_menu(page_bench)
    await page.locator("#text").fill(typed)
    await expect(page.locator("#suggestions")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.out").last).to_contain_text(typed)
    assert page_bench.sent[-1].text == typed


async def test_the_arrows_and_tab_choose_a_command(page_bench: PageBench) -> None:
    page = await with_menu(page_bench)
    await page.locator("#text").fill("/")
    await page.keyboard.press("Enter")  # nothing is chosen yet
    await page.keyboard.press("Tab")
    await expect(page.locator("#text")).to_have_value("/orders ")
    await page.locator("#text").fill("/")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.out").last).to_contain_text("/cancel_order")
    assert [message.text for message in page_bench.sent] == ["/start", "/cancel_order"]


async def test_nothing_empty_is_sent(page_bench: PageBench) -> None:
    before = len(page_bench.sent)
    await write(page_bench.page, "   ")
    await write(page_bench.page, "\u200b\u2800")
    await expect(page_bench.page.locator("#toasts")).to_contain_text("Message text is empty")
    assert len(page_bench.sent) == before


@proof
async def test_a_button_copies(page_bench: PageBench, context: BrowserContext) -> None:
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = {"text": "#1", "copy_text": {"text": "23501"}}
    await page_bench.say("Order", inline_keyboard=[[button]])
    await tap(page_bench.page, "#1")
    await expect(page_bench.page.locator("#toasts")).to_contain_text("Text copied to clipboard")
    assert await page_bench.page.evaluate("navigator.clipboard.readText()") == "23501"


@proof
@pytest.mark.parametrize("context", [PHONE], indirect=True)
async def test_a_touch_opens_the_menu_of_a_message(page_bench: PageBench) -> None:
    page = page_bench.page
    await page.locator("#chats .chat").first.click()
    await page.locator(".message.out .bubble").first.click(position={"x": 70, "y": 30})
    await page.get_by_role("menuitem", name="Reply").click()
    await expect(page.locator("#context")).to_contain_text("/start")
    await write(page, "yes")
    await expect(page.locator(".message.out").last).to_contain_text("yes")
    assert page_bench.sent[-1].reply_to == page_bench.sent[0].message_id


@pytest.mark.proof
async def test_the_app_is_switched_to_another_language(page: Page) -> None:
    await be(page, "Carmen")
    await page.locator("#language").select_option("hi")
    await start(page)
    await expect(page.locator("#messages")).to_contain_text("नमस्ते")
    await expect(page.locator("#language")).to_be_hidden()
