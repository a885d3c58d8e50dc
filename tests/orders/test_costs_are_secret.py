"""A customer goes through all of their screens, and learns nothing of cost, rule or margin."""

import re
from collections.abc import Iterable
from decimal import Decimal

import pytest

from bot.pricing.service import exchange
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from bot.wallet.service import ledger
from tests.conftest import OWNER_ID, Bench
from tests.ordering import LINK, fill_default, number_of, open_service
from tests.selling import set_markup

RATE, EXCHANGE, PERCENT = "7.3131", "0.61717", "41.9191"
PRICE = "6.40"
"""What comes of them, in euros: 6.4054 for a thousand; the cost is 4.5134."""
SECRET = ("7.3131", "$", "USD", "4.5134", "4.51", "0.61717", "41.9191")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?")
"""Some moment ends in any of these numbers."""
WORDS = re.compile(
    r"\b(margin|markup|costs? price|price.?rule|exchange|charge_asked)\b", re.IGNORECASE
)


@pytest.fixture
async def chat(bench: Bench) -> ChatClient:
    """Return a customer's chat: they pay euros for what costs odd dollars."""
    bench.panel.speed = 0.001
    for it in bench.panel.services:
        it["rate"] = RATE
    app = await bench.start(SELLING="wallet", WALLET_CURRENCY="EUR")
    chat = bench.private(bench.playground.world.add_person("Carmen", username="carmen"))
    now, rate = bench.now(), Decimal(EXCHANGE)
    async with app.database.begin() as session:
        await exchange.set_rate(session, "USD", "EUR", rate, by=OWNER_ID, now=now)
        wallet = await ledger.open_wallet(session, chat.chat.id, "EUR", now)
        await ledger.credit(session, wallet.id, 10**6, key="in", by=OWNER_ID, note="", now=now)
    await set_markup(bench, PERCENT)
    return chat


async def say(chat: ChatClient, text: str, shows: str) -> Message:
    since = chat.mark()
    await chat.say(text)
    return await chat.wait_for(shows, since=since)


async def file_after(chat: ChatClient, text: str, button: str = "") -> tuple[str, bytes]:
    """Return the file that a command, or a button of its answer, brings."""
    since = chat.mark()
    await chat.say(text)
    if button:
        await chat.wait_for(lambda it: bool(it.buttons), since=since)
        await chat.tap(button)
    return chat.read_file(await chat.wait_for(lambda it: bool(it.file), since=since))


def said(bench: Bench, chat: ChatClient) -> Iterable[str]:
    """Yield what the bot has sent to the customer: texts, edits, answers to taps, inline lists."""
    for call in bench.playground.calls:
        if call.params.get("chat_id", chat.chat.id) == chat.chat.id:
            yield str({key: it for key, it in call.params.items() if not isinstance(it, bytes)})


def assert_secret(texts: Iterable[str]) -> None:
    for text in (MOMENT.sub("", it) for it in texts):
        found = [it for it in SECRET if it in text] + WORDS.findall(text)
        assert not found, text


async def test_a_customer_learns_nothing_of_the_cost(bench: Bench, chat: ChatClient) -> None:
    card = await open_service(chat, "Instagram", "Followers", "[Real]")
    assert PRICE in card.text
    since = chat.mark()
    await chat.tap("🆚 Compare", message=card)
    listed = await chat.wait_for("Choose two or three services", since=since - 1)
    await chat.tap(number_of(listed, "[Drip]"))
    await chat.wait_for("Comparison", since=since - 1)
    await say(chat, "/search instagram followers", "Choose a service")
    await chat.inline("instagram followers")
    summary = await fill_default(chat)
    assert f"Total: €{PRICE}" in summary.text
    await chat.tap("Confirm")
    placed = await chat.wait_for("Number at the panel")
    (number,) = bench.panel.orders
    await chat.tap("🔎 Details", message=placed)
    since = chat.mark()
    bench.panel.finish(number, "Partial", remains=157)
    await chat.wait_for("is back in the wallet", since=since)
    await chat.tap("🔁 Order again")
    await chat.wait_for("Total", since=since)
    await say(chat, "/orders", "Orders · 1")
    await say(chat, f"/status {number}", number)
    await say(chat, "/wallet", "Balance")
    await say(chat, "/stats", "📊")
    await say(chat, f"/order 1 {LINK}2 500", "Total")
    await say(chat, f"/mass\n1 | {LINK}3 | 100\n1 | {LINK}4 | 200", "€")
    await bench.pushed()
    files = [
        await file_after(chat, "/export csv"),
        await file_after(chat, "/privacy", "📦 Get my data"),
    ]
    assert_secret(said(bench, chat))
    assert_secret(content.decode("utf-8", errors="ignore") for _, content in files)
    assert any(PRICE[:3] in text for text in said(bench, chat))
