"""Owners set prices by buttons: rules, the floor, the exchange rate, tiers; and are told."""

from decimal import Decimal

import pytest

from bot.pricing.rules.prices import Buyer, Goods, Prices
from bot.pricing.rules.selling import Selling
from bot.pricing.service.prices import read_prices
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message, Person
from tests.conftest import Bench
from tests.ordering import labels, open_service, resync
from tests.proof import first_quick, proof


@pytest.fixture
async def owner(bench: Bench) -> ChatClient:
    """Return an owner's chat with a bot that sells in the panel's currency."""
    await bench.start(SELLING="wallet", WALLET_CURRENCY="USD")
    return bench.private()


@pytest.fixture
async def in_rubles(bench: Bench) -> ChatClient:
    """Return an owner's chat with a bot that sells in another currency."""
    await bench.start(SELLING="wallet", WALLET_CURRENCY="RUB")
    return bench.private()


async def prices_page(chat: ChatClient) -> Message:
    """Open the page of prices."""
    since = chat.mark()
    await chat.say("/admin")
    await chat.tap("💵 Prices", message=await chat.wait_for("🛠 Dashboard", since=since))
    return await chat.wait_for("💵 Prices", since=since)


async def go(chat: ChatClient, shows: str, *buttons: str) -> Message:
    """Tap buttons, one after the other, in the newest messages that have them."""
    for button in buttons:
        since = chat.mark()
        await chat.tap(button)
        await chat.wait_for(lambda _: True, since=since)
    return await chat.wait_for(shows, since=since)


async def answer(chat: ChatClient, button: str, text: str, shows: str) -> Message:
    """Tap a button that asks for something, and answer."""
    since = chat.mark()
    await chat.tap(button)
    await chat.wait_for(lambda it: it.force_reply, since=since)
    since = chat.mark()
    await chat.say(text)
    return await chat.wait_for(shows, since=since)


async def stored(bench: Bench, currency: str = "USD") -> Prices:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await read_prices(session, Selling(currency, Decimal("0.01")), "USD")


async def rules(bench: Bench) -> list[tuple[Buyer, Goods, Decimal, Decimal]]:
    return [(it.buyer, it.goods, it.percent, it.fixed) for it in (await stored(bench)).rules]


async def add_for_all(chat: ChatClient, markup: str = "30%") -> None:
    """Save a markup for everybody and everything."""
    await prices_page(chat)
    await go(chat, "no rule for exactly this", "+ Add a rule", "Everybody", "All services")
    await answer(chat, "+ Set a markup", markup, "Is that right?")
    await go(chat, "Rules · 1", "✅ Save")


async def test_a_rule_is_previewed_saved_changed_and_removed(
    bench: Bench, owner: ChatClient
) -> None:
    shown = await prices_page(owner)
    assert "None: customers pay what the panel charges." in shown.text
    await go(owner, "no rule for exactly this", "+ Add a rule", "Everybody", "All services")
    preview = await answer(owner, "+ Set a markup", "30% + 0.10", "Is that right?")
    assert "Everybody · all services: 30% + $0.10" in preview.text
    assert "The prices of 6 services change." in preview.text
    assert "$0.90 → $1.27" in preview.text
    assert await rules(bench) == []
    await go(owner, "· Everybody · all services: 30% + $0.10 — 6 services", "✅ Save")
    everybody = (Buyer(), Goods())
    assert await rules(bench) == [(*everybody, Decimal(30), Decimal("0.1"))]

    page = await go(owner, "Markup: 30% + $0.10", "Everybody · all services")
    assert "It sets the prices of 6 services." in page.text
    preview = await answer(owner, "✏️ Change", "25", "Is that right?")
    assert "Until now: 30% + $0.10" in preview.text
    assert "$1.27 → $1.125" in preview.text
    await go(owner, "25% — 6 services", "✅ Save")
    assert await rules(bench) == [(*everybody, Decimal(25), Decimal(0))]

    await go(owner, "Markup: 25%", "Everybody · all services")
    asked = await go(owner, "Remove the rule", "✕ Remove")
    assert "The prices of 6 services change." in asked.text
    await go(owner, "Rules · 0", "✕ Remove")
    assert await rules(bench) == []


