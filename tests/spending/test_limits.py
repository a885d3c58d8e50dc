"""Spending limits: what is above one waits until somebody who can lift it approves it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlmodel import select
from telegram import Update

from bot.chats.rules.settings import By
from bot.chats.tables import AuditEntry
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.sandbox.telegram.client import ChatClient
from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import Message, Person
from bot.spending.rules.limits import Level, Period
from bot.spending.service import limits
from tests.chats.test_groups import order_in_group
from tests.conftest import Bench
from tests.ordering import fill_default, labels, resync
from tests.orders.test_quotes import hold, reprice
from tests.proof import proof
from tests.selling import give, money_of, start_selling


class Team:
    """A group with an administrator and a member, and the owner in private."""

    def __init__(self, bench: Bench) -> None:
        world = bench.playground.world
        self.bench = bench
        self.people = (world.add_person("Anna"), world.add_person("Max"))
        self.group = world.groups.add("Team", members=list(self.people), admins=[self.people[0]])
        self.admin, self.member = (bench.in_group(it, self.group) for it in self.people)
        self.owner = bench.private()

    async def limit(self, text: str) -> Message:
        since = self.admin.mark()
        await self.admin.say(f"/limit {text}")
        return await self.admin.wait_for("Spending limits", since=since)

    async def requested(self) -> Message:
        """Order as the member, a hundred for $0.09, and wait for the question."""
        since = self.member.mark()
        await order_in_group(self.member)
        return await self.member.wait_for("Approval needed", since=since)


async def press(chat: ChatClient, card: Message, which: str, number: int = 1) -> str:
    """Tap a button of a card even if it is not shown any more; return the answer."""
    shown = [it.data for row in card.buttons for it in row if it.data and f":{which}:" in it.data]
    answer = await chat.press(card, shown[0] if shown else f"ap:{number}:{which}")
    assert answer is not None
    return answer.text or ""


async def greet(chat: ChatClient) -> None:
    """Open a private chat: before that the bot cannot write there."""
    await chat.say("/start")
    await chat.wait_for("Hello")


def _is_decided(card: Message) -> Callable[[Message], bool]:
    return lambda message: message is card and not message.buttons


async def states(bench: Bench) -> list[OrderState]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return [OrderState(it) for it in (await session.execute(select(Order.state))).scalars()]


async def ordered(bench: Bench, number: int = 1) -> Order:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return await session.get_one(Order, number)


async def owners_limit(bench: Bench, chat_id: int, period: Period, amount: str) -> None:
    """Set a limit as the owners' dashboard does."""
    assert bench.app is not None
    by = By(bench.owner.id, bench.owner.name, bench.now())
    async with bench.app.database.begin() as session:
        await limits.set_limit(session, chat_id, Level.OWNER, period, Decimal(amount), by=by)


@pytest.fixture
async def team(bench: Bench) -> Team:
    team = Team(bench)
    await bench.start()
    await greet(team.owner)
    return team


async def test_limits_are_set_shown_and_taken_off(team: Team) -> None:
    shown = await team.limit("")
    assert "None." in shown.text
    await team.limit("day 50")
    shown = await team.limit("order $12,40")
    assert "A single order: $12.40" in shown.text
    assert "A day: $50.00 · spent $0.00, left $50.00" in shown.text
    shown = await team.limit("day off")
    assert "A day" not in shown.text
    since = team.admin.mark()
    await team.admin.say("/limit day much")
    await team.admin.wait_for("Send an amount above zero", since=since)
    assert team.bench.app is not None
    async with team.bench.app.database.read() as session:
        entries = (await session.execute(select(AuditEntry))).scalars().all()
    assert [(it.user_name, it.change, it.before, it.after) for it in entries] == [
        ("Anna", "limit group day", "", "50"),
        ("Anna", "limit group order", "", "12.4"),
        ("Anna", "limit group day", "50", ""),
    ]


