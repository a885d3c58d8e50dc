"""Every type of service is ordered, and the panel is sent exactly what its type asks for."""

from decimal import Decimal

import pytest

from bot.catalogue.rules.services import ServiceType
from bot.chats.rules.settings import By
from bot.orders.forms import FORMS, missing
from bot.sandbox.telegram.client import ChatClient
from bot.spending.rules.limits import Level, Period
from bot.spending.service import limits
from tests.conftest import Bench, service
from tests.every_type import SENT, TYPED
from tests.ordering import labels
from tests.proof import mostly_proof, proof

NAMES = {kind: kind.value.title().replace("Seo", "SEO") for kind in ServiceType}
SHOP = [
    service(
        100 + number,
        f"Number {number}",
        type=NAMES[kind],
        category=f"Instagram {NAMES[kind]}",
        min="1",
        max="1000",
        dripfeed=True,
    )
    for number, kind in enumerate(ServiceType)
]
NUMBERS = {kind: number for number, kind in enumerate(ServiceType)}


@pytest.fixture
async def chat(bench: Bench) -> ChatClient:
    bench.panel.services[:] = SHOP
    await bench.start()
    return bench.private()


async def open_form(chat: ChatClient, kind: ServiceType) -> None:
    since = chat.mark()
    await chat.say("/order")
    await chat.wait_for("Choose a category", since=since)
    expected = f"Instagram {NAMES[kind]} ·"
    while not any(expected in label for label in labels(chat.bot_messages()[-1])):
        before = chat.mark()
        await chat.tap("▶")
        await chat.wait_for("Choose a category", since=before)
    await chat.tap(expected)
    await chat.wait_for("Choose a service", since=since)
    await chat.tap("1")
    await chat.wait_for(f"Number {NUMBERS[kind]}", since=since)
    await chat.tap("🛒 Order")


async def fill(chat: ChatClient, kind: ServiceType, **typed: str) -> None:
    form, answers = FORMS[kind], dict[str, object]()
    while (field := missing(form, answers)) is not None:
        words = (TYPED | typed)[field.key]
        await chat.wait_for(field.prompt.partition(" ")[0])
        before = chat.mark()
        if field.options and words.isdigit():
            at = [option.value for option in field.options].index(words)
            buttons = [b for row in chat.bot_messages()[-1].buttons for b in row]
            await chat.press(chat.bot_messages()[-1], buttons[at].data or "")
            answers[field.key] = int(words)
        else:
            await chat.say(words)
            answers[field.key] = words
        if field.is_list:
            await chat.wait_for("so far", since=before)
            await chat.tap("Done")
        await chat.wait_for(lambda _: True, since=before)


@pytest.mark.parametrize(
    "kind",
    mostly_proof(
        {kind.value: kind for kind in ServiceType},
        ServiceType.DEFAULT.value,
        ServiceType.PACKAGE.value,
        ServiceType.CUSTOM_COMMENTS.value,
        ServiceType.SUBSCRIPTIONS.value,
    ),
)
async def test_the_panel_is_sent_exactly_what_the_type_asks_for(
    bench: Bench, chat: ChatClient, kind: ServiceType
) -> None:
    await open_form(chat, kind)
    await fill(chat, kind)
    await chat.wait_for("🧾 Your order")
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    (params,) = bench.added()
    assert params == {"service": str(100 + NUMBERS[kind]), **SENT[kind]}


@proof
async def test_a_list_comes_in_parts_and_as_a_file(bench: Bench, chat: ChatClient) -> None:
    await open_form(chat, ServiceType.CUSTOM_COMMENTS)
    await chat.wait_for("🔗")
    await chat.say("https://www.instagram.com/p/Abc")
    await chat.wait_for("💬")
    await chat.say("First\n\nSecond")
    await chat.wait_for("2 lines so far · 1 blank left out")
    await chat.send_file("more.txt", "\ufeffПривет\r\nFirst\r\n".encode())
    await chat.wait_for("4 lines so far · 1 blank left out · 1 repeated")
    await chat.tap("Remove duplicates")
    await chat.wait_for("3 lines so far")
    await chat.send_file("picture.png", b"\x89PNG\x00\x00")
    await chat.wait_for("This is not a text file")
    await chat.tap("Done · 3")
    await chat.wait_for("Comments: 3 lines")
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert bench.added()[-1]["comments"] == "First\nSecond\nПривет"


@proof
async def test_a_list_is_collected_anew(chat: ChatClient) -> None:
    await open_form(chat, ServiceType.CUSTOM_COMMENTS)
    await chat.wait_for("🔗")
    await chat.say("https://www.instagram.com/p/Abc")
    await chat.wait_for("💬")
    await chat.say("Wrong")
    await chat.wait_for("1 line so far")
    await chat.tap("Start over")
    asked = await chat.wait_for("or a .txt file")
    assert not any("Done" in label for label in labels(asked))
    await chat.say("x\n" * 1001)
    await chat.wait_for("1,001 lines so far")
    await chat.tap("Done")
    await chat.wait_for("Lines so far: 1,001. Send")