@proof
async def test_the_narrowest_rule_makes_the_price_and_the_page_says_which(
    bench: Bench, owner: ChatClient
) -> None:
    await add_for_all(owner)
    await go(owner, "What is the rule for?", "+ Add a rule", "Everybody")
    await go(owner, "Everybody · TikTok", "A platform …", "TikTok")
    await answer(owner, "+ Set a markup", "50", "Is that right?")
    listed = await go(owner, "Rules · 2", "✅ Save")
    assert listed.text.index("TikTok: 50% — 2 services") < listed.text.index("30% — 4 services")
    await answer(owner, "🔎 A service's price", "starter", "Choose a service.")
    card = await go(owner, "Set by: Everybody · TikTok: 50%", "Starter pack")
    for line in (
        "Cost: $5.00",
        "Price: $7.50 for the package",
        "Margin: $2.50 (50%)",
        "Floor: $5.00",
    ):
        assert line in card.text
    await go(owner, "Everybody · Starter pack", "✏️ Its own markup")
    await answer(owner, "+ Set a markup", "+1", "$7.50 → $6.00")
    await go(owner, "Starter pack: +$1.00 — 1 service", "✅ Save")
    assert len(await rules(bench)) == 3


async def test_what_would_be_below_the_floor_is_said_before_and_listed_after(
    bench: Bench, owner: ChatClient
) -> None:
    await add_for_all(owner)
    preview = await answer_margin(owner, "20", "Floor: cost + 20%")
    assert "No price changes." in preview.text
    await go(owner, "Nothing is sold for less than its cost + 20%.", "✅ Save")
    assert (await stored(bench)).least_margin == 20
    await prices_page(owner)
    await go(owner, "Everybody · Instagram Likes", "+ Add a rule", "Everybody", "A category …",
             "Instagram Likes")  # fmt: skip
    preview = await answer(owner, "+ Set a markup", "19.99", "Is that right?")
    assert "🚫 1 service would be below the floor and not be sold any more:" in preview.text
    await go(owner, "Rules · 2", "✅ Save")
    listed = await go(owner, "Not sold · 1", "🚫 Not sold · 1")
    assert labels(listed)[0] == "Instagram Likes"
    card = await go(owner, "Not sold: the price is below the floor.", "Instagram Likes")
    assert "Margin: " in card.text
    await bench.pushed()
    assert not any("not sold any more:" in it.text and "would" not in it.text
                   for it in owner.bot_messages())  # fmt: skip


async def answer_margin(chat: ChatClient, text: str, shows: str) -> Message:
    await prices_page(chat)
    await go(chat, "Nothing is sold for less than its cost", "📉 Floor")
    return await answer(chat, "✏️ Change", text, shows)


async def test_owners_are_notified_once_when_the_panel_becomes_dearer(
    bench: Bench, owner: ChatClient
) -> None:
    await add_for_all(owner, "-5% + 0.10")  # the cheap ones earn, the dear ones do not
    await bench.pushed()
    since = owner.mark()
    bench.panel.services[0]["rate"] = "30"
    await resync(bench)
    notice = await owner.wait_for("is not sold any more", since=since)
    assert "· Instagram Followers [Real]" in notice.text
    await go(owner, "Not sold · 2", "🚫 Not sold")
    since = owner.mark()
    bench.panel.services[0]["rate"] = "31"
    await resync(bench)
    await bench.pushed()
    assert not [it for it in owner.bot_messages() if "3 services are not sold" in it.text]


async def test_a_preview_that_is_out_of_date_saves_nothing(
    bench: Bench, owner: ChatClient
) -> None:
    await prices_page(owner)
    await go(owner, "no rule for exactly this", "+ Add a rule", "Everybody", "All services")
    old = await answer(owner, "+ Set a markup", "30", "Is that right?")
    bench.panel.services[0]["rate"] = "10"
    await resync(bench)
    said = await owner.tap("✅ Save", message=old)
    assert said is not None
    assert (said.text, said.show_alert) == ("Something changed. Please look again.", True)
    assert await rules(bench) == []
    await owner.wait_for("$10.00 → $13.00")
    await go(owner, "Rules · 1", "✅ Save")
    assert len(await rules(bench)) == 1


