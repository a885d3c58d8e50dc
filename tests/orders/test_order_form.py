"""The order form, from /order to the push of its end."""

import pytest

from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench, service, until
from tests.ordering import (
    LINK,
    fill_default,
    labels,
    listed_names,
    open_service,
    order_default,
    resync,
)
from tests.proof import first_quick, proof


async def test_an_order_is_placed_delivered_and_pushed(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    summary = await chat.wait_for("Total")
    assert "$0.90" in summary.text
    answer = await chat.tap("Confirm")
    assert answer is not None
    assert answer.text == "Order #1 was accepted."
    placed = await chat.wait_for("Number at the panel")
    assert placed.message_id == summary.message_id
    await chat.wait_for("Order #1 is completed")
    assert bench.added() == [{"service": "1", "link": LINK, "quantity": "1000"}]


async def test_the_form_is_one_message(bench: Bench, chat: ChatClient) -> None:
    del bench
    await fill_default(chat)
    await until(lambda: len(chat.bot_messages()) == 1)


@pytest.mark.parametrize(
    ("typed", "sent"),
    first_quick(1, [("2.5k", "2500"), ("۱۰۰۰", "1000"), ("1k", "1000"), ("1,000", "1000")]),
)
async def test_quantities_are_read_as_people_write_them(
    bench: Bench, chat: ChatClient, typed: str, sent: str
) -> None:
    await fill_default(chat, typed)
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert bench.added()[0]["quantity"] == sent


async def test_bad_input_says_what_is_expected_and_keeps_the_form(
    bench: Bench, chat: ChatClient
) -> None:
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await chat.say("not a link")
    await chat.wait_for("⚠️")
    await chat.say(LINK)
    await chat.wait_for("quantity")
    await chat.say("7")
    warned = await chat.wait_for("⚠️")
    assert "100" in warned.text
    await chat.say("lots")
    await chat.wait_for("⚠️")
    await chat.say("500")
    await chat.wait_for("Your order")
    assert bench.added() == []


async def test_confirm_tapped_twice_orders_once(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    summary = await chat.wait_for("Total")
    await chat.tap("Confirm", message=summary, wait=False)
    again = await chat.tap("Confirm", message=summary)
    assert again is not None
    await chat.wait_for("Order #1 is completed")
    assert len(bench.added()) == 1


@proof
async def test_min_max_and_last_quantity_are_offered(bench: Bench, chat: ChatClient) -> None:
    del bench
    await fill_default(chat, "700")
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    await open_service(chat, "Instagram", "Followers", "[Real]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await chat.say(LINK)
    asked = await chat.wait_for("quantity")
    assert labels(asked)[:7] == [
        *("500 · $0.45", "1,000 · $0.90", "2,000 · $1.80", "5,000 · $4.50"),
        *("Min: 100", "Max: 10,000", "Last: 700"),
    ]
    assert f"🔗 {LINK}" in asked.text


async def test_back_leads_through_every_step(bench: Bench, chat: ChatClient) -> None:
    del bench
    await fill_default(chat)
    for expected in ("quantity", "link", "ID 1", "Choose a service", "Choose a category"):
        since = chat.mark()
        await chat.tap("Back")
        await chat.wait_for(expected, since=since)
    await chat.tap("Back")
    await chat.wait_for("Choose a platform")


async def test_cancel_leaves_the_form(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    await chat.tap("Cancel")
    await chat.wait_for("Nothing was ordered")
    assert bench.added() == []


@proof
async def test_the_command_cancel_leaves_the_form(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    await chat.say("/cancel")
    await chat.wait_for("Nothing was ordered")
    assert bench.added() == []


async def test_a_changed_price_is_shown_and_asked_again(bench: Bench, chat: ChatClient) -> None:
    await fill_default(chat)
    bench.panel.services[0]["rate"] = "1.20"
    await resync(bench)
    await chat.tap("Confirm")
    asked = await chat.wait_for("Changed since")
    assert "$0.90 → $1.20" in asked.text
    assert bench.added() == []
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert len(bench.added()) == 1


@proof
async def test_a_vanished_service_leads_back_to_the_categories(
    bench: Bench, chat: ChatClient
) -> None:
    await fill_default(chat)
    del bench.panel.services[0]
    await resync(bench)
    await chat.tap("Confirm")
    gone = await chat.wait_for("no longer in the catalogue")
    assert "Choose a category" in gone.text
    assert bench.added() == []


@proof
async def test_a_package_asks_for_no_quantity(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "TikTok", "TikTok", "Starter pack")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await chat.say("https://www.tiktok.com/@example")
    summary = await chat.wait_for("Total")
    assert "$5.00" in summary.text
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert bench.added()[-1]["service"] == "5"


@proof
async def test_comments_count_as_the_quantity(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Comments", "Custom Comments")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await chat.say(LINK)
    await chat.wait_for("omment")
    await chat.say("Nice!\n\n  So good, really  \nWow")
    await chat.wait_for("3 lines so far · 1 blank left out")
    await chat.tap("Done")
    await chat.wait_for("Comments: 3 lines")
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert bench.added()[-1]["comments"] == "Nice!\nSo good, really\nWow"


async def test_dripfeed_shows_the_true_total_and_the_end(bench: Bench, chat: ChatClient) -> None:
    await open_service(chat, "Instagram", "Followers", "[Drip]")
    await chat.tap("🛒 Order")
    await chat.wait_for("link")
    await chat.say(LINK)
    await chat.wait_for("quantity")
    await chat.say("200")
    await chat.wait_for("Total")
    await chat.tap("Drip-feed")
    await chat.wait_for("run")
    await chat.say("5")
    await chat.wait_for("inutes")
    await chat.say("30")
    summary = await chat.wait_for("1,000 in total")
    assert "5 runs" in summary.text
    assert "$0.90" in summary.text
    await chat.tap("Confirm")
    await chat.wait_for("Number at the panel")
    assert bench.added() == [
        {"service": "2", "link": LINK, "quantity": "200", "runs": "5", "interval": "30"}
    ]


async def test_an_unknown_type_is_listed_but_not_orderable(bench: Bench, chat: ChatClient) -> None:
    del bench
    await open_service(chat, "TikTok", "TikTok", "Telepathic votes")
    card = await chat.wait_for("can't be ordered here yet")
    assert not any("Order" in label for label in labels(card))


@proof
async def test_a_button_of_an_older_screen_changes_nothing(bench: Bench, chat: ChatClient) -> None:
    del bench
    await chat.say("/order")
    first = await chat.wait_for("Choose a platform")
    old = first.buttons[0][0].data
    await chat.tap("Instagram")
    await chat.wait_for("Choose a category")
    assert old is not None
    answer = await chat.press(first, old)
    assert answer is not None
    assert answer.text == "This button is out of date."


async def test_a_refusal_is_reported_in_plain_words(bench: Bench, chat: ChatClient) -> None:
    bench.panel.services[0]["max"] = "500"  # the panel has not told its new limit yet
    await fill_default(chat)
    await chat.tap("Confirm")
    refused = await chat.wait_for("Refused by the panel")
    assert "quantity was not accepted" in refused.text
    await until(lambda: len(bench.added()) == 1)


@proof
async def test_a_long_category_has_pages(bench: Bench) -> None:
    bench.panel.services[:] = [service(n, f"Followers {n}") for n in range(1, 21)]
    await bench.start()
    chat = bench.private()
    await chat.say("/order")
    await chat.wait_for("Choose a category")
    await chat.tap("Followers")
    await chat.wait_for("Choose a service")
    await chat.tap("▶")
    await chat.wait_for(lambda message: "2/3" in labels(message))
    await chat.tap("▶")
    last = await chat.wait_for(lambda message: "3/3" in labels(message))
    assert listed_names(last) == [f"Followers {n}" for n in range(17, 21)]


@proof
async def test_a_new_order_and_the_catalogue_are_two_screens(
    bench: Bench, chat: ChatClient
) -> None:
    del bench
    await order_default(chat)
    await chat.say("/services")
    catalogue = await chat.wait_for("🗂 Services · 6 services")
    assert labels(catalogue) == ["Instagram · 4", "TikTok · 2", "✕ Cancel"]
    await chat.tap("TikTok", message=catalogue)
    await chat.wait_for("Choose a category")
    await chat.say("/order")
    form = await chat.wait_for("🛒 New order")
    assert "Or send the link" in form.text
    assert labels(form)[0] == "🕘 Recent · 1"
    again = "🔁 Instagram Followers [Real]"
    assert again in labels(form)
    await chat.tap(again, message=form)
    await chat.wait_for("ID 1")
    await chat.tap("Back")
    await chat.wait_for("Choose a service")


@proof
async def test_the_time_zone_is_asked_for_once(bench: Bench, chat: ChatClient) -> None:
    await order_default(chat)
    asked = await chat.wait_for("What is your time zone?")
    await chat.tap("Choose the time zone", message=asked)
    await chat.tap("Europe", message=asked)
    await chat.tap("Madrid", message=asked)
    await chat.wait_for("Time zone: Madrid")
    since = chat.mark()
    await order_default(chat, link="https://www.instagram.com/other/")
    await chat.wait_for("Order #2 is completed", since=since)
    assert "What is your time zone" not in chat.transcript()
    other = bench.private(bench.playground.world.add_person("Deniz", language_code="tr"))
    await other.say("/language")
    await other.tap("English")
    await other.wait_for("Hello, Deniz")
    await order_default(other)
    await other.wait_for("Order #3 is completed")
    assert "What is your time zone" not in other.transcript()


@proof
async def test_who_is_content_with_utc_is_not_asked_again(bench: Bench, chat: ChatClient) -> None:
    del bench
    await order_default(chat)
    await chat.tap("UTC is fine")
    since = chat.mark()
    await order_default(chat, link="https://www.instagram.com/other/")
    await chat.wait_for("Order #2 is completed", since=since)
    assert "What is your time zone" not in chat.transcript()
