"""A number that is sent while the summary of a list is shown."""

import pytest

from bot.orders.mass.rules import counted_services, with_quantity
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, service, until
from tests.ordering import labels
from tests.orders.mass.test_mass_rules import LIKES, SHOP

ONE, TWO = "https://www.instagram.com/one/", "https://www.instagram.com/two/"
OF_ONE_SERVICE = f"1 | {ONE} | 100\n1 | {TWO} | 200"
OF_TWO_SERVICES = f"1 | {ONE} | 100\n3 | {TWO} | 200"
SAID = {
    "500": 500,
    "0.6k": 600,
    "700 each": 700,
    "make it 800 per link please": 800,
    "900 followers": 900,
    "१०००": 1000,
    "по 1100 на каждую ссылку": 1100,
    "her birine 1200": 1200,
    "1300 cada uno": 1300,
    "1400 لكل رابط": 1400,
    "प्रत्येक लिंक पर 1500": 1500,
    "masing-masing 1600": 1600,
    "1700 para cada um": 1700,
}


@pytest.fixture(autouse=True)
def sold(bench: Bench) -> None:
    """Sell a service whose ID may be a quantity."""
    bench.panel.services.append(service(500, "Instagram Views"))


async def listed(chat: ChatClient, text: str) -> Message:
    await chat.say(f"/mass\n{text}")
    return await chat.wait_for("✅ 2 orders")


async def sent(chat: ChatClient, text: str, answer: str) -> Message:
    since = chat.mark()
    await chat.say(text)
    return await chat.wait_for(answer, since=since)


async def test_it_becomes_the_quantity_of_all_orders(bench: Bench, chat: ChatClient) -> None:
    shown = await listed(chat, OF_ONE_SERVICE)
    for said, quantity in SAID.items():
        former, shown = shown, await sent(chat, said, f"instagram.com/two · {quantity:,} ")
        assert f"instagram.com/one · {quantity:,} " in shown.text
        await until(lambda former=former: former.deleted)  # type: ignore[misc]
    await chat.tap("Place 2 orders", message=shown)
    await chat.wait_for("have ended")
    assert [it["quantity"] for it in bench.added()] == ["1700", "1700"]


async def test_one_that_does_not_fit_changes_nothing(bench: Bench, chat: ChatClient) -> None:
    shown = await listed(chat, OF_ONE_SERVICE)
    await sent(chat, "50", "50 is too few. Send a quantity from 100 to 10,000.")
    await sent(chat, "0", "Send a whole number above zero")
    await chat.tap("Place 2 orders", message=shown)
    await chat.wait_for("have ended")
    assert [it["quantity"] for it in bench.added()] == ["100", "200"]


async def test_what_is_no_quantity_of_the_list_is_looked_for(
    bench: Bench, chat: ChatClient
) -> None:
    await listed(chat, OF_ONE_SERVICE)
    await sent(chat, "5", "Starter pack")  # too few for the list, but a service
    await listed(chat, OF_ONE_SERVICE)
    await sent(chat, "500 likes", "🔎 likes")
    assert bench.added() == []


async def test_for_several_services_it_is_asked_about(bench: Bench, chat: ChatClient) -> None:
    former = await listed(chat, OF_TWO_SERVICES)
    await sent(chat, "50", "Send a quantity from 100 to 10,000.")
    asked = await sent(chat, "500", "❓ Set the quantity of all orders to 500?")
    assert labels(asked) == ["🔢 500 each", "🛒 Service 500: Instagram Views"]
    await chat.tap("500 each", message=asked)
    await until(lambda: former.deleted)
    assert "3 · instagram.com/two · 500 · " in asked.text
    again = await sent(chat, "500", "❓ Set the quantity")
    await chat.tap("Service 500", message=again)
    await chat.wait_for("ID 500")
    await until(lambda: again.deleted)
    await chat.tap("Place 2 orders", message=asked)
    await chat.wait_for("have ended")
    assert [it["quantity"] for it in bench.added()] == ["500", "500"]


async def test_in_a_group_it_is_said_in_reply_to_the_summary(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, boris = world.add_person("Anna"), world.add_person("Boris")
    group = world.groups.add("Shop", members=[anna, boris], admins=[anna])
    annas, boriss = bench.in_group(anna, group), bench.in_group(boris, group)
    shown = await listed(annas, OF_ONE_SERVICE)
    await boriss.say("900", reply_to=shown)  # it is Anna's
    await annas.say("700")  # to the others
    since = annas.mark()
    await annas.say("500 each", reply_to=shown)
    await annas.wait_for("instagram.com/two · 500 ", since=since)
    assert [it for it in annas.bot_messages() if "Total" in it.text][-1].text.count("500") >= 2


def test_lines_keep_their_numbers_and_what_has_no_quantity_is_left_alone() -> None:
    text = (
        '# mine\nlink;quantity;id\nx.org/a;100;7\n\nx.org/b;;7\n"x.org/c;d";5;7\n'
        "x.org/e;;SUB-8\nx.org/f;1;9\nx.org/g;1;nobody\nnonsense"
    )
    assert counted_services(text, SHOP.get) == [LIKES]
    assert with_quantity(text, 50, SHOP.get).splitlines() == [
        *("", "", "7 | x.org/a | 50", "", "7 | x.org/b | 50", "7 | x.org/c;d | 50"),
        *("SUB-8 | x.org/e", "9 | x.org/f | 1", "nobody | x.org/g | 1", "nonsense"),
    ]