@proof
async def test_a_second_answer_makes_the_first_preview_out_of_date(
    bench: Bench, owner: ChatClient
) -> None:
    await prices_page(owner)
    await go(owner, "no rule for exactly this", "+ Add a rule", "Everybody", "All services")
    old = await answer(owner, "+ Set a markup", "30", "all services: 30%")
    asked = next(it for it in owner.bot_messages() if it.force_reply)
    since = owner.mark()
    await owner.say("40", reply_to=asked)
    await owner.wait_for("all services: 40%", since=since)
    said = await owner.tap("✅ Save", message=old)
    assert said is not None
    assert said.show_alert
    assert await rules(bench) == []


@pytest.mark.parametrize(
    ("text", "said"),
    first_quick(
        1, [("much", "Send the markup, for example"), ("30% + €1", "Amounts are in USD here.")]
    ),
)
async def test_what_is_no_markup_is_said_and_may_be_sent_again(
    owner: ChatClient, text: str, said: str
) -> None:
    await prices_page(owner)
    await go(owner, "no rule for exactly this", "+ Add a rule", "Everybody", "All services")
    await answer(owner, "+ Set a markup", text, said)
    since = owner.mark()
    await owner.say("30")
    await owner.wait_for("Is that right?", since=since)


async def test_another_currency_needs_a_rate_which_is_guarded_and_grows_old(
    bench: Bench, in_rubles: ChatClient
) -> None:
    chat = in_rubles
    await chat.say("/start")
    await chat.wait_for("There is no exchange rate from USD to RUB.")
    page = await prices_page(chat)
    assert "There is no exchange rate. Nothing is sold until you set one." in page.text
    await go(chat, "Exchange rate", "💱 Exchange rate")
    preview = await answer(chat, "✏️ Set the rate", "81,5", "Is that right?")
    assert "1 USD = RUB\xa081.50" in preview.text
    assert "$0.90 → RUB\xa073.35" in preview.text
    await go(chat, "set just now", "✅ Save")
    assert (await stored(bench, "RUB")).exchange_rate == Decimal("81.5")

    shown = await answer(chat, "✏️ Set the rate", "1 USD = 82 RUB", "Before:")  # near: at once
    assert "Is that right?" not in shown.text
    asked = await answer(chat, "✏️ Set the rate", "8.2", "The rate changes by -90%.")
    assert (await stored(bench, "RUB")).exchange_rate == Decimal(82)
    await go(chat, "Nothing was changed.", "✕ Cancel")
    assert asked.message_id

    await bench.pushed()
    since = chat.mark()
    bench.skip(days=7, minutes=1)
    notice = await chat.wait_for("The exchange rate, 1 USD = ", since=since)
    assert "was set 1 wk ago" in notice.text or "was set 7 days ago" in notice.text
    assert "Check it." in (await prices_page(chat)).text


@proof
async def test_tiers_are_made_and_customers_put_in(bench: Bench, owner: ChatClient) -> None:
    max_ = bench.playground.world.add_person("Max", username="max")
    await bench.private(max_).say("/start")
    await bench.private(max_).wait_for("Hello")
    await add_for_all(owner)
    await go(owner, "Tiers · 0", "🏷 Tiers")
    await answer(owner, "+ New tier", "VIP", "No rules of its own")
    await go(owner, "What is the rule for?", "+ Add a rule")
    await go(owner, "🏷 VIP · all services", "All services")
    await answer(owner, "+ Set a markup", "10", "$1.17 → $0.99")
    await go(owner, "Rules · 2", "✅ Save")

    await open_customer(owner, max_)
    await go(owner, "Tier: VIP", "🏷 VIP")
    assert (await stored(bench)).of(max_.id).price(Decimal(1), Goods()).rate == Decimal("1.1")
    await go(owner, "Max · TikTok", "+ Add a rule", "A platform …", "TikTok")
    await answer(owner, "+ Set a markup", "5", "Is that right?")
    listed = await go(owner, "Rules · 3", "✅ Save")
    assert "· 👤 Max · TikTok: 5% — 2 services" in listed.text
    await answer(owner, "🔎 A service's price", "5", "Choose a service.")
    card = await go(owner, "Price: $6.50 for the package", "Starter pack")
    assert "🏷 VIP: $5.50 · $0.50 (10%)" in card.text
    assert "👤 Max: $5.25 · $0.25 (5%)" in card.text

    await prices_page(owner)
    await go(owner, "1 customer", "🏷 Tiers", "🏷 VIP · 1")
    await answer(owner, "✏️ Name", "Gold", "🏷 Gold")
    await go(owner, "Tier: Gold", "👥 Customers", "👤 Max")
    await prices_page(owner)
    asked = await go(owner, "Delete the tier Gold", "🏷 Tiers", "🏷 Gold · 1", "🗑 Delete")
    assert "The prices of 6 services change." in asked.text
    await go(owner, "Tiers · 0", "✕ Remove")
    assert (await stored(bench)).tier_of == {}
    assert [it[0] for it in await rules(bench)] == [Buyer(), Buyer(chat_id=max_.id)]


