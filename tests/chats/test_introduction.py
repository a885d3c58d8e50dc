"""The first visit, /help by what one wants to do, the menu button, and /support."""

import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Chat, Person
from tests.conftest import Bench, until
from tests.ordering import labels


@pytest.fixture
def anna(bench: Bench) -> Person:
    return bench.playground.world.add_person("Anna")


async def greeted(chat: ChatClient) -> list[str]:
    since = chat.mark()
    await chat.say("/start")
    return labels(await chat.wait_for("Hello", since=since))


async def test_three_cards_explain_the_bot_once(bench: Bench, anna: Person) -> None:
    await bench.start()
    chat = bench.private(anna)
    first = await greeted(chat)
    assert first[:3] == ["Skip", "Next · 2 of 3", "🛒 New order"]
    shown = chat.bot_messages()[-1]
    assert "1. Order" in shown.text
    await chat.tap("Next", message=shown)
    assert "until you confirm" in (await chat.wait_for("2. Confirm")).text
    await chat.tap("Next · 3 of 3", message=shown)
    await chat.wait_for("3. Follow")
    await chat.tap("👍 Got it", message=shown)
    left = await chat.wait_for(lambda it: "3. Follow" not in it.text)
    assert labels(left) == first[2:]
    assert len(chat.bot_messages()) == 1
    assert await greeted(chat) == first[2:]


async def test_the_cards_are_skipped_or_left(bench: Bench, anna: Person) -> None:
    await bench.start()
    chat = bench.private(anna)
    await greeted(chat)
    await chat.tap("Skip")
    await chat.wait_for(lambda it: "1. Order" not in it.text)
    boris = bench.private(bench.playground.world.add_person("Boris"))
    await greeted(boris)
    await boris.tap("🛒 New order")
    await boris.wait_for("Choose a platform")
    assert "Skip" not in await greeted(boris)


async def test_a_group_has_a_short_form(bench: Bench, anna: Person) -> None:
    group = bench.playground.world.groups.add("Team", members=[anna])
    await bench.start()
    chat = bench.in_group(anna, group)
    await chat.say("/start")
    shown = await chat.wait_for("Hello, Anna")
    assert "a form that only you can use" in shown.text
    assert "Skip" not in labels(shown)
    since = chat.mark()
    await chat.say("/start")
    assert "only you can use" not in (await chat.wait_for("Hello, Anna", since=since)).text


async def test_help_lists_what_somebody_may_use_by_what_they_want(
    bench: Bench, anna: Person
) -> None:
    group = bench.playground.world.groups.add("Team", members=[anna], admins=[anna])
    await bench.start()
    chat, here = bench.private(anna), bench.in_group(anna, group)
    await chat.say("/help")
    text = (await chat.wait_for("What you can do here")).text
    heads = ["🛒 Order", "📋 Follow your orders", "📊 Reports", "⚙️ Set up this chat"]
    assert sorted(heads, key=text.index) == heads
    assert "/search instagram followers refill" in text
    for unwanted in ("/allow", "/admin", "Run the bot", "Decide who may order"):
        assert unwanted not in text
    await here.say("/help")
    text = (await here.wait_for("What you can do here")).text
    assert "/limit day 50" in text
    assert "/language" not in text
    owner = bench.private()
    await owner.say("/help")
    assert "🛠 Run the bot" in (await owner.wait_for("What you can do here")).text
    await owner.tap("☰ Menu")
    await owner.wait_for("Hello")


async def test_the_menu_button_has_what_is_used_most(bench: Bench, anna: Person) -> None:
    world = bench.playground.world
    group = world.groups.add("Team", members=[anna, bench.owner], admins=[bench.owner])
    bench.menus = True
    await bench.start()

    def menu(person: Person, chat: Chat) -> list[str]:
        return [it["command"] for it in bench.playground.chats.menu(person, chat)]

    await until(lambda: "admin" in menu(bench.owner, world.private_chat(bench.owner)))
    assert menu(anna, world.private_chat(anna)) == [
        *("order", "services", "orders", "mass", "settings", "help")
    ]
    assert menu(anna, group) == ["order", "services", "orders", "status", "help"]
    boris = world.add_person("Boris", language_code="ru")
    shown = bench.playground.chats.menu(boris, world.private_chat(boris))
    assert shown[0] == {"command": "order", "description": "Заказать услугу"}
    await until(lambda: "limit" in menu(bench.owner, group))
    chat = bench.private(anna)
    await chat.say("/stats 7")  # what no menu lists works as well
    await chat.wait_for("No orders")


async def test_support_says_whom_to_turn_to(bench: Bench, anna: Person) -> None:
    await bench.start()
    chat, owner = bench.private(anna), bench.private()
    await chat.say("/support")
    assert labels(await chat.wait_for("No contact has been set here yet")) == []
    await owner.say("/support")
    await owner.wait_for("No contact has been set here yet")
    await owner.tap("✏️ Set a contact")
    page = await owner.wait_for("Your own texts")
    await owner.tap("✏️ Contact", message=page)
    await owner.wait_for("Send whom people can turn to")
    since = owner.mark()
    await owner.say("Write to @helper_olga\n<b>9 to 6</b> & Sundays")
    assert "<b>9 to 6</b> & Sundays" in (await owner.wait_for("Your own", since=since)).text
    since = chat.mark()
    await chat.say("/support")
    shown = await chat.wait_for("@helper_olga", since=since)
    assert "\n<b>9 to 6</b> & Sundays" in shown.text
    (button,) = [it for row in shown.buttons for it in row]
    assert (button.label, button.url) == ("✉️ Write to us", "https://t.me/helper_olga")
    assert "💬 Support" in await greeted(chat)


async def test_owners_greet_in_their_own_words(bench: Bench, anna: Person) -> None:
    await bench.start()
    owner, chat = bench.private(), bench.private(anna)
    await owner.say("/admin")
    await owner.tap("💬 Texts", message=await owner.wait_for("🛠 Dashboard"))
    page = await owner.wait_for("the bot's own greeting")
    await owner.tap("✏️ Greeting", message=page)
    await owner.wait_for("Send the greeting")
    await owner.say("x" * 1001)
    await owner.wait_for("The maximum is 1,000 characters")
    since = owner.mark()
    await owner.say("Welcome & enjoy <3")
    page = await owner.wait_for("Welcome & enjoy <3", since=since)
    await greeted(chat)
    assert "Welcome & enjoy <3" in chat.bot_messages()[-1].text
    await owner.tap("✕ Remove", message=page)
    await owner.wait_for("the bot's own greeting", since=since)
    await greeted(chat)
    assert "Order followers, likes" in chat.bot_messages()[-1].text
