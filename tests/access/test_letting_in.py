"""Closed by default: who is let in, and by whom."""

from bot.sandbox.telegram.model import Chat, Person
from tests.conftest import Bench, until
from tests.ordering import labels, order_default
from tests.proof import proof


async def test_an_unknown_chat_is_let_in_by_an_owner(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    await stranger.say("/start")
    await stranger.wait_for("This bot is private")
    for text in ("/order", "/orders", "/services", "hello", "/status 1"):
        since = stranger.mark()
        await stranger.say(text)
        await stranger.wait_for("This bot is private", since=since)
    asked = await owner.wait_for("asks for access")
    assert "Mallory" in asked.text
    assert len([m for m in owner.bot_messages() if "asks for access" in m.text]) == 1
    await owner.tap("Approve")
    await stranger.wait_for("This chat was let in")
    await order_default(stranger)
    assert len(bench.added()) == 1


async def test_a_refused_chat_stays_out(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")
    stranger = bench.private(bench.playground.world.add_person("Mallory"))
    await stranger.say("/order")
    await owner.wait_for("asks for access")
    await owner.tap("Refuse")
    await stranger.wait_for("was refused")
    since = stranger.mark()
    await stranger.say("/order")
    await stranger.wait_for("was refused", since=since)
    assert bench.added() == []


async def test_a_stranger_cannot_forge_an_approval(bench: Bench) -> None:
    await bench.start(ACCESS="closed")
    person = bench.playground.world.add_person("Mallory")
    stranger = bench.private(person)
    await stranger.say("/start")
    refused = await stranger.wait_for("This bot is private")
    for data in (f"a:{person.id}:yes", "m:order", "u:1:q", "s:p:everyone", "f:1:0:y:", "l:a:0"):
        answer = await stranger.press(refused, data)
        assert answer is not None
        assert "private" in (answer.text or "")
    since = stranger.mark()
    await stranger.say("/order")
    await stranger.wait_for("This bot is private", since=since)


async def test_only_owners_see_the_balance(bench: Bench) -> None:
    await bench.start()
    owner = bench.private()
    await owner.say("/balance")
    await owner.wait_for("$1,000.00")
    other = bench.private(bench.playground.world.add_person("Max"))
    await other.say("/balance")
    await other.wait_for("You can't do that here.")


async def test_help_lists_what_this_person_may_do(bench: Bench) -> None:
    await bench.start()
    owner, other = bench.private(), bench.private(bench.playground.world.add_person("Max"))
    await owner.say("/help")
    assert "/balance" in (await owner.wait_for("What you can do")).text
    await other.say("/help")
    said = (await other.wait_for("What you can do")).text
    assert "/order" in said
    assert "/balance" not in said
    assert "/settings" in said  # of the own chat
    assert "/allow" not in said


async def test_the_language_is_the_persons_own_and_can_be_chosen(bench: Bench) -> None:
    await bench.start()
    boris = bench.private(bench.playground.world.add_person("Борис", language_code="ru"))
    await boris.say("/start")
    await boris.wait_for("Здравствуйте")
    await boris.say("/language")
    await boris.wait_for("язык")
    await boris.tap("English")
    greeting = await boris.wait_for("Hello")
    assert "🛒 New order" in labels(greeting)


async def test_the_bot_starts_when_telegram_refuses_the_menus(bench: Bench) -> None:
    bench.playground.faults.add("setMyCommands", code=400, description="Bad Request: no")
    bench.menus = True
    await bench.start()
    owner = bench.private()
    await owner.say("/start")
    await owner.wait_for("Hello")


@proof
async def test_each_scope_and_language_has_its_menu(bench: Bench) -> None:
    world = bench.playground.world
    admin, member = world.add_person("Анна", language_code="ru"), world.add_person("Max")
    group = world.groups.add("Team", members=[admin, member], admins=[admin])
    bench.menus = True
    await bench.start()
    await bench.private().say("/start")
    await bench.private().wait_for("Hello")

    def menu(person: Person, chat: Chat) -> dict[str, str]:
        shown = bench.playground.chats.menu(person, chat)
        return {command["command"]: command["description"] for command in shown}

    await until(lambda: "balance" in menu(bench.owner, world.private_chat(bench.owner)))
    await until(lambda: "settings" in menu(admin, group))
    assert menu(admin, group)["order"] == "Заказать услугу"
    assert "settings" not in menu(member, group)
    assert "start" not in menu(member, group)
    assert "balance" not in menu(member, world.private_chat(member))
    assert menu(member, world.private_chat(member))["order"] == "Order a service"
