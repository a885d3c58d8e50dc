"""The table of forms: what is asked, how many units it is, what it costs, what is sent."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import forms
from bot.domain.errors import InputError
from bot.domain.forms import FORMS, OrderForm
from bot.domain.services import Service, ServiceType

DEFAULT, PACKAGE, COMMENTS = (
    FORMS[kind] for kind in (ServiceType.DEFAULT, ServiceType.PACKAGE, ServiceType.CUSTOM_COMMENTS)
)
LINK = "https://example.org/"


def a_service(rate: str = "0.90", minimum: int = 10, maximum: int = 1000) -> Service:
    return Service("1", "Likes", "default", "Likes", Decimal(rate), minimum, maximum)


@pytest.mark.parametrize(
    ("form", "asked"),
    [
        (DEFAULT, ["link", "quantity"]),
        (PACKAGE, ["link"]),
        (COMMENTS, ["link", "comments"]),
    ],
)
def test_what_a_form_asks_in_order(form: OrderForm, asked: list[str]) -> None:
    answers: dict[str, Any] = {}
    seen = []
    while (field := forms.missing(form, answers)) is not None:
        seen.append(field.key)
        answers[field.key] = 1
    assert seen == asked


def test_a_type_without_a_form_is_not_orderable() -> None:
    assert forms.form_for("poll") is None
    assert forms.form_for("nobody heard of it") is None


@pytest.mark.parametrize(
    ("form", "answers", "price", "total"),
    [
        (DEFAULT, {"link": LINK, "quantity": 1000}, "0.90", 1000),
        (DEFAULT, {"link": LINK, "quantity": 1}, "0.0009", 1),
        (DEFAULT, {"link": LINK, "quantity": 100, "runs": 5, "interval": 30}, "0.45", 500),
        (DEFAULT, {"link": LINK, "quantity": 100, "runs": 5}, "0.09", 100),
        (PACKAGE, {"link": LINK}, "0.90", 1),
        (COMMENTS, {"link": LINK, "comments": ["a", "b"]}, "0.0018", 2),
    ],
)
def test_price_and_quantity(form: OrderForm, answers: Any, price: str, total: int) -> None:
    assert forms.price_of(a_service(), form, answers) == Decimal(price)
    assert forms.total_quantity(form, answers) == total


def test_what_is_sent() -> None:
    assert forms.add_params("7", COMMENTS, {"link": LINK, "comments": ["a", "b"]}) == {
        "service": "7",
        "link": LINK,
        "comments": "a\nb",
    }
    drip = {"link": LINK, "quantity": 5, "runs": 2, "interval": 30}
    assert forms.add_params("7", DEFAULT, drip)["runs"] == "2"
    del drip["interval"]
    assert "runs" not in forms.add_params("7", DEFAULT, drip)
    assert forms.quantity_hint(PACKAGE, {}) == 1


def test_a_drip_feed_ends_after_its_last_run() -> None:
    assert forms.drip_minutes({"runs": 5, "interval": 30}) == 120


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"quantity": 9}, "too few"),
        ({"quantity": 1001}, "too many"),
        ({"quantity": 500, "runs": 3, "interval": 1}, "All runs together"),
    ],
)
def test_limits(answers: dict[str, int], words: str) -> None:
    with pytest.raises(InputError, match=words):
        forms.check_limits(a_service(), DEFAULT, answers)


def test_what_has_not_been_answered_has_no_limits() -> None:
    forms.check_limits(a_service(), DEFAULT, {"link": LINK})
    forms.check_limits(a_service(minimum=1, maximum=1), PACKAGE, {"link": LINK})


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (forms.parse_lines, " a \n\n b\r\n", ["a", "b"]),
        (forms.parse_runs, "5", 5),
        (forms.parse_interval, "30", 30),
    ],
)
def test_answers_are_read(parse: Any, text: str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "words"),
    [
        (forms.parse_lines, " \n ", "at least one line"),
        (forms.parse_lines, "x" * 1001, "too long"),
        (forms.parse_runs, "1", "number of runs"),
        (forms.parse_runs, "1001", "number of runs"),
        (forms.parse_interval, "1m", "at most"),
    ],
)
def test_answers_are_refused(parse: Any, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        parse(text)


def test_a_field_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        PACKAGE.field("quantity")


RATES = st.decimals(min_value=0, max_value=100_000, places=8, allow_nan=False)


@given(RATES, st.integers(1, 10**9), st.integers(1, 10**9))
def test_prices_are_exact_and_grow(rate: Decimal, one: int, more: int) -> None:
    service = a_service(str(rate))
    price = forms.price_of(service, DEFAULT, {"quantity": one})
    assert price * 1000 == rate * one
    assert forms.price_of(service, DEFAULT, {"quantity": one + more}) >= price