async def open_customer(chat: ChatClient, person: Person) -> Message:
    since = chat.mark()
    await chat.say("/admin")
    await chat.wait_for("🛠 Dashboard", since=since)
    await go(chat, "never asked for access", "👥 Chats", person.name)
    return await go(chat, "In no tier.", "💵 Prices")


async def test_a_services_card_leads_owners_to_its_price(bench: Bench, owner: ChatClient) -> None:
    await add_for_all(owner)
    assert bench.app is not None
    await bench.app.catalogue.refresh()
    card = await open_service(owner, "Instagram", "Followers", "[Real]")
    assert "$1.17 per 1000" in card.text
    await go(owner, "Set by: Everybody · all services: 30%", "💵 Price")
    max_ = bench.private(bench.playground.world.add_person("Max", username="max"))
    card = await open_service(max_, "Instagram", "Followers", "[Real]")
    assert "$1.17 per 1000" in card.text
    assert "💵 Price" not in labels(card)


async def test_nobody_else_sees_or_changes_prices(bench: Bench, owner: ChatClient) -> None:
    await add_for_all(owner)
    max_ = bench.private(bench.playground.world.add_person("Max", username="max"))
    await max_.say("/start")
    greeting = await max_.wait_for("Hello")
    for data in ("px:h:0", "px:r:a:a", "px:q:price_markup:a:a", "px:d:1", "px:e:1:x", "px:u:0"):
        said = await max_.press(greeting, data)
        assert said is not None
        assert (said.text, said.show_alert) == ("You can't do that here.", True)
    group = bench.playground.world.groups.add("Team", members=[bench.owner])
    there = bench.in_group(bench.owner, group)
    await there.say("/start")
    said = await there.press(await there.wait_for("Hello"), "px:h:0")
    assert said is not None
    assert said.show_alert
    assert len(await rules(bench)) == 1


@proof
async def test_what_no_button_says_harms_nothing(bench: Bench, owner: ChatClient) -> None:
    page = await prices_page(owner)
    for data in (
        *("px", "px:r", "px:r:x:y", "px:r:t99:s99", "px:g:c", "px:i:99", "px:n:99:9", "px:c:99"),
        *("px:s:99", "px:y:1:x", "px:d:99", "px:e:99:x", "px:j:99:x", "px:p:99:99", "px:m:0"),
        *("px:q:x", "px:k:a:99", "px:u:99", "px:h:99", "px:zz"),
    ):
        await owner.press(page, data, wait=False)
    await bench.pushed()
    since = owner.mark()
    await owner.press(page, "px:q:price_tier:x")
    await owner.wait_for(lambda it: it.force_reply, since=since)
    await owner.say("VIP")
    await owner.wait_for("🏷 VIP", since=since)
    assert await rules(bench) == []
    assert (await stored(bench)).tier_of == {}
    assert "Rules · 0" in (await prices_page(owner)).text


async def test_without_selling_there_are_no_prices(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/admin")
    home = await chat.wait_for("🛠 Dashboard")
    assert "💵 Prices" not in labels(home)
    said = await chat.press(home, "px:h:0")
    assert said is not None
    assert said.text == "Customers do not pay here: SELLING is off."
