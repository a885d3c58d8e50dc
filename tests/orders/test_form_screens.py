"""The screens of the form: what each shows of what was loaded, without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.catalogue.rules.catalogue import Catalogue, Category
from bot.catalogue.rules.services import Flag, Service
from bot.catalogue.search import SearchIndex, index_of
from bot.catalogue.service.details import ServiceDetails
from bot.catalogue.service.quick_picks import QuickPicks
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.languages import Catalogues
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.orders.rules.states import OrderState
from bot.orders.screens import form
from bot.orders.screens.form_view import FormView
from bot.orders.service.form import FormData, NotOnSaleError
from bot.orders.tables import Draft, Listing, Order, Step
from bot.spending.rules.limits import Budget, Level, Limit, Period

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
T = Catalogues().translator("en")
FOLLOWERS = Service(
    id="101",
    key=1,
    name="Instagram Followers",
    panel_name="Instagram Followers",
    type="default",
    category="Instagram Followers",
    rate=Decimal("0.90"),
    minimum=100,
    maximum=10_000,
    refill=Flag.YES,
)
VIEWS = replace(FOLLOWERS, id="102", key=2, name="TikTok Views", panel_name="TikTok Views")
CATALOGUE = Catalogue.of(
    1,
    "USD",
    [Category(1, "Followers", "Instagram", [FOLLOWERS]), Category(2, "Views", "TikTok", [VIEWS])],
)
INDEX = index_of(CATALOGUE)
ANSWERS = {"link": "https://www.instagram.com/name/", "quantity": 1000}


def draw(
    step: Step,
    data: FormData | None = None,
    *,
    role: Role = Role.MEMBER,
    index: SearchIndex = INDEX,
    **values: Any,
) -> Screen:
    """Draw a step of a form that is for the followers, in a private chat."""
    chat = Chat(id=1, type="private", title="", language="en", created_at=NOW)
    actor = Actor(chat=chat, user_id=1, name="Olivia", role=role, t=T)
    fields = {"service_id": 1, "step": step, **values}
    draft = Draft(id=7, key="k", chat_id=1, user_id=1, user_name="", updated_at=NOW, **fields)
    view = FormView(CATALOGUE, index, draft, actor, NOW, data or FormData())
    return form.draw(view)


def labels(screen: Screen) -> list[str]:
    return [button.text for row in screen.rows for button in row]


def order(**values: Any) -> Order:
    fields: dict[str, Any] = {
        "draft_key": "d",
        "chat_id": 1,
        "user_id": 1,
        "user_name": "",
        "service_id": 1,
        "service_name": "",
        "service_type": "default",
        "quantity": 1,
        "link": "",
        "link_key": "",
        "price": Decimal(1),
        "currency": "USD",
        "state": OrderState.PLACED,
        "state_at": NOW,
        "created_at": NOW,
        "due_at": NOW,
    }
    return Order(**fields | values)


def test_a_form_begins_with_what_a_person_goes_back_to() -> None:
    assert not any("Favourites" in label for label in labels(draw(Step.PLATFORM)))
    picks = QuickPicks(favourites=[FOLLOWERS, VIEWS], recent=[VIEWS])
    shown = labels(draw(Step.PLATFORM, FormData(quick_picks=picks)))
    assert shown[:2] == ["⭐ Favourites · 2", "🕘 Recent · 1"]


def test_a_card_has_what_is_known_of_the_service() -> None:
    details = ServiceDetails(description="Real people", refills_disabled=True)
    card = draw(Step.CARD, FormData(details=details))
    assert "Real people" in card.text
    assert "☆ Add to favourites" in labels(card)
    favourite = ServiceDetails(is_favourite=True, favourite_name="Twitter Likes")
    card = draw(Step.CARD, FormData(details=favourite))
    assert "This was “Twitter Likes” when you made it a favourite" in card.text
    assert "⭐ A favourite" in labels(card)


def test_a_favourite_that_is_dressed_up_is_the_same() -> None:
    details = ServiceDetails(is_favourite=True, favourite_name="🔥 Instagram [Followers]")
    assert "This was" not in draw(Step.CARD, FormData(details=details)).text


@pytest.mark.parametrize("step", [Step.CARD, Step.FIELD, Step.SUMMARY])
def test_a_service_that_is_not_sold_has_no_screen(step: Step) -> None:
    with pytest.raises(NotOnSaleError):
        draw(step, service_id=99, asking="link", answers=ANSWERS)


def test_results_are_what_was_found() -> None:
    screen = draw(
        Step.RESULTS,
        FormData(listed=[VIEWS, FOLLOWERS]),
        listing=Listing.SEARCH,
        query="something",
    )
    assert "🔎 something</b> · 2" in screen.text
    assert labels(screen)[:2] == ["1 · TikTok Views", "2 · Instagram Followers"]
    empty = draw(Step.RESULTS, listing=Listing.FAVOURITES)
    assert "No favourites yet" in empty.text


def test_results_wait_for_the_index() -> None:
    screen = draw(Step.RESULTS, listing=Listing.SEARCH, query="x", index=index_of(Catalogue()))
    assert "The catalogue is being read" in screen.text
    assert labels(screen)[0] == "🔄 Try again"


def test_a_summary_says_what_looks_wrong() -> None:
    plain = draw(Step.SUMMARY, answers=ANSWERS)
    assert "Total: $0.90" in plain.text
    assert "⚠️" not in plain.text
    same = draw(Step.SUMMARY, FormData(open_order=order(id=12)), answers=ANSWERS)
    assert "Order #12 for this link is still open" in same.text


def test_a_summary_says_which_limit_is_near_or_exceeded() -> None:
    limit = Limit(Level.GROUP, Period.DAY, Decimal(5))
    for spent, sign in (("0", None), ("4", "🧮"), ("4.5", "✋")):
        budget = Budget([limit], {Period.DAY: Decimal(spent)})
        screen = draw(Step.SUMMARY, FormData(budget=budget), answers=ANSWERS)
        assert [it for it in ("🧮", "✋") if it in screen.text] == ([sign] if sign else [])
