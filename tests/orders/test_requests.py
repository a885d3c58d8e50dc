"""A message that says what to order becomes a form that knows it: a link, a line, numbers."""

import pytest

from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.model import Message
from tests.conftest import Bench, service, until
from tests.ordering import LINK, labels, number_of, open_service, order_default
from tests.proof import first_quick, proof

POST = "https://www.instagram.com/p/AbCdEf/"
OTHER_POST = "https://www.instagram.com/p/GhIjKl/"
VIDEO = "https://www.tiktok.com/@example/video/7123456789012345678"


@pytest.fixture(autouse=True)
def sold(bench: Bench) -> None:
    """Sell two kinds of likes, so that there is something to choose from."""
    likes = {"category": "Instagram Likes", "min": "10"}
    bench.panel.services.append(service(7, "Instagram Likes [Fast]", rate="0.10", **likes))
    bench.panel.services.append(service(1000, "Instagram Views", min="100"))


async def sent(chat: ChatClient, text: str, answer: str) -> Message:
    since = chat.mark()
    await chat.say(text)
    return await chat.wait_for(answer, since=since)


async def tapped(chat: ChatClient, button: str, answer: str) -> Message:
    since = chat.mark()
    await chat.tap(button)
    return await chat.wait_for(answer, since=since)


async def order_likes(chat: ChatClient, link: str = POST, quantity: str = "500") -> None:
    """Order the cheap likes in four steps, from a link."""
    listed = await sent(chat, link, "Choose a service")
    await tapped(chat, number_of(listed, "[Fast]"), "quantity")
    await sent(chat, quantity, "Total")
    await tapped(chat, "Confirm", "Number at the panel")


async def test_a_link_becomes_an_order_in_four_steps(bench: Bench, chat: ChatClient) -> None:
    listed = await sent(chat, f"Look at this! {POST}?igsh=abc", "Choose a service")
    assert listed.text.startswith("🔗 post · instagram.com/p/AbCdEf · 4\n")
    assert "Followers" not in listed.text
    asked = await tapped(chat, number_of(listed, "[Fast]"), "quantity")
    assert "Instagram Likes [Fast]" in asked.text
    summary = await sent(chat, "1000", "Total: $0.10")
    assert f"Link: {POST}" in summary.text
    assert bench.added() == []
    await tapped(chat, "Confirm", "Number at the panel")
    assert bench.added() == [{"service": "7", "link": POST, "quantity": "1000"}]
    order, asked = chat.bot_messages()  # the form was one message; where are you?
    assert "Number at the panel" in order.text
    assert "What is your time zone?" in asked.text


async def test_the_same_again_for_another_link_takes_two_steps(
    bench: Bench, chat: ChatClient
) -> None:
    await order_likes(chat)
    summary = await sent(chat, OTHER_POST, "Total: $0.05")
    assert "Instagram Likes [Fast]" in summary.text
    assert f"Link: {OTHER_POST}" in summary.text
    assert len(bench.added()) == 1
    await chat.tap("Confirm")
    await until(lambda: len(bench.added()) == 2)
    assert bench.added()[-1] == {"service": "7", "link": OTHER_POST, "quantity": "500"}


@proof
async def test_from_the_same_again_one_comes_to_all_that_suits(
    bench: Bench, chat: ChatClient
) -> None:
    await order_likes(chat)
    await sent(chat, OTHER_POST, "Total: $0.05")
    listed = await tapped(chat, "Other services", "Choose a service")
    assert number_of(listed, "[Fast]").startswith("1")  # what one orders most is on top
    await tapped(chat, number_of(listed, "Views"), "quantity")
    summary = await sent(chat, "100", "Total")
    assert f"Link: {OTHER_POST}" in summary.text
    assert len(bench.added()) == 1


