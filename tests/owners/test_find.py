"""/find and /as: orders of any chat, and a chat as it is seen there, for owners to look at."""

import pytest
from sqlmodel import select

from bot.orders.tables import Draft, Order
from bot.refills.tables import CancelRequest, Refill
from bot.sandbox.panel.faults import Fault
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message, Person
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench
from tests.ordering import LINK, fill_default, labels, order_default
from tests.proof import first_quick, proof


@pytest.fixture
async def other(bench: Bench, chat: ChatClient) -> ChatClient:
    """Return the private chat of a customer who has ordered once."""
    del chat
    customer = bench.private(bench.playground.world.add_person("Борис", username="Boris"))
    await order_default(customer)
    await customer.wait_for("is completed")
    return customer


async def find(chat: ChatClient, words: str, shows: str) -> Message:
    since = chat.mark()
    await chat.say(words)
    return await chat.wait_for(shows, since=since)


async def test_an_order_is_found_by_its_numbers(
    bench: Bench, chat: ChatClient, other: ChatClient
) -> None:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        number = (await session.get_one(Order, 1)).provider_order_id
    for typed in ("#1", number):
        card = await find(chat, f"/find {typed}", "👁 As seen in Борис")
        assert f"Number at the panel: {number}" in card.text
        assert "instagram.com/example" in card.text
    await find(chat, "/find #99", "Nothing was found.")
    await find(chat, "/find #x", "Nothing was found.")
    await find(chat, "/find", "Add a number, a link or a person")


@pytest.mark.parametrize(
    "typed",
    first_quick(1, [LINK, "instagram.com/EXAMPLE?igsh=abc", "m.instagram.com/example"]),
)
async def test_orders_are_found_by_a_link_however_it_is_written(
    chat: ChatClient, other: ChatClient, typed: str
) -> None:
    listed = await find(chat, f"/find {typed}", f"🔎 Orders for {LINK} · 1")
    assert labels(listed) == ["#1", "⬅️ Dashboard"]
    since = chat.mark()
    await chat.tap("#1", message=listed)
    await chat.wait_for("👁 As seen in Борис", since=since)


@pytest.mark.parametrize("typed", first_quick(1, ["@boris", "борис", "БОР", "boris"]))
async def test_orders_are_found_by_who_made_them(
    chat: ChatClient, other: ChatClient, typed: str
) -> None:
    listed = await find(chat, f"/find {typed}", "🔎 Orders by Борис (@boris) · 1")
    assert "#1" in listed.text


@proof
async def test_orders_are_found_by_the_id_of_who_made_them(
    chat: ChatClient, other: ChatClient
) -> None:
    await find(chat, f"/find {other.person.id}", "🔎 Orders by Борис (@boris) · 1")


@proof
async def test_of_several_people_one_is_chosen(
    bench: Bench, chat: ChatClient, other: ChatClient
) -> None:
    second = bench.private(bench.playground.world.add_person("Борислав"))
    await second.say("/start")
    await second.wait_for("Hello")
    listed = await find(chat, "/find борис", "👤 People · 2")
    since = chat.mark()
    await chat.tap("Борис (@boris)", message=listed)
    card = await chat.wait_for("Known since", since=since)
    await chat.tap("📋 Orders", message=card)
    await chat.wait_for("🔎 Orders by Борис (@boris) · 1", since=since)


@proof
async def test_many_orders_are_paged(bench: Bench, chat: ChatClient, other: ChatClient) -> None:
    for number in range(8):
        await order_default(other, link=f"https://www.instagram.com/other{number}/")
    listed = await find(chat, "/find @boris", "🔎 Orders by Борис (@boris) · 9")
    assert "#9" in listed.text
    assert "1/2" in labels(listed)
    since = chat.mark()
    await chat.tap("▶", message=listed)
    assert "#1" in (await chat.wait_for("🔎 Orders by", since=since)).text


