"""The life of an order: transitions, what may be requested, what is announced, when to check."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.catalogue.rules.catalogue import OTHER, platform_of
from bot.catalogue.rules.services import Flag
from bot.core.paging import paginate
from bot.orders.rules.actions import can_cancel
from bot.orders.rules.schedule import LONGEST_PAUSE, next_check, pending_too_long
from bot.orders.rules.states import ENDED, FINISHED, TRANSITIONS, OrderState, check_transition

NOW = datetime(2026, 1, 1, tzinfo=UTC)
S = OrderState


@pytest.mark.parametrize(("before", "after"), list(product(S, S)))
def test_only_what_the_table_allows_happens(before: OrderState, after: OrderState) -> None:
    if after in TRANSITIONS[before]:
        check_transition(before, after)
    else:
        with pytest.raises(Exception, match=before.value):
            check_transition(before, after)


def test_an_order_is_never_sent_again_but_by_a_decision() -> None:
    assert {state for state in S if S.SUBMITTING in TRANSITIONS[state]} == {S.QUEUED}
    assert {state for state in S if S.QUEUED in TRANSITIONS[state]} == {
        S.SUBMITTING,
        S.UNKNOWN,
        S.AWAITING,
        S.REQUOTED,
    }


def test_every_state_is_reached() -> None:
    reached, new = {S.AWAITING}, {S.AWAITING}
    while new:
        new = {after for before in new for after in TRANSITIONS[before]} - reached
        reached |= new
    assert reached == set(S)
    assert FINISHED <= ENDED


@pytest.mark.parametrize(
    ("state", "flag", "asked", "can"),
    [
        (S.PENDING, Flag.YES, False, True),
        (S.IN_PROGRESS, Flag.UNKNOWN, False, True),
        (S.PENDING, Flag.NO, False, False),
        (S.PENDING, Flag.YES, True, False),
        (S.COMPLETED, Flag.YES, False, False),
        (S.QUEUED, Flag.YES, False, False),
    ],
)
def test_when_a_cancellation_can_be_asked_for(
    state: OrderState, flag: Flag, asked: bool, can: bool
) -> None:
    assert can_cancel(state, flag, asked=asked) is can


def test_young_orders_are_checked_soon_and_old_ones_rarely() -> None:
    def pause(age: timedelta, failures: int = 0) -> timedelta:
        return next_check(NOW, NOW - age, 15, failures) - NOW

    assert pause(timedelta(minutes=1)) == timedelta(seconds=15)
    assert pause(timedelta(hours=1)) == timedelta(minutes=1)
    assert pause(timedelta(days=30)) == LONGEST_PAUSE
    assert pause(timedelta(minutes=1), failures=3) == timedelta(minutes=2)
    assert pause(timedelta(minutes=1), failures=1000) == LONGEST_PAUSE


def test_a_day_without_a_start_is_too_long() -> None:
    assert not pending_too_long(NOW, NOW - timedelta(hours=23))
    assert pending_too_long(NOW, NOW - timedelta(hours=24))


@pytest.mark.parametrize(
    ("category", "service", "platform"),
    [
        ("Instagram · Followers", "", "Instagram"),
        ("𝗜𝗻𝘀𝘁𝗮 Likes", "", "Instagram"),
        ("YT_Views", "", "YouTube"),
        ("─" * 24, "TikTok Views", "TikTok"),
        ("Other things", "", OTHER),
        ("Mixed", "next", OTHER),
        ("X (Twitter) Followers", "", "X (Twitter)"),
    ],
)
def test_platforms_are_found_in_names(category: str, service: str, platform: str) -> None:
    assert platform_of(category, service) == platform


@pytest.mark.parametrize(
    ("number", "items", "shown"),
    [(0, 5, [0, 1]), (2, 5, [4]), (9, 5, [4]), (-1, 5, [0, 1]), (0, 0, [])],
)
def test_pages(number: int, items: int, shown: list[int]) -> None:
    page = paginate(range(items), number, 2)
    assert list(page.items) == shown
    assert page.count == max((items + 1) // 2, 1)