async def test_a_subscription_is_followed_post_by_post(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 20.0
    await open_form(chat, ServiceType.SUBSCRIPTIONS)
    await fill(chat, ServiceType.SUBSCRIPTIONS)
    await chat.wait_for("For each new post: $0.018 to $0.027")
    await chat.tap("+ 🆕 New posts")
    await chat.wait_for("For how many new posts?")
    await chat.say("2")
    await chat.wait_for("Total: $0.036 to $0.054")
    await chat.tap("+ 📅 Last day")
    await chat.wait_for("Until what date?")
    await chat.say("soon")
    await chat.wait_for("Send a date, for example ")
    await chat.say("12/31/2031")
    await chat.wait_for("Last day: Dec 31, 2031")
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert bench.added()[-1] | {"service": ""} == {
        "service": "",
        **SENT[ServiceType.SUBSCRIPTIONS],
        "posts": "2",
        "expiry": "31/12/2031",
    }
    await chat.wait_for("Order #1 is completed")
    await chat.tap("Details")
    await chat.wait_for("Posts: 2 of 2")
    bench.panel.speed = 1000.0
    await chat.tap("Refresh")  # the order has ended, the last post's may still be delivered
    card = await chat.wait_for("✅ Completed 2")
    assert "$0.045" in card.text  # 20 for the first post and 30 for the second


async def test_a_subscription_without_an_end_needs_an_approval_wherever_there_is_a_limit(
    bench: Bench, chat: ChatClient
) -> None:
    assert bench.app is not None
    boris = bench.playground.world.add_person("Boris")
    buyer, day = bench.private(boris), (boris.id, Level.OWNER, Period.DAY, Decimal(1000))
    for who in (chat, buyer):
        await who.say("/start")
        await who.wait_for("Hello")
    async with bench.app.database.begin() as session:
        await limits.set_limit(session, *day, by=By(bench.owner.id, "Olivia", bench.now()))
    await open_form(buyer, ServiceType.SUBSCRIPTIONS)
    await fill(buyer, ServiceType.SUBSCRIPTIONS)
    summary = await buyer.wait_for("For each new post: $0.018 to $0.027")
    assert "the owners' daily limit" in summary.text
    since = buyer.mark()
    await buyer.tap("+ 🆕 New posts")
    await buyer.wait_for("For how many new posts?")
    await buyer.say("2")
    summary = await buyer.wait_for("Total: $0.036 to $0.054", since=since)
    assert "daily limit" not in summary.text
    await open_form(buyer, ServiceType.SUBSCRIPTIONS)
    await fill(buyer, ServiceType.SUBSCRIPTIONS)
    since = buyer.mark()
    await buyer.tap("Confirm")
    await buyer.wait_for("Waiting for approval", since=since)
    assert bench.added() == []


@proof
async def test_a_subscription_without_an_end_expires(bench: Bench, chat: ChatClient) -> None:
    del bench
    await open_form(chat, ServiceType.SUBSCRIPTIONS)
    await fill(chat, ServiceType.SUBSCRIPTIONS)
    await chat.wait_for("For each new post")
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 has expired")


@proof
async def test_the_runs_of_a_drip_feed_are_on_the_card(bench: Bench, chat: ChatClient) -> None:
    bench.panel.speed = 20.0
    await open_form(chat, ServiceType.WEB_TRAFFIC)
    await fill(chat, ServiceType.WEB_TRAFFIC)
    await chat.wait_for("🧾")
    await chat.tap("+ 💧 Drip-feed")
    await chat.wait_for("How many runs?")
    await chat.say("3")
    await chat.wait_for("How many minutes")
    await chat.say("5")
    await chat.wait_for("300 in total")
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    assert (bench.added()[-1]["runs"], bench.added()[-1]["interval"]) == ("3", "5")
    await chat.tap("Details")
    await chat.wait_for("Runs: 3 of 3")


@proof
async def test_another_kind_of_traffic_asks_for_something_else(chat: ChatClient) -> None:
    await open_form(chat, ServiceType.WEB_TRAFFIC)
    await fill(chat, ServiceType.WEB_TRAFFIC)
    await chat.wait_for("Keyword: shoes")
    await chat.tap("✏️ Traffic")
    await chat.wait_for("🚦")
    await chat.tap("Referring page")
    await chat.wait_for("Send the link to the page that visitors come from")
    await chat.say("news.example/story")
    summary = await chat.wait_for("Referring page: https://news.example/story")
    assert "shoes" not in summary.text


@proof
async def test_a_link_that_does_not_fit_is_a_warning(bench: Bench, chat: ChatClient) -> None:
    bench.panel.services[0] |= {"name": "Instagram Followers", "category": "Instagram Followers"}
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    since = chat.mark()
    await chat.say("/order")
    await chat.wait_for("Choose a category", since=since)
    await chat.tap("Instagram Followers")
    await chat.wait_for("Choose a service", since=since)
    await chat.tap("1")
    await chat.wait_for("ID 100", since=since)
    await chat.tap("🛒 Order")
    await chat.wait_for("🔗")
    await chat.say("https://m.youtube.com/watch?v=abcdefghijk&utm_source=x")
    await chat.wait_for("🔢")
    await chat.say("100")
    await chat.wait_for("This is a link to YouTube; the service seems to be for Instagram.")
    await chat.tap("✏️ Link")
    await chat.wait_for("Send the link")
    await chat.say("https://www.instagram.com/reel/Abc/")
    await chat.wait_for("Your link: reel. This service seems to need: profile")
    await chat.tap("✏️ Link")
    before = chat.mark()
    await chat.say("@some.name")
    summary = await chat.wait_for("https://www.instagram.com/some.name/", since=before)
    assert "seems" not in summary.text
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert bench.added()[-1]["link"] == "https://www.instagram.com/some.name/"
