"""Who may do what, cell by cell, and who is what in a chat; what chats hear of."""

from datetime import timedelta
from itertools import product

import pytest

from bot.domain.access import Announcements, OrderPolicy, Permission, Role, may, role_in_chat
from bot.domain.notices import IN_VIEW, Notice, is_announced, order_notice, refill_notice
from bot.domain.orders import OrderState
from bot.domain.statuses import RefillState

# Owner, administrator, buyer, member, outsider
TABLE = {
    Permission.GREET: "11111",
    Permission.LEAVE: "11111",
    Permission.LANGUAGE: "11111",
    Permission.BROWSE: "11110",
    Permission.SEE_ORDERS: "11110",
    Permission.ORDER: "11100",
    Permission.CHANGE_ORDERS: "11100",
    Permission.REPORT_CHAT: "11000",
    Permission.SETTINGS: "11000",
    Permission.REPORT_ALL: "10000",
    Permission.BALANCE: "10000",
    Permission.UNRESOLVED: "10000",
    Permission.PROBLEMS: "10000",
    Permission.LET_IN: "10000",
    Permission.SHAPE: "10000",
}


@pytest.mark.parametrize(("permission", "role"), list(product(Permission, Role)))
def test_every_cell_of_the_table(permission: Permission, role: Role) -> None:
    assert may(role, permission) is (TABLE[permission][list(Role).index(role)] == "1")


@pytest.mark.parametrize(
    ("owner", "administrator", "let_in", "policy", "listed", "role"),
    [
        (True, False, False, OrderPolicy.LIST, False, Role.OWNER),
        (False, True, False, OrderPolicy.EVERYONE, True, Role.OUTSIDER),
        (False, True, True, OrderPolicy.LIST, False, Role.ADMINISTRATOR),
        (False, False, True, OrderPolicy.EVERYONE, False, Role.BUYER),
        (False, False, True, OrderPolicy.LIST, True, Role.BUYER),
        (False, False, True, OrderPolicy.LIST, False, Role.MEMBER),
        (False, False, True, OrderPolicy.ADMINISTRATORS, True, Role.MEMBER),
    ],
)
def test_who_is_what(
    owner: bool, administrator: bool, let_in: bool, policy: OrderPolicy, listed: bool, role: Role
) -> None:
    assert (
        role_in_chat(
            owner=owner, administrator=administrator, let_in=let_in, policy=policy, listed=listed
        )
        is role
    )


def test_the_form_tells_what_happens_at_once_and_a_push_what_comes_later() -> None:
    assert order_notice(OrderState.PLACED, timedelta(seconds=1)) is None
    assert order_notice(OrderState.PLACED, IN_VIEW) is Notice.PLACED
    assert order_notice(OrderState.COMPLETED, timedelta()) is Notice.COMPLETED
    assert order_notice(OrderState.IN_PROGRESS, IN_VIEW) is None
    assert refill_notice(RefillState.REJECTED) is Notice.REFILL_REJECTED
    assert refill_notice(RefillState.PENDING) is None


@pytest.mark.parametrize(
    ("setting", "placed", "completed"),
    [
        (Announcements.ALL, True, True),
        (Announcements.ENDS, False, True),
        (Announcements.OFF, False, False),
    ],
)
def test_announcements(setting: Announcements, placed: bool, completed: bool) -> None:
    assert is_announced(Notice.PLACED, setting) is placed
    assert is_announced(Notice.COMPLETED, setting) is completed