async def test_an_order_above_the_limit_is_approved_and_goes_on(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    assert card.reply_to is not None
    for part in ("#1", "Max", "$0.09", "this group's limit for a single order", "$0.05"):
        assert part in card.text
    form = await team.member.wait_for("Waiting for approval")
    assert "The administrators were asked to approve it." in form.text
    assert team.bench.added() == []
    answer = await team.member.tap("Approve", message=card)
    assert answer is not None
    assert answer.show_alert
    assert answer.text == "You can't do that here."
    assert team.bench.added() == []
    answer = await team.admin.tap("Approve", message=card)
    assert answer is not None
    assert answer.text == "👍 Approved by Anna."
    pushed = await team.member.wait_for("Order #1 was approved")
    assert pushed.reply_to is not None
    await team.member.wait_for("Order #1 is completed")
    assert len(team.bench.added()) == 1
    assert "Approved by Anna" in card.text
    assert card.buttons == []


async def test_a_refused_order_is_never_sent(team: Team) -> None:
    await team.limit("day 0.05")
    card = await team.requested()
    await team.admin.tap("Refuse", message=card)
    await team.member.wait_for("Order #1 was not approved")
    form = await team.member.wait_for("Not approved")
    assert "Refused by Anna" in form.text
    answer = await press(team.admin, card, "yes")
    assert answer == "🚫 Refused by Anna."
    shown = await team.limit("")
    assert "A day: $0.05 · spent $0.00, left $0.05" in shown.text
    assert await states(team.bench) == [OrderState.REFUSED]
    assert team.bench.added() == []


async def test_the_first_tap_decides(team: Team) -> None:
    await team.limit("day 0.05")
    card = await team.requested()
    answers = [await press(team.admin, card, which) for which in ("yes", "no", "yes")]
    assert answers == ["👍 Approved by Anna."] * 3
    await team.member.wait_for("Order #1 is completed")
    assert len(team.bench.added()) == 1


async def test_who_ordered_withdraws(team: Team) -> None:
    await team.limit("week 0.05")
    card = await team.requested()
    form = await team.member.wait_for("Waiting for approval")
    answer = await team.admin.tap("Withdraw", message=form)
    assert answer is not None
    assert answer.text == "Only Max can withdraw this order."
    answer = await team.member.tap("Withdraw", message=form)
    assert answer is not None
    assert answer.text == "The order was withdrawn."
    await team.member.wait_for(lambda it: it is form and "Withdrawn by Max" in it.text)
    await team.member.wait_for(lambda it: it is card and "Withdrawn by Max" in it.text)
    assert await press(team.admin, card, "yes") == "↩️ Withdrawn by Max."
    assert await states(team.bench) == [OrderState.WITHDRAWN]
    assert team.bench.added() == []


@proof
async def test_an_orders_card_has_the_buttons_for_who_can_decide(team: Team) -> None:
    await team.limit("order 0.05")
    await team.requested()
    form = await team.member.wait_for("Waiting for approval")
    for chat, shown in ((team.member, False), (team.admin, True)):
        since = chat.mark()
        await chat.tap("Details", message=form)
        card = await chat.wait_for("Exceeds this group's limit", since=since)
        assert ("✅ Approve order" in labels(card)) is shown
        if not shown:
            await chat.tap("Back", message=form)
            await chat.wait_for(lambda it: it is form and "🔎 Details" in labels(it))
    await team.admin.tap("Approve", message=card)
    await team.member.wait_for("Order #1 is completed")


@proof
async def test_administrators_and_owners_are_not_bound_by_the_groups_limit(team: Team) -> None:
    await team.limit("order 0.01")
    await order_in_group(team.admin)
    await team.admin.wait_for("Order #1 is completed")
    assert not [it for it in team.admin.bot_messages() if "Approval needed" in it.text]


@proof
async def test_an_anonymous_administrator_sets_a_limit_and_approves(team: Team) -> None:
    team.bench.playground.world.groups.set_anonymous(team.group, team.people[0], True)
    await team.limit("order 0.05")
    card = await team.requested()
    assert await press(team.admin, card, "yes") == "👍 Approved by Team."
    await team.member.wait_for("Order #1 is completed")


async def test_what_is_above_the_owners_limit_is_theirs_to_approve(team: Team) -> None:
    await team.limit("order 0.01")
    await owners_limit(team.bench, team.group.id, Period.ORDER, "0.05")
    await order_in_group(team.member)
    form = await team.member.wait_for("Waiting for approval")
    assert "The owners of this bot were asked to approve it." in form.text
    card = await team.owner.wait_for("Approval needed")
    assert "Team" in card.text
    assert "the owners' limit for a single order" in card.text
    assert not [it for it in team.admin.bot_messages() if "Approval needed" in it.text]
    yes = next(b.data for row in card.buttons for b in row if "Approve" in b.label)
    forged = await team.admin.press(form, yes or "")
    assert forged is not None
    assert forged.text == "You can't do that here."
    assert await states(team.bench) == [OrderState.AWAITING]
    await team.owner.tap("Approve", message=card)
    await team.member.wait_for("Order #1 is completed")
    assert len(team.bench.added()) == 1


@proof
async def test_a_limit_of_the_owners_that_is_reached_meanwhile_passes_the_question_on(
    team: Team,
) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    await owners_limit(team.bench, team.group.id, Period.DAY, "0.05")
    answer = await press(team.admin, card, "yes")
    assert answer == "This also exceeds the owners' limit. They have been asked."
    await team.admin.wait_for(lambda it: it is card and not it.buttons)
    assert team.bench.added() == []
    owners = await team.owner.wait_for("Approval needed")
    await team.owner.tap("Approve", message=owners)
    await team.member.wait_for("Order #1 is completed")
    await team.admin.wait_for(lambda it: it is card and "Approved by Olivia" in it.text)


async def test_in_a_private_chat_the_owners_are_asked(bench: Bench) -> None:
    await bench.start()
    boris = bench.playground.world.add_person("Boris")
    chat, owner = bench.private(boris), bench.private()
    for who in (chat, owner):
        await greet(who)
    await owners_limit(bench, boris.id, Period.DAY, "1")
    summary = await fill_default(chat, "1000")
    assert "Left today: $1.00" in summary.text
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 is completed")
    since = chat.mark()
    summary = await fill_default(chat, "1000", "https://www.instagram.com/another/")
    assert "Exceeds the owners' daily limit." in summary.text
    assert "Left today: $0.10" in summary.text
    await chat.tap("Confirm")
    await chat.wait_for("Waiting for approval", since=since)
    card = await owner.wait_for("Approval needed")
    await owner.tap("Refuse", message=card)
    refused = await chat.wait_for("Order #2 was not approved")
    assert "Refused by Olivia" in refused.text
    assert len(bench.added()) == 1


@proof
async def test_nobody_is_notified_that_owners_were_asked_who_have_not_come(bench: Bench) -> None:
    await bench.start()
    boris = bench.playground.world.add_person("Boris")
    chat, owner = bench.private(boris), bench.private()
    await greet(chat)
    await owners_limit(bench, boris.id, Period.ORDER, "0.01")
    await fill_default(chat, "1000")
    await chat.tap("Confirm")
    waits = await chat.wait_for("Waiting for approval")
    assert "Only an owner of this bot can approve it: ask them to start the bot." in waits.text
    assert "were asked" not in chat.transcript()
    await greet(owner)
    card = await owner.wait_for("Approval needed")
    since = chat.mark()
    await chat.tap("Details")
    await chat.wait_for("The owners of this bot were asked to approve it.", since=since)
    await owner.tap("Approve", message=card)
    await chat.wait_for("Order #1 is completed")


@proof
async def test_a_price_that_has_risen_is_approved_anew(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    team.bench.panel.services[0]["rate"] = "1.20"
    await resync(team.bench)
    old = card.buttons[0][0].data
    answer = await press(team.admin, card, "yes")
    assert answer == "Something changed. Please look again."
    await team.admin.wait_for(lambda it: it is card and "Price: $0.90 → $1.20" in it.text)
    assert "Total: $0.09 → $0.12" in card.text
    outdated = await team.admin.press(card, old or "")
    assert outdated is not None
    assert outdated.text == "This button is out of date."
    assert await states(team.bench) == [OrderState.AWAITING]
    assert team.bench.added() == []
    await team.admin.tap("Approve", message=card)
    await team.member.wait_for("Order #1 is completed")
    order = await ordered(team.bench)
    assert (order.price, (order.quote or {})["rate"]) == (Decimal("0.12"), "1.2")
    assert len(team.bench.added()) == 1


async def test_what_was_approved_and_became_dearer_before_it_left_is_not_sent(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    await hold(team.bench)
    assert await press(team.admin, card, "yes") == "👍 Approved by Anna."
    await reprice(team.bench, "1.20")
    since = team.member.mark()
    await hold(team.bench, held=False)
    asked = await team.member.wait_for("Order #1 was not sent", since=since)
    assert "Total: $0.09 → $0.12" in asked.text
    assert await states(team.bench) == [OrderState.REQUOTED]
    assert team.bench.added() == []
    since = team.admin.mark()
    await team.member.tap("Order", message=asked)
    card = await team.admin.wait_for("Approval needed", since=since)
    assert "$0.12" in card.text
    assert await states(team.bench) == [OrderState.AWAITING]
    assert team.bench.added() == []


@proof
async def test_a_list_that_was_approved_and_became_dearer_before_it_left_is_not_sent(
    team: Team,
) -> None:
    await team.limit("day 1")
    await team.member.say("/mass\n1 | @one | 1000\n1 | @two | 1000")
    await team.member.wait_for("Total: $1.80")
    await team.member.tap("Place 2 orders")
    card = await team.admin.wait_for("Approval needed")
    await hold(team.bench)
    await press(team.admin, card, "yes")
    await team.member.wait_for("Mass order M1 was approved")
    await reprice(team.bench, "1.20")
    since = team.member.mark()
    await hold(team.bench, held=False)
    await team.member.wait_for("not sent", since=since)
    assert set(await states(team.bench)) <= {OrderState.REQUOTED}
    assert team.bench.added() == []


async def test_limits_that_forbid_it_meanwhile_end_what_waits(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    team.bench.panel.services[0]["min"] = "500"
    await resync(team.bench)
    answer = await press(team.admin, card, "yes")
    assert answer.startswith("⚠️ Its price or limits have changed.")
    pushed = await team.member.wait_for("Order #1 was not approved")
    assert "Its price or limits have changed" in pushed.text
    assert team.bench.added() == []


@proof
async def test_a_lower_price_is_no_reason_and_the_agreed_one_stays(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    team.bench.panel.services[0]["rate"] = "0.50"
    await resync(team.bench)
    await team.admin.tap("Approve", message=card)
    await team.member.wait_for("Order #1 is completed")
    assert team.bench.app is not None
    async with team.bench.app.database.read() as session:
        assert (await session.get_one(Order, 1)).price == Decimal("0.09")


@proof
async def test_a_service_that_is_gone_ends_what_waits(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    del team.bench.panel.services[0]
    await resync(team.bench)
    answer = await press(team.admin, card, "yes")
    assert answer == "⚠️ The service is no longer available."
    await team.member.wait_for("Order #1 was not approved")
    assert team.bench.added() == []


@proof
async def test_what_nobody_decides_ends_after_a_week(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    team.bench.skip(days=8)
    await team.member.wait_for("Order #1 was not approved")
    await team.member.wait_for(lambda it: it is card and "Nobody decided" in it.text)
    assert team.bench.added() == []


async def test_a_list_waits_as_one_and_goes_on_as_one(team: Team) -> None:
    await team.limit("day 1")
    await team.member.say("/mass\n1 | @one | 1000\n1 | @two | 1000")
    summary = await team.member.wait_for("Total: $1.80")
    assert "Exceeds this group's daily limit." in summary.text
    await team.member.tap("Place 2 orders")
    card = await team.admin.wait_for("Approval needed")
    for part in ("M1", "2 orders", "$1.80", "daily limit"):
        assert part in card.text
    shown = await team.member.wait_for("Mass order M1")
    assert "The administrators were asked to approve it." in shown.text
    assert await states(team.bench) == []
    await press(team.admin, card, "yes")
    await press(team.admin, card, "yes")
    await team.member.wait_for("Mass order M1 was approved")
    await team.member.wait_for("All orders of mass order M1 have ended")
    assert len(team.bench.added()) == 2
    shown = await team.limit("")
    assert "spent $1.80, left $0.00" in shown.text


@proof
async def test_a_list_is_withdrawn_or_refused_as_one(team: Team) -> None:
    await team.limit("order 0.5")
    for number, end in enumerate(("Withdraw", "Refuse"), 1):
        since = team.member.mark()
        await team.member.say("/mass\n1 | @one | 1000\n1 | @two | 100")
        await team.member.tap("Place 2 orders")
        card = await team.admin.wait_for("Approval needed", since=since)
        chat = team.member if end == "Withdraw" else team.admin
        await chat.tap(end)
        await team.member.wait_for(_is_decided(card))
        await team.member.wait_for(f"Mass order M{number}")
        assert await press(team.admin, card, "yes", number) in {
            "↩️ Withdrawn by Max.",
            "🚫 Refused by Anna.",
        }
    assert await states(team.bench) == []
    assert team.bench.added() == []


async def test_a_list_that_waits_is_withdrawn_when_its_person_is_forgotten(bench: Bench) -> None:
    team = Team(bench)
    await start_selling(bench)
    await give(bench, team.group.id, "5")
    await team.limit("day 1")
    await team.member.say("/mass\n1 | @one | 1000\n1 | @two | 1000")
    await team.member.wait_for("Total: $2.34")
    await team.member.tap("Place 2 orders")
    card = await team.admin.wait_for("Approval needed")
    assert await money_of(bench, team.group.id) == (Decimal(5), Decimal("2.34"))
    private = bench.private(team.people[1])
    await private.say("/forget")
    await private.wait_for("Erase your data?")
    await private.tap("Yes, forget me")
    await private.wait_for("The file below is everything that was stored.")
    assert await money_of(bench, team.group.id) == (Decimal(5), Decimal(0))
    await team.admin.wait_for(_is_decided(card))
    assert await press(team.admin, card, "yes") == "↩️ Withdrawn"
    assert await states(bench) == []


async def again(team: Team, person: Person, message: Message, data: str, times: int = 2) -> None:
    """Handle a tap, and again as after a crash before its update was marked as handled."""
    app = team.bench.app
    assert app is not None
    query = {
        "id": "4711",
        "from": person.as_user(),
        "message": as_message(message, team.bench.playground.world.bot),
        "chat_instance": "1",
        "data": data,
    }
    for _ in range(times):
        payload = {"update_id": 10_000, "callback_query": query}
        await app.application.process_update(Update.de_json(payload, app.application.bot))


async def test_an_approval_that_is_handled_again_changes_nothing(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    await again(team, team.people[0], card, card.buttons[0][0].data or "")
    await team.member.wait_for("Order #1 is completed")
    assert len(team.bench.added()) == 1
    await team.bench.pushed()
    former = [it for it in team.group.messages.values() if it.deleted and "#1" in it.text]
    assert len(former) == 2  # the form and the approval, whose places the next push has taken


@proof
async def test_a_list_whose_approval_is_handled_again_is_ordered_once(team: Team) -> None:
    await team.limit("order 0.05")
    await team.member.say("/mass\n1 | @one | 1000\n1 | @two | 1000")
    summary = await team.member.wait_for("Total: $1.80")
    confirm = next(b.data for row in summary.buttons for b in row if "Place" in b.label)
    await again(team, team.people[1], summary, confirm or "")
    card = await team.admin.wait_for("Approval needed")
    assert await states(team.bench) == []
    await again(team, team.people[0], card, card.buttons[0][0].data or "")
    await team.member.wait_for("All orders of mass order M1 have ended")
    assert len(team.bench.added()) == 2


@proof
async def test_a_confirm_above_a_limit_that_is_handled_again_asks_once(team: Team) -> None:
    await team.limit("order 0.05")
    card = await team.requested()
    form = await team.member.wait_for("Waiting for approval")
    await again(team, team.people[1], form, "f:1:6:y:")
    await team.bench.pushed()
    assert await states(team.bench) == [OrderState.AWAITING]
    assert [it for it in team.admin.bot_messages() if "Approval needed" in it.text] == [card]


@proof
async def test_the_question_comes_in_the_topic_of_the_order(team: Team) -> None:
    world = team.bench.playground.world
    admin, member = team.people
    forum = world.groups.add("Forum", members=[admin, member], admins=[admin], forum=True)
    topic = world.groups.add_topic(forum, "Orders")
    await team.bench.in_group(admin, forum, topic).say("/limit day 0.05")
    chat = team.bench.in_group(member, forum, topic)
    await chat.wait_for("A day: $0.05")
    await order_in_group(chat)
    card = await chat.wait_for("Approval needed")
    assert card.thread_id == topic
    assert "Max" in card.text


async def test_limits_are_for_administrators_of_a_group(bench: Bench, team: Team) -> None:
    since = team.member.mark()
    await team.member.say("/limit day 5")
    await team.member.wait_for("You can't do that here.", since=since)
    await team.owner.say("/limit day 5")
    await team.owner.wait_for("This is a group setting. Use it in the group.")
    shown = await team.limit("")
    assert "None." in shown.text
    outsider = bench.playground.world.add_person("Zoe")
    stranger = bench.private(outsider)
    await stranger.say("/limit")
    await stranger.wait_for("You can't do that here.")
    for data in ("ap:1:yes", "ap:999:no", "ap", "ap::::"):
        hello = await stranger.wait_for("You can't do that here.")
        answer = await stranger.press(hello, data)
        assert answer is not None
        assert answer.text == "You can't do that here."


async def test_limits_are_set_by_buttons(bench: Bench) -> None:
    team = Team(bench)
    await bench.start()
    shown = await team.limit("")
    await team.admin.tap("A day", message=shown)
    await team.admin.wait_for("🧮 A day")
    answer = await team.admin.tap("$50.00", message=shown)
    assert answer is not None
    assert answer.text == "Saved."
    assert "• $50.00" in labels(await team.admin.wait_for("left $50.00"))
    await team.admin.tap("✏️ Another …", message=shown)
    asked = await team.admin.wait_for("Send the daily limit, for example 50.")
    assert asked.force_reply_for == team.people[0].id
    await team.member.say("1", reply_to=asked)
    await team.admin.say("lots", reply_to=asked)
    await team.admin.wait_for("an amount above zero")
    since = team.admin.mark()
    await team.admin.say("12,50 $", reply_to=asked)
    await team.admin.wait_for("A day: $12.50 · spent $0.00, left $12.50", since=since)
    answer = await team.member.press(shown, "li:day")
    assert answer is not None
    assert answer.text == "You can't do that here."
    await team.admin.press(shown, "li:day:off")
    assert "• No limit" in labels(await team.admin.wait_for("None."))


@proof
async def test_limits_are_read_as_people_write_them(bench: Bench) -> None:
    team = Team(bench)
    await bench.start()
    assert "A day: $50.00" in (await team.limit("50 usd daily")).text
    assert "A month: $2,500.00" in (await team.limit("monthly $2.5k")).text
    refused = (await team.limit("day 70 eur")).text
    assert "Amounts are in USD here" in refused
    assert "A day: $50.00" in refused
    assert "what the limit is for" in (await team.limit("80")).text
    assert "A day" not in (await team.limit("day off")).text