@proof
async def test_what_is_under_way_for_a_link_is_not_proposed_for_it_again(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0.0
    await order_likes(chat)
    await sent(chat, POST, "Choose a service")
    assert len(bench.added()) == 1


@proof
async def test_another_kind_of_link_lists_what_suits_that(bench: Bench, chat: ChatClient) -> None:
    del bench
    await order_likes(chat)
    listed = await sent(chat, "instagram.com/nasa", "Choose a service")
    assert listed.text.startswith("🔗 profile or page · instagram.com/nasa · 3\n")
    assert number_of(listed, "[Real]").startswith("1")


@pytest.mark.parametrize(
    ("line", "quantity"),
    first_quick(
        1,
        [
            ("/order 7 {link} 500", "500"),
            ("/order {link} 500 7", "500"),
            ("/order 7 | {link} | 1k", "1000"),
            ("7 {link} 500", "500"),
            ("service 7 {link} 2 000 pcs", "2000"),
            ("услуга 7 {link} ٥٠٠", "500"),
        ],
    ),
)
async def test_a_line_fills_the_form(
    bench: Bench, chat: ChatClient, line: str, quantity: str
) -> None:
    summary = await sent(chat, line.format(link=POST), "Total")
    assert "Instagram Likes [Fast]" in summary.text
    assert bench.added() == []
    await tapped(chat, "Confirm", "Number at the panel")
    assert bench.added() == [{"service": "7", "link": POST, "quantity": quantity}]


@pytest.mark.parametrize(
    "line",
    first_quick(
        1,
        [
            "500 fast likes {link}",
            "{link} 500 fast likes please",
            "накрути 500 лайков fast на этот пост {link} пожалуйста",
            "{link} için 500 beğeni fast",
            "quiero 500 me gusta fast para {link} por favor",
        ],
    ),
)
async def test_a_line_in_words_fills_the_form(bench: Bench, chat: ChatClient, line: str) -> None:
    summary = await sent(chat, line.format(link=POST), "Total: $0.05")
    assert f"Link: {POST}" in summary.text
    await tapped(chat, "Confirm", "Number at the panel")
    assert bench.added() == [{"service": "7", "link": POST, "quantity": "500"}]


async def test_what_a_line_leaves_open_is_asked(bench: Bench, chat: ChatClient) -> None:
    listed = await sent(chat, f"500 likes {POST}", "Choose a service")
    assert "Views" not in listed.text
    await tapped(chat, number_of(listed, "[Fast]"), "Total: $0.05")
    await sent(chat, f"/order 7 {POST}", "quantity")
    await sent(chat, "/order 7 500", "link")
    await sent(chat, POST, "Total: $0.05")
    assert bench.added() == []


async def test_a_quantity_that_does_not_fit_is_asked_anew(bench: Bench, chat: ChatClient) -> None:
    asked = await sent(chat, f"/order 7 {POST} 5", "5 is too few")
    assert "Instagram Likes [Fast]" in asked.text
    summary = await sent(chat, "50", "Total")
    assert f"Link: {POST}" in summary.text
    assert bench.added() == []


async def test_a_service_named_by_its_id_is_meant_though_another_suits_the_link(
    bench: Bench, chat: ChatClient
) -> None:
    asked = await sent(chat, f"/order 1 {POST}", "Send the quantity")
    assert "Instagram Followers [Real]" in asked.text
    summary = await sent(chat, "500", "Total")
    assert "Your link: post. This service seems to need: profile or page." in summary.text
    assert bench.added() == []


async def test_a_service_that_there_is_not_is_named(bench: Bench, chat: ChatClient) -> None:
    await sent(chat, f"/order service 4711 {POST}", "There is no service 4711")
    assert bench.added() == []


@pytest.mark.parametrize(
    ("line", "shows"), [("likes", "🔎 likes · "), ("4711", "🔎 4711 · 0"), ("👍", "New order")]
)
async def test_a_line_by_which_nothing_can_be_ordered_is_looked_for(
    bench: Bench, chat: ChatClient, line: str, shows: str
) -> None:
    await sent(chat, f"/order {line}", shows)
    assert bench.added() == []


async def test_what_may_be_a_service_or_a_quantity_is_asked(
    bench: Bench, chat: ChatClient
) -> None:
    asked = await sent(chat, f"1000 {POST}", "Is 1000 a service or a quantity?")
    assert POST in asked.text
    assert labels(asked)[:2] == ["🛒 Service 1000: Instagram Views", "🔢 Quantity: 1,000"]
    listed = await tapped(chat, "Quantity", "Choose a service")
    await tapped(chat, number_of(listed, "[Fast]"), "Total: $0.10")
    await chat.tap("Cancel")
    await sent(chat, f"1000 {POST}", "Is 1000 a service or a quantity?")
    asked = await tapped(chat, "Service 1000", "quantity")
    assert "Instagram Views" in asked.text
    assert bench.added() == []


async def test_a_number_is_a_service_and_on_its_card_a_quantity(
    bench: Bench, chat: ChatClient
) -> None:
    await sent(chat, "7", "ID 7")
    await sent(chat, "500", "link")
    await sent(chat, POST, "Total: $0.05")
    await sent(chat, "600", "Total: $0.06")
    assert bench.added() == []


@proof
async def test_on_a_card_what_may_be_both_is_asked(bench: Bench, chat: ChatClient) -> None:
    del bench
    await sent(chat, "7", "ID 7")
    asked = await sent(chat, "1000", "Is that for this order, or for a new one?")
    assert labels(asked)[:2] == ["🔢 Quantity: 1,000", "🛒 Service 1000: Instagram Views"]
    await tapped(chat, "Service 1000", "ID 1000")
    await sent(chat, "3", "ID 3")  # no possible quantity of that one
    await sent(chat, "1000", "Is that for this order")
    await tapped(chat, "Back", "ID 3")
    await sent(chat, "1000", "Is that for this order")
    await tapped(chat, "Quantity", "link")


async def test_on_a_card_a_link_is_ordered_for_its_service(bench: Bench, chat: ChatClient) -> None:
    await sent(chat, "7", "ID 7")
    await sent(chat, f"this one please {POST}", "quantity")
    summary = await sent(chat, "500", "Total: $0.05")
    assert f"Link: {POST}" in summary.text
    await chat.tap("Cancel")
    await sent(chat, "1", "ID 1")
    await sent(chat, "@nasa", "quantity")
    summary = await sent(chat, "500", "Total")
    assert "Link: https://www.instagram.com/nasa/" in summary.text
    assert bench.added() == []


async def test_on_a_card_a_link_to_elsewhere_is_asked_about(
    bench: Bench, chat: ChatClient
) -> None:
    del bench
    await sent(chat, "7", "ID 7")
    await sent(chat, VIDEO, "Is that for this order, or for a new one?")
    asked = await tapped(chat, "A new order", "Starter pack")
    assert VIDEO in asked.text


async def test_a_link_beside_what_is_open(bench: Bench, chat: ChatClient) -> None:
    await sent(chat, f"/order 7 {POST}", "quantity")
    await sent(chat, OTHER_POST, OTHER_POST)  # instead of the first
    await sent(chat, VIDEO, "Is that for this order, or for a new one?")
    await tapped(chat, "Back", "quantity")
    summary = await sent(chat, "500", "Total")
    assert f"Link: {OTHER_POST}" in summary.text
    await sent(chat, POST, "Is that for this order")
    summary = await tapped(chat, "This order", "Total: $0.05")
    assert f"Link: {POST}" in summary.text
    await sent(chat, f"700 likes {OTHER_POST}", "Is that for this order")
    listed = await tapped(chat, "A new order", "Choose a service")
    summary = await tapped(chat, number_of(listed, "[Fast]"), "Total: $0.07")
    assert f"Link: {OTHER_POST}" in summary.text
    assert bench.added() == []


async def test_a_line_at_the_question_for_a_link_answers_both(
    bench: Bench, chat: ChatClient
) -> None:
    await sent(chat, "7", "ID 7")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    summary = await sent(chat, f"500 likes {POST}", "Total: $0.05")
    assert f"Link: {POST}" in summary.text
    assert bench.added() == []


async def test_a_link_that_nothing_suits_is_kept(bench: Bench, chat: ChatClient) -> None:
    del bench
    await sent(chat, "https://t.me/durov/1", "No service fits this link")
    await tapped(chat, "Back", "Choose a platform")
    await tapped(chat, "Instagram", "Choose a category")
    listed = await tapped(chat, "Likes", "Choose a service")
    await tapped(chat, number_of(listed, "[Fast]"), "quantity")
    summary = await sent(chat, "500", "Total")
    assert "Link: https://t.me/durov/1" in summary.text
    assert "the service seems to be for Instagram" in summary.text


async def test_a_cut_link_is_not_ordered(bench: Bench, chat: ChatClient) -> None:
    await sent(chat, "500 likes https://www.instagram.com/p/AbC…", "This link is cut off")
    await sent(chat, f"[post]({POST}) 500 likes", "Send only the link")
    assert bench.added() == []
    assert len(chat.bot_messages()) == 2


async def test_a_forwarded_post_is_ordered_for(bench: Bench, chat: ChatClient) -> None:
    bench.panel.services.append(service(9, "Telegram Post Views", category="Telegram"))
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    await bench.app.catalogue.refresh_index()
    since = chat.mark()
    await chat.forward("Good morning", channel="morning", number=5)
    asked = await chat.wait_for("quantity", since=since)
    assert "Telegram Post Views" in asked.text
    since = chat.mark()
    await chat.forward(f"Look: {POST}", channel="morning", number=6)
    await chat.wait_for("Is that for this order", since=since)
    assert bench.added() == []


@proof
async def test_a_caption_is_read(bench: Bench, chat: ChatClient) -> None:
    since = chat.mark()
    await chat.send("video", caption=f"500 fast likes {POST}")
    await chat.wait_for("Total: $0.05", since=since)
    assert bench.added() == []


@proof
async def test_a_link_to_the_last_order_s_kind_says_what_changed(
    bench: Bench, chat: ChatClient
) -> None:
    await order_default(chat)
    bench.panel.services[0]["rate"] = "1.20"
    assert bench.app is not None
    await bench.app.workers.sync_now()
    await bench.app.catalogue.refresh()
    summary = await sent(chat, "https://www.instagram.com/other/", "Total: $1.20")
    assert "$0.90 → $1.20" in summary.text
    assert LINK not in summary.text


async def test_several_links_become_a_list_with_one_summary(
    bench: Bench, chat: ChatClient
) -> None:
    listed = await sent(chat, f"{POST}\n{OTHER_POST}", "Choose a service")
    assert listed.text.startswith("🔗 2 links · 3\n")  # comments need more than a quantity
    asked = await tapped(chat, number_of(listed, "[Fast]"), "For 2 links, each:")
    assert OTHER_POST in asked.text
    summary = await sent(chat, "500", "Total: $0.10")
    assert "7 · instagram.com/p/AbCdEf · 500" in summary.text
    assert bench.added() == []
    await until(lambda: len(chat.bot_messages()) == 1)
    await tapped(chat, "Place 2 orders", "Mass order M1")
    await chat.wait_for("All orders of mass order M1 have ended")
    assert [(it["service"], it["link"], it["quantity"]) for it in bench.added()] == [
        ("7", POST, "500"),
        ("7", OTHER_POST, "500"),
    ]


async def test_a_line_with_several_links_is_one_step_from_confirm(
    bench: Bench, chat: ChatClient
) -> None:
    summary = await sent(chat, f"/order 7 {POST} {OTHER_POST} 500", "Total: $0.10")
    assert "Place 2 orders" in labels(summary)[0]
    assert bench.added() == []


async def test_a_service_that_needs_more_takes_one_link_at_a_time(
    bench: Bench, chat: ChatClient
) -> None:
    await sent(chat, f"/order 4 {POST} {OTHER_POST}", "This order takes one link only.")
    await sent(chat, POST, "Send the comments")
    await sent(chat, "nice\ngreat", "2 lines so far")
    await tapped(chat, "Done", "Total")
    await tapped(chat, "Confirm", "Number at the panel")
    (order,) = bench.added()
    assert (order["link"], order["comments"]) == (POST, "nice\ngreat")


async def test_a_drip_feed_keeps_its_runs_when_several_links_are_sent(
    bench: Bench, chat: ChatClient
) -> None:
    await open_service(chat, "Instagram", "Followers", "[Drip]")
    await tapped(chat, "🛒 Order", "link")
    await sent(chat, LINK, "quantity")
    await sent(chat, "100", "Total")
    await tapped(chat, "+ 💧 Drip-feed", "")
    await sent(chat, "3", "How many minutes")
    await sent(chat, "5", "300 in total")
    await sent(chat, f"{POST} {OTHER_POST}", "Is that for this order")
    kept = await tapped(chat, "This order", "This order takes one link only.")
    assert "300 in total" in kept.text
    await tapped(chat, "Confirm", "Number at the panel")
    (order,) = bench.added()
    assert (order["link"], order["runs"]) == (LINK, "3")


async def test_lines_that_are_whole_orders_are_a_list(bench: Bench, chat: ChatClient) -> None:
    text = f"7 {POST} 500\nservice 1000 | {OTHER_POST} | 1k"
    summary = await sent(chat, text, "Total: $0.95")
    assert "1000 · instagram.com/p/GhIjKl · 1,000" in summary.text
    await sent(chat, f"/order {text}", "Total: $0.95")
    assert bench.added() == []


@proof
async def test_several_links_at_the_question_for_one(bench: Bench, chat: ChatClient) -> None:
    await sent(chat, "7", "ID 7")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await sent(chat, f"{POST} {OTHER_POST}", "Is that for this order")
    await tapped(chat, "This order", "For 2 links, each:")
    await sent(chat, "500", "Total: $0.10")
    assert bench.added() == []


async def test_in_a_group_one_message_orders(bench: Bench) -> None:
    world = bench.playground.world
    anna, max_ = world.add_person("Anna"), world.add_person("Max")
    group = world.groups.add("Team", members=[anna, max_], admins=[anna])
    world.groups.set_bot_admin(group, True)  # now it hears everything
    await bench.start()
    member, other = bench.in_group(max_, group), bench.in_group(anna, group)
    await member.say(f"500 fast likes {POST}")  # nobody has asked the bot
    summary = await sent(member, f"/order 7 {POST} 500", "Total: $0.05")
    assert [it.text for it in member.bot_messages() if POST in it.text] == [summary.text]
    answer = await other.tap("Confirm", message=summary)
    assert answer is not None
    assert answer.text == "Only Max can use this form."
    await tapped(member, "Confirm", "Number at the panel")
    assert len(bench.added()) == 1
    await sent(member, f"@{world.bot['username']} 700 fast likes {OTHER_POST}", "Total: $0.07")
    card = await member.wait_for("Order #1 is completed")  # it takes the place of the one before
    since = member.mark()
    await member.say("thanks, 500 likes have come", reply_to=card)
    await member.say(VIDEO, reply_to=card)
    await member.wait_for("Is that for this order", since=since)
    await tapped(member, "A new order", "Starter pack")
    shared = await other.say(f"Look at my new post {POST}")
    since = member.mark()
    await member.say("/order 1000 250", reply_to=shared)
    summary = await member.wait_for("Total", since=since)
    assert "Instagram Views" in summary.text
    assert f"Link: {POST}" in summary.text
    assert len(bench.added()) == 1
