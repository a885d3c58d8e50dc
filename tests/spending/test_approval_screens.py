"""What waits for an approval is drawn from what was loaded, without a database."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.languages import Catalogues
from bot.core.telegram.context import Actor
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Level, Period
from bot.spending.screens import approvals as screens
from bot.spending.service.approvals import Question
from bot.spending.tables import Approval

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
T = Catalogues().translator("en")
GROUP = Chat(id=-100, type="supergroup", title="Team", language="en", created_at=NOW)
HOME = Chat(id=7, type="private", title="Olivia", language="en", created_at=NOW)


def question(level: Level = Level.GROUP, *, owners_asked: bool = False) -> Question:
    order = Order(
        id=1, draft_key="k", chat_id=GROUP.id, user_id=8, user_name="Anna", service_id=1,
        service_name="Likes", service_type="default", answers={}, params={}, quantity_hint=0,
        quantity=100, link="", price=Decimal(12), currency="USD", created_at=NOW, state_at=NOW,
        due_at=NOW, state=OrderState.AWAITING,
    )  # fmt: skip
    asked = Approval(
        id=3, chat_id=GROUP.id, order_id=1, level=level, period=Period.DAY, amount=Decimal(10),
        left=Decimal(4), created_at=NOW,
    )  # fmt: skip
    return Question(asked, order, GROUP, owners_asked=owners_asked)


def actor(role: Role, chat: Chat = GROUP) -> Actor:
    return Actor(chat=chat, user_id=7, name="Olivia", role=role, t=T)


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        (question(), "The administrators were asked"),
        (question(Level.OWNER, owners_asked=True), "The owners of this bot were asked"),
        (question(Level.OWNER), "ask them to start the bot"),
    ],
)
def test_an_order_that_waits_says_who_was_asked(asked: Question, who: str) -> None:
    assert who in str(screens.waits(asked, T))


def test_what_does_not_wait_says_nothing() -> None:
    asked = question()
    assert isinstance(asked.about, Order)
    asked.about.state = OrderState.QUEUED
    assert screens.waits(asked, T) is None
    assert screens.waits(None, T) is None
    assert screens.rows(asked, actor(Role.OWNER)) == []


def test_who_can_lift_the_limit_has_the_buttons() -> None:
    assert len(screens.rows(question(), actor(Role.ADMINISTRATOR))) == 1
    assert screens.rows(question(), actor(Role.BUYER)) == []
    assert screens.rows(question(Level.OWNER), actor(Role.ADMINISTRATOR)) == []
    assert len(screens.rows(question(Level.OWNER), actor(Role.OWNER, HOME))) == 1


def test_a_card_asks_until_it_is_decided() -> None:
    asked = question()
    card = screens.card(asked, T, GROUP, NOW)
    assert len(card.rows) == 1
    assert "Team" not in card.text
    asked.approval.verdict, asked.approval.decided_by = Verdict.REFUSED, "Olivia"
    decided = screens.card(asked, T, HOME, NOW)
    assert not decided.rows
    assert "Team" in decided.text
    assert "Olivia" in decided.text


def test_the_card_in_the_group_has_no_buttons_once_owners_are_asked() -> None:
    passed_on = question(Level.OWNER, owners_asked=True)
    here, there = (screens.card(passed_on, T, chat, NOW) for chat in (GROUP, HOME))
    assert not here.rows
    assert "The owners of this bot were asked" in here.text
    assert len(there.rows) == 1
