"""A side question never throws a half-filled form away: it is put aside, and comes back."""

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench, until
from tests.ordering import LINK, fill_default, labels, open_service
from tests.orders.test_typed_answers import asked_for_link, said, sent
from tests.proof import proof

OTHER = "https://www.instagram.com/other/"
BACK = "↩️ Back to your order"


async def half_filled(chat: ChatClient, link: str = LINK) -> Message:
    """Answer the link, and be asked for the quantity."""
    await asked_for_link(chat)
    return await said(chat, link, "Send the quantity")


async def test_a_form_is_gone_back_to(bench: Bench, chat: ChatClient) -> None:
    former = await half_filled(chat)
    second = await said(chat, "/order", "Choose a platform")
    assert BACK in labels(second)
    await until(lambda: former.deleted and len(chat.bot_messages()) == 1)
    await chat.tap("Instagram")
    await chat.wait_for("Choose a category")
    since = chat.mark()
    await chat.tap(BACK)
    again = await chat.wait_for("Send the quantity", since=since)
    assert (f"🔗 {LINK}" in again.text, BACK in labels(again)) == (True, False)
    await said(chat, "1000", "Total")
    assert await sent(bench, chat) == (LINK, "1000")
    assert len(bench.added()) == 1


@proof
async def test_two_half_filled_forms_change_places(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    await half_filled(chat, OTHER)
    first = await chat.wait_for(f"🔗 {OTHER}")
    data = next(it.data for row in first.buttons for it in row if it.label == BACK)
    await chat.press(first, data or "", wait=False)
    again = await chat.press(first, data or "")
    assert again is not None
    assert again.text == "This button is out of date."
    summary = await chat.wait_for(f"Link: {LINK}")
    assert BACK in labels(summary)
    since = chat.mark()
    await chat.tap("Confirm", message=summary)
    await chat.wait_for("Number at the panel")
    back = await chat.wait_for(lambda it: it is not summary and OTHER in it.text, since=since)
    assert "Back to your order" in back.text
    assert BACK not in labels(back)
    await said(chat, "500", "Total")
    assert await sent(bench, chat) == (OTHER, "500")
    assert [params["link"] for params in bench.added()] == [LINK, OTHER]


async def test_cancel_goes_back_and_the_command_ends_both(bench: Bench, chat: ChatClient) -> None:
    await half_filled(chat)
    await said(chat, "/search tiktok", "🔎")
    since = chat.mark()
    await chat.tap("✕ Cancel")
    again = await chat.wait_for("Send the quantity", since=since)
    assert "Back to your order" in again.text
    second = await said(chat, "/services", "Choose a platform")
    data = next(it.data for row in second.buttons for it in row if it.label == BACK)
    await said(chat, "/cancel", "Nothing was ordered")
    late = await chat.press(second, data or "")
    assert late is not None
    assert late.text == "This form is closed. Open a new one with /order."
    assert BACK not in labels(await said(chat, "/order", "Choose a platform"))
    assert bench.added() == []


async def test_a_form_without_answers_is_not_kept(bench: Bench, chat: ChatClient) -> None:
    del bench
    await open_service(chat, "Instagram", "Followers", "[Real]")
    assert BACK not in labels(await said(chat, "/order", "Choose a platform"))


@proof
async def test_what_has_changed_meanwhile_is_said(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    await said(chat, "/services", "Choose a platform")
    bench.panel.services[0]["rate"] = "1.20"
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    since = chat.mark()
    await chat.tap(BACK)
    summary = await chat.wait_for("Price: $0.90 → $1.20", since=since)
    assert "Total: $1.20" in summary.text
    assert bench.added() == []


@proof
async def test_a_list_puts_a_form_aside(bench: Bench, chat: ChatClient) -> None:
    form = await half_filled(chat)
    await said(chat, "/mass", "service | link | quantity")
    listed = await said(chat, "1 | @one | 100\n1 | @two | 100", "✅ 2 orders")
    since = chat.mark()
    await chat.tap("Place 2 orders", message=listed)
    again = await chat.wait_for("Back to your order", since=since)
    assert f"🔗 {LINK}" in again.text
    await until(lambda: form.deleted)
    await chat.wait_for("have ended")
    await said(chat, "1000", "Total")
    assert await sent(bench, chat) == (LINK, "1000")
    assert len(bench.added()) == 3


@proof
async def test_a_list_that_is_left_gives_the_form_back(bench: Bench, chat: ChatClient) -> None:
    await half_filled(chat)
    listed = await said(chat, "/mass 1 | @one | 100", "✅ 1 order")
    since = chat.mark()
    await chat.tap("Cancel", message=listed)
    await chat.wait_for("The list was discarded", since=since)
    await chat.wait_for("Back to your order", since=since)
    await said(chat, "1000", "Total")
    assert bench.added() == []


@proof
async def test_a_form_that_is_gone_on_with_takes_what_is_typed(
    bench: Bench, chat: ChatClient
) -> None:
    form = await half_filled(chat)
    await said(chat, "/mass", "service | link | quantity")
    since = chat.mark()
    await chat.tap("Back", message=form)
    await chat.wait_for("Send the link", since=since)
    await said(chat, OTHER, f"🔗 {OTHER}")
    assert bench.added() == []


@proof
async def test_in_a_group_each_has_their_own(bench: Bench) -> None:
    await bench.start()
    world = bench.playground.world
    anna, max_ = world.add_person("Anna"), world.add_person("Max")
    group = world.groups.add("Team", members=[anna, max_], admins=[anna])
    annas, maxs = bench.in_group(anna, group), bench.in_group(max_, group)
    await annas.say("/order")
    form = await annas.wait_for("Choose a platform")
    for label in ("Instagram", "Followers", "1", "🛒 Order"):
        since = annas.mark()
        await annas.tap(label, message=form)
        await annas.wait_for(lambda _: True, since=since)
    asked = await annas.wait_for(lambda it: it.force_reply)
    await annas.say(LINK, reply_to=asked)
    await annas.wait_for("Send the quantity")
    await order_in_group(maxs, OTHER)
    await maxs.wait_for("Order #1 is completed")
    second = await said(annas, "/order", "Choose a platform")
    answer = await maxs.tap(BACK, message=second)
    assert answer is not None
    assert answer.text == "Only Anna can use this form."
    since = annas.mark()
    await annas.tap(BACK, message=second)
    await annas.wait_for(f"🔗 {LINK}", since=since)
    assert [params["link"] for params in bench.added()] == [OTHER]


@proof
async def test_the_links_of_another_order_stay_with_it(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    since = chat.mark()
    await chat.say("https://www.instagram.com/one/ https://www.instagram.com/two/")
    await chat.tap("🆕 A new order")
    listed = await chat.wait_for(lambda it: BACK in labels(it), since=since)
    since = chat.mark()
    await chat.tap(BACK, message=listed)
    summary = await chat.wait_for(f"Link: {LINK}", since=since)
    await chat.tap("Confirm", message=summary)
    await chat.wait_for("Number at the panel")
    assert bench.added() == [{"service": "1", "link": LINK, "quantity": "1000"}]
