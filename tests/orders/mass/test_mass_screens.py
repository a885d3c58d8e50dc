"""What is shown of a list of orders, drawn from what was loaded."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.core.languages import Catalogues
from bot.orders.mass.screens import progress as progress_screens
from bot.orders.mass.screens import summary as summary_screens
from bot.orders.mass.service.progress import Progress
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import OrderState
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Level, Period
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
