"""/cancel ends whatever a person has open, and leaves no trail."""

from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench, until
from tests.ordering import fill_default

LIST = "/mass 1 | @one | 100\n1 | @two | 100"


async def test_a_list_that_is_asked_for_ends(bench: Bench, chat: ChatClient) -> None:
    await chat.say("/mass")
    asked = await chat.wait_for("service | link | quantity")
    await chat.say("/cancel")
    await chat.wait_for("✕ Closed. Nothing was ordered.")
    await until(lambda: asked.deleted)
    since = chat.mark()
    await chat.say("1 | @one | 100")  # is for no list now
    await chat.wait_for("Your order", since=since)
    assert bench.added() == []


async def test_a_list_that_is_shown_and_a_form_end_together(
    bench: Bench, chat: ChatClient
) -> None:
    await chat.say(LIST)
    listed = await chat.wait_for("✅ 2 orders")
    form = await fill_default(chat)
    confirm = (listed.buttons[0][0].data, form.buttons[0][0].data)
    await chat.say("/cancel")
    await chat.wait_for("✕ Closed. Nothing was ordered.")
    await until(lambda: listed.deleted and form.deleted)
    for message, data in zip((listed, form), confirm, strict=True):  # late taps
        answer = await chat.press(message, data or "")
        assert answer is not None
        assert "no longer exists" in (answer.text or "") or "is closed" in (answer.text or "")
    await chat.say("/cancel")
    await chat.wait_for("Nothing is open.")
    assert bench.added() == []


async def test_nobody_else_s_form_ends(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, max_ = world.add_person("Anna"), world.add_person("Max")
    group = world.groups.add("Team", members=[anna, max_], admins=[anna])
    annas, maxs = bench.in_group(anna, group), bench.in_group(max_, group)
    await annas.say(LIST)
    listed = await annas.wait_for("✅ 2 orders")
    await annas.say("/order")
    form = await annas.wait_for("Choose a platform")
    await maxs.say("/cancel")
    await maxs.wait_for("Nothing is open.")
    assert not form.deleted
    assert not listed.deleted


async def test_a_new_form_leaves_no_trail_of_the_former(bench: Bench, chat: ChatClient) -> None:
    del bench
    await chat.say("/order")
    first = await chat.wait_for("Choose a platform")
    await chat.say("/services")
    await until(lambda: first.deleted and len(chat.bot_messages()) == 1)
