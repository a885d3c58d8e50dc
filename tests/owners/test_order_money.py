"""Owners see what an order cost and what is left of it; nobody else does."""

from decimal import Decimal

from bot.pricing.service import changes, exchange
from bot.sandbox.telegram.client import ChatClient
from bot.wallet.service import ledger
from tests.conftest import OWNER_ID, Bench
from tests.ordering import order_default
from tests.selling import give, set_markup, start_selling


async def said(chat: ChatClient, command: str, shows: str) -> str:
    since = chat.mark()
    await chat.say(command)
    return (await chat.wait_for(shows, since=since)).text


def cost_in(card: str) -> str:
    """Return the cost on a card: expected, or as the panel says it by now."""
    (line,) = [it for it in card.splitlines() if it.startswith("🧾 ")]
    return line.rpartition(": ")[2]


async def test_owners_see_the_money_of_an_order(bench: Bench) -> None:
    bench.panel.speed = 0.001
    await start_selling(bench)
    customer = bench.private(bench.playground.world.add_person("Carmen", username="carmen"))
    await give(bench, customer.chat.id, "5.00")
    await order_default(customer)
    owner = bench.private()
    card = await said(owner, "/find #1", "As seen in Carmen")
    for line in (
        "👛 From this chat's wallet: $1.17 of $1.17",
        "📈 Margin: $0.27 (30%)",
        "🏷 Price rule 1: now 30%",
    ):
        assert line in card
    assert "💱" not in card
    assert cost_in(card) == "$0.90"
    since = owner.mark()
    await owner.say("/admin")
    await owner.wait_for("🛠 Dashboard", since=since)
    await owner.tap("👤 People")
    await owner.wait_for("👤 People · ", since=since)
    await owner.tap("Carmen")
    assert "📈 Margin: $0.27 (30%)" in (await owner.wait_for("Known since", since=since)).text


async def test_the_exchange_rate_and_a_removed_rule_are_named(bench: Bench) -> None:
    bench.panel.speed = 0.001
    app = await bench.start(SELLING="wallet", WALLET_CURRENCY="EUR")
    customer = bench.private(bench.playground.world.add_person("Carmen", username="carmen"))
    now, rate = bench.now(), Decimal("0.6")
    async with app.database.begin() as session:
        await exchange.set_rate(session, "USD", "EUR", rate, by=OWNER_ID, now=now)
        wallet = await ledger.open_wallet(session, customer.chat.id, "EUR", now)
        await ledger.credit(
            session, wallet.id, 50_000, key="first", by=OWNER_ID, note="test", now=now
        )
    await set_markup(bench, "50")
    await order_default(customer)
    async with app.database.begin() as session:
        await changes.remove_rule(session, 1)
    card = await said(bench.private(), "/find #1", "As seen in Carmen")
    assert cost_in(card) == "$0.90"
    assert "📈 Margin: €0.27 (50%)" in card
    assert "💱 $1.00 = €0.60" in card
    assert "🏷 Price rule 1, removed since" in card
