"""The table of forms: what is asked, how many units it is, what it costs, what is sent."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.services import Service, ServiceType
from bot.core.errors import InputError
from bot.orders import forms
from bot.orders.forms import FORMS, Collected, OrderForm, Price, Reader
from tests.every_type import SENT, TYPED

DEFAULT, PACKAGE, COMMENTS, SUBSCRIPTIONS, TRAFFIC = (
    FORMS[kind]
    for kind in (
        ServiceType.DEFAULT,
        ServiceType.PACKAGE,
        ServiceType.CUSTOM_COMMENTS,
        ServiceType.SUBSCRIPTIONS,
        ServiceType.WEB_TRAFFIC,
    )
)
LINK = "https://example.org/"


def read_date(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


READER = Reader("Instagram", read_date, date(2026, 1, 31))


def a_service(rate: str = "0.90", minimum: int = 10, maximum: int = 1000) -> Service:
    return Service("1", "Likes", "default", "Likes", Decimal(rate), minimum, maximum)


def filled(form: OrderForm, **typed: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    while (field := forms.missing(form, answers)) is not None:
        answers[field.key] = field.parse((TYPED | typed)[field.key], READER)
    return answers


def test_every_type_has_a_form() -> None:
    assert set(FORMS) == {kind.value for kind in ServiceType} == {kind.value for kind in SENT}


@pytest.mark.parametrize("kind", ServiceType)
def test_what_each_type_sends(kind: ServiceType) -> None:
    form = FORMS[kind]
    params = forms.add_params("7", form, filled(form))
    assert params == {"service": "7", **SENT[kind]}
    assert set(params) - {"service"} <= {field.key for field in form.fields}


def test_what_a_kind_of_traffic_needs_besides() -> None:
    assert "google_keyword" not in filled(TRAFFIC, type_of_traffic="3")
    from_page = filled(TRAFFIC, type_of_traffic="2")
    assert from_page["referring_url"] == "https://news.example"
    changed = from_page | {"type_of_traffic": 3}  # what is not asked any more is not sent
    assert "referring_url" not in forms.add_params("7", TRAFFIC, changed)


def test_a_type_without_a_form_is_not_orderable() -> None:
    assert forms.form_for("nobody heard of it") is None


def exactly(price: str) -> Price:
    return Price(Decimal(price), Decimal(price))


POSTS = {"username": "carmen", "min": 20, "max": 30, "delay": 0}


@pytest.mark.parametrize(
    ("form", "answers", "price", "total"),
    [
        (DEFAULT, {"link": LINK, "quantity": 1000}, exactly("0.90"), 1000),
        (DEFAULT, {"link": LINK, "quantity": 1}, exactly("0.0009"), 1),
        (DEFAULT, {"link": LINK, "quantity": 100, "runs": 5, "interval": 9}, exactly("0.45"), 500),
        (DEFAULT, {"link": LINK, "quantity": 100, "runs": 5}, exactly("0.09"), 100),
        (TRAFFIC, {"quantity": 100, "runs": 5, "interval": 9}, exactly("0.45"), 500),
        (PACKAGE, {"link": LINK}, exactly("0.90"), 1),
        (COMMENTS, {"link": LINK, "comments": ["a", "b"]}, exactly("0.0018"), 2),
        (FORMS["custom comments package"], {"comments": ["a", "b"]}, exactly("0.90"), 1),
        (FORMS["mentions custom list"], {"usernames": ["a"] * 50}, exactly("0.045"), 50),
        (SUBSCRIPTIONS, POSTS, Price(Decimal("0.018"), Decimal("0.027"), each_post=True), 30),
        (SUBSCRIPTIONS, POSTS | {"posts": 10}, Price(Decimal("0.18"), Decimal("0.27")), 300),
        (
            SUBSCRIPTIONS,
            POSTS | {"posts": 8, "old_posts": 2},
            Price(Decimal("0.18"), Decimal("0.27")),
            300,
        ),
    ],
)
def test_price_and_quantity(form: OrderForm, answers: Any, price: Price, total: int) -> None:
    assert forms.price_of(a_service(), form, answers) == price
    assert forms.total_quantity(form, answers) == total


def test_a_price_is_exact_where_nothing_else_can_be_charged() -> None:
    assert exactly("1").is_exact
    assert not Price(Decimal(1), Decimal(2)).is_exact
    assert not replace(exactly("1"), each_post=True).is_exact


def test_extras_are_sent_where_they_are_complete() -> None:
    drip = {"link": LINK, "quantity": 5, "runs": 2, "interval": 30}
    assert forms.add_params("7", DEFAULT, drip)["runs"] == "2"
    del drip["interval"]
    assert "runs" not in forms.add_params("7", DEFAULT, drip)
    answers = filled(SUBSCRIPTIONS) | {"posts": 3, "expiry": "2026-12-31"}
    sent = forms.add_params("7", SUBSCRIPTIONS, answers)
    assert (sent["posts"], sent["expiry"]) == ("3", "31/12/2026")
    assert "old_posts" not in sent
    assert forms.quantity_hint(PACKAGE, {}) == 1


def test_a_drip_feed_ends_after_its_last_run() -> None:
    assert forms.drip_minutes({"runs": 5, "interval": 30}) == 120


@pytest.mark.parametrize(
    ("form", "answers", "words"),
    [
        (DEFAULT, {"quantity": 9}, "too few"),
        (DEFAULT, {"quantity": 1001}, "too many"),
        (DEFAULT, {"quantity": 500, "runs": 3, "interval": 1}, "All runs together"),
        (COMMENTS, {"comments": ["a"] * 9}, "Lines so far: 9. Send"),
        (SUBSCRIPTIONS, {"min": 9}, "too few"),
        (SUBSCRIPTIONS, {"min": 10, "max": 1001}, "too many"),
        (SUBSCRIPTIONS, {"min": 30, "max": 20}, "At least 30"),
    ],
)
def test_limits(form: OrderForm, answers: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        forms.check_limits(a_service(), form, answers)


def test_what_has_not_been_answered_has_no_limits() -> None:
    forms.check_limits(a_service(), DEFAULT, {"link": LINK})
    forms.check_limits(a_service(minimum=1, maximum=1), PACKAGE, {"link": LINK})
    forms.check_limits(a_service(), SUBSCRIPTIONS, {"username": "x"})


def read(key: str, text: str, form: OrderForm) -> Any:
    return form.field(key).parse(text, READER)


@pytest.mark.parametrize(
    ("form", "key", "text", "value"),
    [
        (COMMENTS, "comments", " a \n\n b\r\n", ["a", "b"]),
        (DEFAULT, "runs", "5", 5),
        (DEFAULT, "interval", "30", 30),
        (DEFAULT, "link", "@anna", "https://www.instagram.com/anna/"),
        (SUBSCRIPTIONS, "username", "https://www.instagram.com/anna/?igsh=1", "anna"),
        (SUBSCRIPTIONS, "delay", "0", 0),
        (SUBSCRIPTIONS, "expiry", "2026-02-01", "2026-02-01"),
        (TRAFFIC, "country", "Germany", "Germany"),
    ],
)
def test_answers_are_read(form: OrderForm, key: str, text: str, value: object) -> None:
    assert read(key, text, form) == value


@pytest.mark.parametrize(
    ("form", "key", "text", "words"),
    [
        (COMMENTS, "comments", " \n ", "at least one line"),
        (COMMENTS, "comments", "x" * 1001, "too long"),
        (COMMENTS, "comments", "x\n" * 10_001, "at most 10000 lines"),
        (COMMENTS, "comments", ("x" * 1000 + "\n") * 501, "too long"),
        (DEFAULT, "runs", "1", "number of runs"),
        (DEFAULT, "runs", "1001", "number of runs"),
        (DEFAULT, "interval", "1m", "from 1 to 10080 minutes"),
        (DEFAULT, "interval", "0", "from 1"),
        (SUBSCRIPTIONS, "delay", "7", "choose one of the buttons"),
        (SUBSCRIPTIONS, "username", "two names", "one username"),
        (SUBSCRIPTIONS, "expiry", "2026-01-31", "in the future"),
        (TRAFFIC, "google_keyword", " ", "Send a text"),
        (TRAFFIC, "google_keyword", "x" * 256, "too long"),
        (FORMS["mentions hashtag"], "hashtag", "#", "one hashtag"),
        (FORMS["mentions"], "usernames", "@ , @", "at least one line"),
        (FORMS["poll"], "answer_number", "0", "from 1"),
    ],
)
def test_answers_are_refused(form: OrderForm, key: str, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(key, text, form)


def test_a_date_that_is_none() -> None:
    with pytest.raises(InputError, match="Send a date, for example 2026-01-31"):
        SUBSCRIPTIONS.field("expiry").parse("soon", READER)


def test_a_field_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        PACKAGE.field("quantity")


def test_lists_are_collected_over_several_messages() -> None:
    field = COMMENTS.field("comments")
    collected = Collected().added("a\n\nb", field, READER).added("a\n \nc\n", field, READER)
    assert (list(collected.lines), collected.blank, collected.repeated) == (
        ["a", "b", "a", "c"],
        2,
        1,
    )
    once = Collected.of(collected.as_json()).without_repeats()
    assert (list(once.lines), once.blank, once.repeated) == (["a", "b", "c"], 2, 0)
    assert Collected.of(None) == Collected()
    with pytest.raises(InputError, match="at most"):
        Collected(["x"] * 10_000).added("y", field, READER)


RATES = st.decimals(min_value=0, max_value=100_000, places=8, allow_nan=False)


@given(RATES, st.integers(1, 10**9), st.integers(1, 10**9))
def test_prices_are_exact_and_grow(rate: Decimal, one: int, more: int) -> None:
    service = a_service(str(rate))
    price = forms.price_of(service, DEFAULT, {"quantity": one})
    assert price.is_exact
    assert price.most * 1000 == rate * one
    assert forms.price_of(service, DEFAULT, {"quantity": one + more}).most >= price.most


FIELDS = st.sampled_from([field for form in FORMS.values() for field in form.all_fields])


@given(st.text(max_size=300), FIELDS)
def test_no_text_whatsoever_breaks_a_field(text: str, field: forms.Field) -> None:
    with suppress(InputError):
        assert isinstance(field.write(field.parse(text, READER)), str)


@pytest.mark.parametrize(
    ("minimum", "maximum", "offered"),
    [
        (10, 10_000, [500, 1000, 2000, 5000]),
        (100, 1000, [200, 500]),
        (10, 1000, [50, 100, 200, 500]),
        (10_000, 1_000_000, [20_000, 50_000, 100_000, 200_000]),
        (1, 1, []),
        (500, 1000, []),
    ],
)
def test_round_quantities_are_offered(minimum: int, maximum: int, offered: list[int]) -> None:
    assert forms.presets(minimum, maximum) == offered
