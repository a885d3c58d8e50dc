"""The order log and an order's card: what each shows of what was loaded, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.languages import Catalogues
from bot.core.paging import Page
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.orders.buttons import LogFilter
from bot.orders.rules.states import OrderState
from bot.orders.screens import numbers, order_card, order_log, unresolved
from bot.orders.service.order_log import ConfirmedForm, OrderCard
from bot.orders.service.unresolved import NumberTaken
from bot.orders.tables import Order, OrderEvent, Suborder
from bot.refills.rules.refills import (
    RefillDecision,
    RefillKind,
    RefillPromise,
    RefillReason,
    RefillTerms,
)

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
T = Catalogues().translator("en")
TERMS = RefillTerms(
    RefillPromise(RefillKind.DAYS, 30),
    RefillDecision(allowed=True, reason=RefillReason.OK, at=None, left=None),
    None,
    number=4,
)
NO_REFILL = RefillTerms(
    RefillPromise(RefillKind.NONE),
    RefillDecision(allowed=False, reason=RefillReason.NO_REFILL, at=None, left=None),
    None,
)


def actor(role: Role = Role.BUYER) -> Actor:
    chat = Chat(id=1, type="private", title="", language="en", created_at=NOW)
    return Actor(chat=chat, user_id=1, name="Olivia", role=role, t=T)


def order(state: OrderState, **values: Any) -> Order:
    fields: dict[str, Any] = {
        "id": 12,
        "draft_key": "k",
        "chat_id": 1,
        "user_id": 1,
        "user_name": "Olivia",
        "service_id": 1,
        "service_name": "Instagram Followers",
        "service_type": "Default",
        "answers": {"link": "https://example.com/a", "quantity": 1000},
        "params": {},
        "quantity_hint": 1000,
        "quantity": 1000,
        "link": "https://example.com/a",
        "price": Decimal("0.90"),
        "currency": "USD",
        "state": state,
        "state_at": NOW,
        "created_at": NOW - timedelta(hours=1),
        "due_at": NOW,
        **values,
    }
    return Order(**fields)


def card(it: Order, role: Role = Role.BUYER, **values: Any) -> Screen:
    fields: dict[str, Any] = {
        "history": [OrderEvent(order_id=it.id, at=NOW, state=it.state)],
        "refills": NO_REFILL,
        "question": None,
        "suborders": [],
        "is_elsewhere": False,
        "is_on_sale": True,
        "can_cancel": False,
        **values,
    }
    return order_card.card(OrderCard(order=it, **fields), actor(role), NOW)


def labels(screen: Screen) -> list[str]:
    return [button.text for row in screen.rows for button in row]


@pytest.mark.parametrize(
    ("state", "values", "offered"),
    [
        (OrderState.QUEUED, {}, ["↩️ Withdraw", "🔁 Order again"]),
        (OrderState.SUBMITTING, {}, ["🔁 Order again"]),
        (OrderState.WITHDRAWN, {}, ["🔁 Order again"]),
        (
            OrderState.PLACED,
            {"can_cancel": True},
            ["🔄 Refresh", "🚫 Cancel order", "🔔 Tell me when it starts"],
        ),
        (OrderState.IN_PROGRESS, {"can_cancel": True}, ["🔄 Refresh", "🚫 Cancel order"]),
        (OrderState.COMPLETED, {"refills": TERMS}, ["🔄 Refresh", "♻️ Refill"]),
        (OrderState.COMPLETED, {"is_elsewhere": True, "is_on_sale": False}, []),
        (OrderState.AWAITING, {}, ["↩️ Withdraw", "🔁 Order again"]),
    ],
)
def test_a_card_offers_what_can_be_done(
    state: OrderState, values: dict[str, Any], offered: list[str]
) -> None:
    found = labels(card(order(state, provider_order_id="23501"), **values))
    assert found[-1] == "📋 All orders"
    assert [it for it in found if it in offered] == offered
    copies = {"⧉ Copy number", "⧉ Copy link"}
    assert set(found) <= {*offered, *copies, "🔁 Order again", "📋 All orders"}


def test_a_card_copies_the_number_and_the_link_whole() -> None:
    link = "https://www.instagram.com/p/" + "A" * 200
    screen = card(order(OrderState.PLACED, provider_order_id="23501", link=link))
    copied = [it.copy_text.text for row in screen.rows for it in row if it.copy_text]
    assert copied == ["23501", link]
    too_long = order(OrderState.QUEUED, link="https://www.instagram.com/p/" + "A" * 229)
    assert [it for row in card(too_long).rows for it in row if it.copy_text] == []


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://www.instagram.com/p/AbCdEf/", "instagram.com/p/AbCdEf"),
        ("https://www.instagram.com/p/" + "A" * 40, "instagram.com/p/" + "A" * 17 + "…"),
        ("https://youtube.com/watch?v=dQw4w9WgXcQ", "youtube.com/watch?v=dQw4w9WgXcQ"),
    ],
)
def test_a_list_shows_links_short_and_leads_to_them_whole(link: str, shown: str) -> None:
    page = Page(items=[order(OrderState.PLACED, link=link)], number=0, count=1, total=1)
    listed = str(order_log.log(actor(), LogFilter.ALL, page, NOW).text)
    assert f'🔗 <a href="{link}">{shown}</a>' in listed


def test_a_name_instead_of_a_link_is_listed_as_it_is() -> None:
    page = Page(items=[order(OrderState.PLACED, link="@<b>")], number=0, count=1, total=1)
    assert "🔗 @&lt;b&gt;" in str(order_log.log(actor(), LogFilter.ALL, page, NOW).text)


def test_a_card_says_how_much_is_delivered_and_what_its_suborders_do() -> None:
    suborders = [Suborder(order_id=12, number="7", state=OrderState.IN_PROGRESS, remains=5)]
    it = order(OrderState.IN_PROGRESS, remains=250, provider_order_id="23501", looked_at=NOW)
    text = str(card(it, suborders=suborders).text)
    assert "750 of 1,000" in text
    assert "Number at the panel: <code>23501</code>" in text
    assert "Checked just now" in text
    assert "💧 Runs: 1 of 1" in text


def test_a_confirmed_form_says_that_its_order_waits() -> None:
    queued = order(OrderState.QUEUED)
    waiting = order_card.after_confirm(ConfirmedForm(queued, None, is_held=True), T, NOW)
    assert "This one is kept and sent later." in str(waiting.text)
    sent = order_card.after_confirm(ConfirmedForm(queued, None, is_held=False), T, NOW)
    assert "sent later" not in str(sent.text)


def test_a_page_of_the_log_marks_the_filter() -> None:
    page = Page(items=[order(OrderState.PLACED)], number=0, count=1, total=1)
    screen = order_log.log(actor(), LogFilter.OPEN, page, NOW)
    assert "📋 <b>Orders</b> · 1" in str(screen.text)
    assert labels(screen) == ["#12", "All", "• Open", "Finished"]
    empty: Page[Order] = Page(items=[], number=0, count=1, total=0)
    assert "Nothing here yet" in str(order_log.log(actor(), LogFilter.ALL, empty, NOW).text)


def test_numbers_are_answered_in_the_order_asked() -> None:
    placed = order(OrderState.PLACED, provider_order_id="23501")
    found = [("23501", [placed]), ("99", [])]
    screen = numbers.status(found, actor(), NOW)
    assert str(screen.text).splitlines() == [
        '<b>#12</b> (23501) ✅ Placed · <a href="https://example.com/a">example.com/a</a>',
        "<b>99</b>: there is no such order here.",
    ]
    assert labels(screen) == ["#12"]


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (NumberTaken(belongs_to=3), "Number 23501 belongs to order #3."),
        (NumberTaken(is_placed=True), "✅ Order #12 was placed as number 23501."),
        (NumberTaken(), "🔎 Asking the panel about number 23501 …"),
    ],
)
def test_owners_read_what_came_of_a_number(taken: NumberTaken, said: str) -> None:
    screen = unresolved.number_taken(T, order(OrderState.UNKNOWN), "23501", taken)
    assert str(screen.text) == said