async def test_a_chat_is_viewed_as_it_is_seen_there(
    bench: Bench, chat: ChatClient, other: ChatClient
) -> None:
    seen = await find(chat, "/as @boris", "👁 As seen in Борис")
    assert "📋 Orders · 1" in seen.text
    for button, shows in (
        ("⚙️ Settings", "Time zone: UTC"),
        ("🧯 Problems", "✅ There are no problems."),
        ("📋 Orders", "📋 Orders · 1"),
        ("Finished", "• Finished"),
    ):
        since = chat.mark()
        await chat.tap(button, message=seen)
        shown = await chat.wait_for(
            lambda it, shows=shows: shows in it.text or shows in labels(it),  # type: ignore[misc]
            since=since,
        )
        assert shown.message_id == seen.message_id
        assert shown.text.startswith("👁 As seen in Борис\n")
    since = chat.mark()
    await chat.tap("#1", message=seen)
    card = await chat.wait_for("Number at the panel", since=since)
    assert card.text.startswith("👁 As seen in Борис\n")
    assert set(labels(card)) == {
        "📋 All orders",
        "📋 Orders",
        "⚙️ Settings",
        "🧯 Problems",
        "👥 Chat",
        "⬅️ Dashboard",
    }


def asked(bench: Bench) -> list[str]:
    """Return what the panel was asked for; the balance is asked for by itself after an order."""
    return [it.action for it in bench.panel.requests if it.action != "balance"]


async def test_nothing_can_be_changed_or_ordered_there(
    bench: Bench, chat: ChatClient, other: ChatClient
) -> None:
    seen = await find(chat, "/as Борис", "👁 As seen in Борис")
    before = asked(bench)
    here = other.person.id
    for inner in ("o:1:f", "o:1:y", "o:1:c", "o:1:a", "o:1:r", "m:order", "g:ru", "s:o:1", "f:1"):
        said = await chat.press(seen, f"v:{here}:{inner}")
        assert said is not None
        assert said.show_alert
        assert said.text == "You can only look here. Nothing can be changed or ordered."
    assert bench.app is not None
    async with bench.app.database.read() as session:
        for table in (Draft, Refill, CancelRequest):
            assert (await session.execute(select(table))).first() is None
    assert asked(bench) == before


@proof
async def test_an_order_of_another_chat_is_not_seen_there(
    bench: Bench, chat: ChatClient, other: ChatClient
) -> None:
    second = bench.private(bench.playground.world.add_person("Max"))
    await second.say("/start")
    await second.wait_for("Hello")
    seen = await find(chat, "/as Max", "👁 As seen in Max")
    since = chat.mark()
    await chat.press(seen, f"v:{second.person.id}:o:1:s")
    shown = await chat.wait_for("There is no such order here.", since=since)
    assert LINK not in shown.text


@proof
async def test_a_group_is_viewed_by_id_and_by_title(bench: Bench, chat: ChatClient) -> None:
    world = bench.playground.world
    member: Person = world.add_person("Max")
    group = world.groups.add("Team", members=[member], admins=[])
    await order_in_group(bench.in_group(member, group))
    for typed in ("team", str(group.id)):
        seen = await find(chat, f"/as {typed}", "👁 As seen in Team")
        assert "📋 Orders · 1" in seen.text
    since = chat.mark()
    await chat.tap("⚙️ Settings", message=seen)
    assert "Who may order: everyone" in (await chat.wait_for("Time zone:", since=since)).text
    await find(chat, "/as @nobody", "👥 Chats · 0")
    await find(chat, "/as", "Add a chat")


async def test_its_language_is_the_chat_s(bench: Bench, chat: ChatClient) -> None:
    other = bench.private(bench.playground.world.add_person("Анна", language_code="ru"))
    await other.say("/start")
    await other.wait_for("Здравствуйте")
    seen = await find(chat, "/as Анна", "👁 As seen in Анна")
    assert "📋 Заказы" in seen.text


@proof
async def test_what_went_wrong_in_a_chat_is_listed(
    bench: Bench, chat: ChatClient, other: ChatClient
) -> None:
    bench.panel.faults.add("add", Fault.REFUSAL, times=1)
    since = other.mark()
    await fill_default(other, link="https://www.instagram.com/other/")
    await other.tap("Confirm")
    await other.wait_for("Being checked with the panel", since=since)
    seen = await find(chat, "/as @boris", "👁 As seen in Борис")
    since = chat.mark()
    await chat.tap("🧯 Problems", message=seen)
    shown = await chat.wait_for("#2 🔎 Being checked with the panel", since=since)
    assert "#1" not in shown.text
    await chat.tap("#2", message=shown)
    await chat.wait_for("https://www.instagram.com/other/", since=since)
