"""What is shown of a list of orders, drawn from what was loaded."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from telegram.constants import MessageLimit

from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.errors import InputError
from bot.core.languages import Catalogues
from bot.core.telegram.context import Actor
from bot.core.telegram.names import units
from bot.orders.mass.rules import BadLine, ValidatedList
from bot.orders.mass.screens import progress as progress_screens
from bot.orders.mass.screens import summary as summary_screens
from bot.orders.mass.service.confirming import Summarised
from bot.orders.mass.service.progress import Progress
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.orders.screens import requotes as requote_screens
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Level, Period
from bot.spending.screens import approvals as approval_screens
from bot.spending.service.approvals import Question
from bot.spending.tables import Approval

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
T = Catalogues().translator("en")


def a_list(**values: Any) -> MassOrder:
    fields: dict[str, Any] = {
        "id": 3,
        "key": "k",
        "chat_id": 1,
        "user_id": 1,
        "user_name": "",
        "price": Decimal(5),
        "currency": "USD",
        "created_at": NOW,
        "confirmed_at": NOW,
    }
    return MassOrder(**fields | values)


def asked(mass: MassOrder, verdict: Verdict | None) -> Question:
    approval = Approval(
        chat_id=1,
        mass_id=mass.id,
        level=Level.GROUP,
        period=Period.DAY,
        amount=Decimal(1),
        left=Decimal(0),
        created_at=NOW,
        verdict=verdict,
        cards=[],
    )
    return Question(approval, mass, None, owners_asked=False)


def test_progress_counts_what_is_placed_and_what_is_left() -> None:
    counts = {OrderState.COMPLETED: 2, OrderState.QUEUED: 1}
    shown = progress_screens.progress(Progress(a_list(lines=[{}]), counts), T)
    assert "4 orders" in shown.text
    assert "2 of 4" in shown.text
    withdraw = "↩️ Withdraw 1 waiting order"
    assert [button.text for row in shown.rows for button in row] == [withdraw, "📋 All orders"]


@pytest.mark.parametrize(
    ("verdict", "can_withdraw"),
    [(None, True), (Verdict.APPROVED, False)],
)
def test_a_list_can_be_withdrawn_while_it_waits(
    verdict: Verdict | None, *, can_withdraw: bool
) -> None:
    mass = a_list(lines=[{}])
    shown = progress_screens.progress(Progress(mass, {}, question=asked(mass, verdict)), T)
    labels = [button.text for row in shown.rows for button in row]
    assert ("↩️ Withdraw" in labels) is can_withdraw


def test_the_end_says_how_the_orders_ended() -> None:
    counts = {OrderState.COMPLETED: 2, OrderState.REJECTED: 1}
    shown = progress_screens.ended(Progress(a_list(ended_at=NOW), counts), T, is_here=True)
    assert "All orders of mass order M3 have ended" in shown.text
    assert "Completed: 2" in shown.text
    assert [button.text for row in shown.rows for button in row] == ["🔁 Order this list again"]
    assert (
        progress_screens.ended(Progress(a_list(ended_at=NOW), counts), T, is_here=False).rows == []
    )


def test_a_list_of_which_nothing_was_ordered_is_not_ordered_again() -> None:
    shown = progress_screens.progress(Progress(a_list(ended_at=NOW), {}), T)
    assert [button.text for row in shown.rows for button in row] == ["📋 All orders"]


def test_changes_are_named_by_service() -> None:
    before = {
        "id": "101",
        "name": "Followers",
        "category": "C",
        "type": "default",
        "rate": "0.9",
        "minimum": 1,
        "maximum": 10,
        "currency": "USD",
    }
    after = before | {"rate": "1.9"}
    said = summary_screens.changes(T, {"1": before}, {"1": after})
    assert "<b>101</b>" in said
    assert "Price: $0.90 → $1.90" in said
    assert summary_screens.changes(T, {"1": before}, {"1": before | {"panel": ""}}) == []


def quotes_named(name: str) -> dict[str, dict[str, Any]]:
    return {
        str(key): {
            "id": str(key),
            "name": f"{name} {key} ".ljust(150, "x"),
            "category": name,
            "type": "default",
            "rate": "0.9",
            "minimum": 10,
            "maximum": 9999,
            "currency": "USD",
        }
        for key in range(1, 31)
    }


def test_a_list_whose_services_were_all_renamed_still_fits_into_a_message() -> None:
    before, after = quotes_named("Before"), quotes_named("After")
    chat = Chat(id=1, type="private", title="", language="en", created_at=NOW)
    actor = Actor(chat=chat, user_id=1, name="Max", role=Role.BUYER, t=T)
    mass = a_list(confirmed_at=None, text="1 | @one | 10")
    bad = [BadLine(n, "y" * 60, InputError("z" * 100)) for n in range(1, 11)]
    said = summary_screens.changes(T, before, after)
    shown = summary_screens.summary(actor, Summarised(mass, None), ValidatedList((), bad), said)
    assert "Changed since this was shown:" in shown.text
    assert units(shown.text.striptags()) <= MessageLimit.MAX_TEXT_LENGTH


def test_the_card_and_the_question_about_such_a_list_fit_as_well() -> None:
    before, after = quotes_named("Before"), quotes_named("After")
    lines = [
        {"service": key, "answers": {}, "price": "1", "quote": before[str(key)]}
        | {"offer": after[str(key)] | {"price": "2"}}
        for key in range(1, 31)
    ]
    home = Chat(id=7, type="private", title="Olivia", language="en", created_at=NOW)
    card = approval_screens.card(asked(a_list(lines=lines), None), T, home, NOW)
    orders = [
        Order(
            id=key, draft_key=f"k{key}", chat_id=1, user_id=8, user_name="Anna", service_id=key,
            service_name=before[str(key)]["name"], service_type="default", answers={}, params={},
            quantity_hint=0, quantity=100, link="", price=Decimal(1), currency="USD",
            created_at=NOW, state_at=NOW, due_at=NOW, state=OrderState.REQUOTED,
            quote=before[str(key)] | {"category": "B" * 200},
            offer=after[str(key)] | {"category": "A" * 200, "price": "2"},
        )
        for key in range(1, 31)
    ]  # fmt: skip
    for screen in (card, requote_screens.of_list(a_list(), orders, T)):
        assert "After" in screen.text
        assert units(screen.text.striptags()) <= MessageLimit.MAX_TEXT_LENGTH
