"""People pay in Stars on the chat page, and Telegram gives payments back."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.browser import IN_CHROMIUM, PHONE, PageBench, be, tap

pytestmark = IN_CHROMIUM

TOP_UP: dict[str, Any] = {
    "title": "Top up",
    "description": "1.00 USD for your wallet",
    "payload": "t_key",
    "currency": "XTR",
    "prices": [{"label": "Top up", "amount": 77}],
}


async def invoice(page_bench: PageBench, **fields: Any) -> None:
    page_bench.playground.checkouts.answer_seconds = (
        60  # a busy machine is no bot that does not answer
    )
    await page_bench.call("sendInvoice", chat_id=page_bench.chat.id, **TOP_UP, **fields)


async def confirm(page: Page) -> None:
    """Say in the window that one pays."""
    await page.get_by_role("dialog").get_by_role("button", name="Pay ⭐️77").click()


async def answered(page_bench: PageBench, **answer: Any) -> None:
    """Have the bot answer the checkout that has come."""
    seen, query = 0, None
    while query is None:
        updates = await page_bench.call("getUpdates", offset=seen + 1, timeout=30)
        seen = updates[-1]["update_id"]
        query = updates[-1].get("pre_checkout_query")
    await page_bench.call("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], **answer)


@pytest.mark.parametrize("context", [PHONE], indirect=True)
async def test_an_invoice_becomes_a_receipt(page_bench: PageBench) -> None:
    page, dialog = page_bench.page, page_bench.page.get_by_role("dialog")
    await page.locator("#chats .chat").first.click()
    await invoice(page_bench)
    bubble = page.locator(".invoice")
    await expect(bubble).to_contain_text("1.00 USD for your wallet")
    await expect(bubble).to_contain_text("⭐️77 · Invoice")
    await tap(page, "Pay ⭐️77")
    await expect(dialog).to_contain_text("Pay 77 Stars?")
    await expect(dialog).to_contain_text("Your balance: ⭐️1,000")
    await page.keyboard.press("Escape")
    assert page_bench.playground.stars.payments == {}
    await tap(page, "Pay ⭐️77")
    await confirm(page)
    await answered(page_bench, ok=True)
    await expect(bubble).to_contain_text("⭐️77 · Paid")
    await expect(page.locator("button.chip")).to_have_text("You have paid ⭐️77 to Panel")
    await tap(page, "Receipt")
    (payment,) = page_bench.playground.stars.payments.values()
    await expect(dialog).to_contain_text(payment.charge_id)
    await dialog.get_by_role("button", name="Close").click()
    assert (await page.evaluate("document.documentElement.scrollWidth")) <= 360
    await page.locator("#back").click()
    await expect(page.locator("#stars")).to_have_text("⭐️923")


async def test_a_refusal_says_why(page_bench: PageBench) -> None:
    page = page_bench.page
    await invoice(page_bench)
    await tap(page, "Pay ⭐️77")
    await confirm(page)
    await answered(page_bench, ok=False, error_message="This offer has expired.")
    await expect(page.locator("#alert-text")).to_have_text("This offer has expired.")
    await page.keyboard.press("Escape")
    page_bench.playground.checkouts.answer_seconds = 0.01
    await tap(page, "Pay ⭐️77")
    await confirm(page)
    reason = "The bot did not answer in time. You were not charged."
    await expect(page.locator("#alert-text")).to_have_text(reason)
    assert page_bench.playground.stars.payments == {}
    await expect(page.locator("#stars")).to_have_text("⭐️1,000")


async def test_who_has_too_few_stars_gets_more(page_bench: PageBench) -> None:
    page, dialog = page_bench.page, page_bench.page.get_by_role("dialog")
    page_bench.olivia.stars = 76
    await page.reload()
    await invoice(page_bench)
    await tap(page, "Pay ⭐️77")
    await expect(dialog).to_contain_text("You need 1 more Star")
    await dialog.get_by_role("button", name="Get 1,000 Stars").click()
    await expect(dialog).to_contain_text("Pay 77 Stars?")
    await expect(dialog).to_contain_text("Your balance: ⭐️1,076")


async def test_a_link_and_a_forwarded_invoice_are_paid(page_bench: PageBench) -> None:
    page, stars = page_bench.page, page_bench.playground.stars
    link = await page_bench.call("createInvoiceLink", **TOP_UP)
    rows = [[{"text": "Pay in Stars", "url": link}]]
    await page_bench.say("Top up", inline_keyboard=rows)
    await tap(page, "Pay in Stars")
    await confirm(page)
    await answered(page_bench, ok=True)
    await expect(page.locator("button.chip")).to_have_count(1)
    await invoice(page_bench)
    await page.locator(".invoice").click(button="right")
    await page.get_by_role("menuitem", name="Forward").click()
    await page.locator("#targets").get_by_text("Night shift").click()
    await page.locator("#send").click()
    await tap(page, "Pay ⭐️77")
    await confirm(page)
    await answered(page_bench, ok=True)
    await expect(page.locator(".invoice")).to_contain_text("⭐️77 · Invoice")  # payable again
    await be(page, "Olivia")
    await expect(page.locator("button.chip")).to_have_count(2)
    assert len(stars.payments) == 2


async def test_telegram_gives_payments_back(page_bench: PageBench) -> None:
    page, stars, paid = (
        page_bench.page,
        page_bench.playground.stars,
        page_bench.page.locator("#paid"),
    )
    await expect(paid).to_be_hidden()
    await invoice(page_bench)
    asked = page_bench.chat.messages[max(page_bench.chat.messages)].invoice
    assert asked is not None
    notice, untold = (stars.take(page_bench.olivia, asked) for _ in range(2))
    await expect(paid).to_contain_text("the bot has ⭐️154")
    await paid.get_by_role("button", name="Charge back").first.click()
    await expect(paid).to_contain_text("the bot has ⭐️77")
    await expect(page.locator("#entries .note").first).to_contain_text("Nobody tells the bot")
    await paid.get_by_role("button", name="Refund").click()
    await expect(paid).to_contain_text("the bot has ⭐️0")
    await expect(page.locator("#messages")).to_contain_text("Panel has refunded ⭐️77")
    assert (notice.returned, untold.returned, page_bench.olivia.stars) == (True, True, 923)
