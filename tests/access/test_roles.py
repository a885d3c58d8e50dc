"""Who may do what, cell by cell, and who is what in a chat; what chats hear of."""

from datetime import timedelta
from itertools import product

import pytest

from bot.core.access.roles import Announcements, OrderPolicy, Permission, Role, may, role_in_chat
from bot.orders.rules.notices import (
    FORM_IS_SHOWN_FOR,
    Notice,
    is_announced,
    order_notice,
    refill_notice,
)
from bot.orders.rules.states import OrderState
from bot.panel.rules.statuses import RefillState

# Owner, administrator, buyer, member, outsider, blocked
TABLE = {
    Permission.GREET: "111110",
    Permission.LEAVE: "111110",
    Permission.LANGUAGE: "111110",
    Permission.PRIVACY: "111111",
    Permission.BROWSE: "111100",
    Permission.OWN_SETTINGS: "111100",
    Permission.SEE_ORDERS: "111100",
    Permission.ORDER: "111000",
    Permission.CHANGE_ORDERS: "111000",
    Permission.REPORT_CHAT: "110000",
    Permission.SEE_ALL_ORDERS: "110000",
    Permission.APPROVE: "110000",
    Permission.SETTINGS: "110000",
    Permission.REPORT_ALL: "100000",
    Permission.BALANCE: "100000",
    Permission.UNRESOLVED: "100000",
    Permission.PROBLEMS: "100000",
    Permission.LET_IN: "100000",
    Permission.OVERRIDE: "100000",
    Permission.APPROVE_ANY: "100000",
    Permission.ADMIN: "100000",
    Permission.BROADCAST: "100000",
    Permission.FIND: "100000",
    Permission.VIEW_AS: "100000",
    Permission.WALLETS: "100000",
}


@pytest.mark.parametrize(("permission", "role"), list(product(Permission, Role)))
def test_every_cell_of_the_table(permission: Permission, role: Role) -> None:
    assert may(role, permission) is (TABLE[permission][list(Role).index(role)] == "1")


@pytest.mark.parametrize(
    ("owner", "blocked", "administrator", "let_in", "policy", "listed", "role"),
    [
        (True, False, False, False, OrderPolicy.LIST, False, Role.OWNER),
        (True, True, False, False, OrderPolicy.LIST, False, Role.OWNER),
        (False, True, True, True, OrderPolicy.EVERYONE, True, Role.BLOCKED),
        (False, True, False, False, OrderPolicy.EVERYONE, False, Role.BLOCKED),
        (False, False, True, False, OrderPolicy.EVERYONE, True, Role.OUTSIDER),
        (False, False, True, True, OrderPolicy.LIST, False, Role.ADMINISTRATOR),
        (False, False, False, True, OrderPolicy.EVERYONE, False, Role.BUYER),
        (False, False, False, True, OrderPolicy.LIST, True, Role.BUYER),
        (False, False, False, True, OrderPolicy.LIST, False, Role.MEMBER),
        (False, False, False, True, OrderPolicy.ADMINISTRATORS, True, Role.MEMBER),
    ],
)
def test_who_is_what(
    owner: bool,
    blocked: bool,
    administrator: bool,
    let_in: bool,
    policy: OrderPolicy,
    listed: bool,
    role: Role,
) -> None:
    assert (
        role_in_chat(
            owner=owner,
            blocked=blocked,
            administrator=administrator,
            let_in=let_in,
            policy=policy,
            listed=listed,
        )
        is role
    )


def test_the_form_says_what_happens_at_once_and_a_push_what_comes_later() -> None:
    assert order_notice(OrderState.PLACED, timedelta(seconds=1)) is None
    assert order_notice(OrderState.PLACED, FORM_IS_SHOWN_FOR) is Notice.PLACED
    assert order_notice(OrderState.COMPLETED, timedelta()) is Notice.COMPLETED
    assert order_notice(OrderState.IN_PROGRESS, FORM_IS_SHOWN_FOR) is None
    assert refill_notice(RefillState.REJECTED) is Notice.REFILL_REJECTED
    assert refill_notice(RefillState.PENDING) is None


@pytest.mark.parametrize(
    ("setting", "placed", "completed", "partial"),
    [
        (Announcements.ALL, True, True, True),
        (Announcements.ENDS, False, True, True),
        (Announcements.PROBLEMS, False, False, True),
        (Announcements.OFF, False, False, False),
    ],
)
def test_announcements(
    setting: Announcements, placed: bool, completed: bool, partial: bool
) -> None:
    assert is_announced(Notice.PLACED, setting) is placed
    assert is_announced(Notice.COMPLETED, setting) is completed
    assert is_announced(Notice.PARTIAL, setting) is partial
