"""Many orders from one list."""

import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.screen import NotSeenError
from tests.conftest import Bench, until
from tests.ordering import fill_default
from tests.proof import proof

LIST = """1 | https://www.instagram.com/one/ | 100
1 | @two | 1k
5 | https://www.tiktok.com/@three/video/1
77 | https://www.instagram.com/four/ | 100
1 | https://www.instagram.com/five/ | 7"""


def ordered(bench: Bench) -> list[tuple[str, str, str | None]]:
    return sorted((p["service"], p["link"], p.get("quantity")) for p in bench.added())


GOOD = [
    ("1", "https://www.instagram.com/one/", "100"),
    ("1", "https://www.instagram.com/two/", "1000"),
    ("5", "https://www.tiktok.com/@three/video/1", None),
]


async def test_a_list_becomes_orders_and_the_bad_lines_come_back(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.say(f"/mass\n{LIST}")
    shown = await chat.wait_for("2 lines cannot be ordered")
    assert "3 orders" in shown.text
    assert "Total: $5.99" in shown.text
    assert (
        "Line 4 77 | https://www.instagram.com/four/ | 100: There is no service 77." in shown.text
    )
    file = await chat.wait_for(lambda message: message.file is not None)
    name, content = chat.read_file(file)
    assert name == "corrections.txt"
    assert content.decode().splitlines()[1::2] == LIST.splitlines()[3:]
    await chat.tap("Place 3 orders", message=shown)
    await chat.tap("Place 3 orders", message=shown, wait=False)  # an impatient second tap
    await chat.wait_for("All orders of mass order M1 have ended")
    assert ordered(bench) == GOOD
    progress = await chat.wait_for("3 of 3")
    assert "✅ Completed: 3" in progress.text
    assert sum("is completed" in message.text for message in chat.bot_messages()) == 0
    await chat.say("/orders")
    await chat.wait_for("Orders · 3")


async def test_the_corrected_file_completes_the_list(bench: Bench, chat: ChatClient) -> None:
    table = LIST.replace(" | ", ";").replace("@two;1k", "@two;1000")
    await chat.say("/mass\nservice;link;quantity\n" + table)
    await chat.wait_for("2 lines cannot be ordered")
    _, content = chat.read_file(await chat.wait_for(lambda message: message.file is not None))
    corrected = content.decode().replace("77;", "1;").replace(";7\n", ";700\n")
    since = chat.mark()
    await chat.send_file("corrections.txt", corrected.encode())
    shown = await chat.wait_for("✅ 5 orders", since=since)
    await chat.tap("Place 5 orders", message=shown)
    await chat.wait_for("have ended")
    more = [(name, f"https://www.instagram.com/{name}/") for name in ("four", "five")]
    quantities = {"four": "100", "five": "700"}
    assert ordered(bench) == sorted([*GOOD, *(("1", link, quantities[it]) for it, link in more)])


async def test_the_list_may_come_afterwards_and_as_a_file(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/mass")
    await chat.wait_for("service | link | quantity")
    await chat.say("nonsense")
    await chat.wait_for("Write: service | link | quantity.")
    await chat.send_file("orders.csv", "1;https://www.instagram.com/one/;100\n".encode("utf-16"))
    await chat.wait_for("✅ 1 order")
    await chat.tap("Place 1 order")
    await chat.wait_for("have ended")
    assert ordered(bench) == GOOD[:1]


async def test_a_list_is_left(bench: Bench, chat: ChatClient) -> None:
    await chat.say(f"/mass\n{LIST}")
    shown = await chat.wait_for("3 orders")
    confirm = shown.buttons[0][0].data
    await chat.tap("Cancel", message=shown)
    await chat.wait_for("Nothing was ordered")
    answer = await chat.press(shown, confirm or "")
    assert answer is not None
    assert "no longer exists" in (answer.text or "")
    assert bench.added() == []


async def test_a_changed_price_is_asked_about(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/mass\n1 | @one | 1000")
    await chat.wait_for("Total: $0.90")
    bench.panel.services[0]["rate"] = "1.20"
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    await chat.tap("Place 1 order")
    asked = await chat.wait_for("Changed since this was shown")
    assert "Price: $0.90 → $1.20" in asked.text
    await chat.wait_for("Total: $1.20")
    assert bench.added() == []
    await chat.tap("Place 1 order")
    await chat.wait_for("have ended")
    assert len(bench.added()) == 1


async def test_another_person_cannot_place_it(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, boris = world.add_person("Anna"), world.add_person("Boris")
    group = world.groups.add("Shop", members=[anna, boris], admins=[anna])
    annas, boriss = bench.in_group(anna, group), bench.in_group(boris, group)
    await annas.say("/mass\n1 | @one | 1000")
    shown = await annas.wait_for("Total: $0.90")
    answer = await boriss.tap("Place 1 order", message=shown)
    assert answer is not None
    assert answer.text == "Only Anna can use this list."
    assert bench.added() == []


@proof
async def test_a_form_and_a_list_do_not_get_into_each_others_way(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.say("/mass")
    await chat.wait_for("service | link | quantity")
    await fill_default(chat)  # what is typed now is for the form
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    assert len(bench.added()) == 1
    await chat.say("/order")
    await chat.wait_for("Choose a platform")
    await chat.say(f"/mass\n{LIST}")
    await chat.wait_for("3 orders")
    with pytest.raises(NotSeenError):
        await chat.wait_for("Use the buttons of the form", timeout=0.2)


async def test_a_refused_line_says_why(bench: Bench, chat: ChatClient) -> None:
    bench.panel.services[0]["max"] = "500"  # the panel has not told its new limit yet
    await chat.say("/mass\n1 | @one | 1000\n1 | @two | 100")
    await chat.wait_for("2 orders")
    await chat.tap("Place 2 orders")
    await chat.wait_for("have ended")
    progress = await chat.wait_for("Mass order M1")
    assert "❌ Refused by the panel: 1" in progress.text
    assert "https://www.instagram.com/one/: The quantity was not accepted." in progress.text


@proof
async def test_a_list_that_is_open_is_shown_again(bench: Bench, chat: ChatClient) -> None:
    await chat.say(f"/mass {LIST}")
    listed = await chat.wait_for("3 orders")
    since = chat.mark()
    await chat.say("/mass")
    again = await chat.wait_for("Send another list to replace this one", since=since)
    assert "1 · instagram.com/one · 100 · $0.09" in again.text
    await until(lambda: listed.deleted)
    await chat.say("1 | @six | 100")
    shown = await chat.wait_for("✅ 1 order")
    await chat.tap("Place 1 order", message=shown)
    await chat.wait_for("have ended")
    assert ordered(bench) == [("1", "https://www.instagram.com/six/", "100")]


@proof
async def test_in_a_group_the_list_is_asked_for_by_name(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, boris = world.add_person("Anna"), world.add_person("Boris")
    group = world.groups.add("Shop", members=[anna, boris], admins=[anna])
    annas, boriss = bench.in_group(anna, group), bench.in_group(boris, group)
    await annas.say("/mass")
    asked = await annas.wait_for("Anna, reply here with the list.")
    assert asked.force_reply_for == anna.id
    await boriss.say("1 | @evil | 100", reply_to=asked)
    await annas.say("service;link;quantity\n1;@one;100", reply_to=asked)
    shown = await annas.wait_for("✅ 1 order")
    assert "instagram.com/one" in shown.text
    assert bench.added() == []
