"""Quantities as people write them."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InputError
from bot.core.text.quantities import (
    LARGEST,
    check_quantity,
    number_between,
    parse_amount,
    parse_quantity,
    quantity_in,
)

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1000", 1000),
        ("1,000", 1000),
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        ("1\u202f000", 1000),
        ("1.000", 1000),
        ("1'000", 1000),
        ("1_000", 1000),
        ("1,234,567", 1_234_567),
        ("1k", 1000),
        ("2.5k", 2500),
        ("2,5K", 2500),
        ("1 k", 1000),
        ("1к", 1000),
        ("3 тыс.", 3000),
        ("1.5m", 1_500_000),
        ("2 млн", 2_000_000),
        ("۱۰۰۰", 1000),
        ("١٬٠٠٠", 1000),
        ("٢٫٥k", 2500),
        ("１０００", 1000),
        (" 7 ", 7),
    ],
)
def test_what_people_write(text: str, quantity: int) -> None:
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "0",
        "-5",
        "1.5",
        "1e3",
        "ten",
        "1,00",
        "1,0000",
        "k",
        "1kk",
        "1.0005k",
        "1 2",
        "١٫٥",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    with pytest.raises(InputError, match="Send a whole number"):
        parse_quantity(text)


def test_what_nobody_can_order() -> None:
    with pytest.raises(InputError, match="more than any service offers"):
        parse_quantity(str(LARGEST + 1))


@given(st.integers(1, LARGEST))
def test_every_notation_means_the_same(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:_}", f"{number:,}".replace(",", " ")):
        for shown in (text, text.translate(ARABIC), text.translate(PERSIAN)):
            assert parse_quantity(shown) == number


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_explained_why_not(text: str) -> None:
    with suppress(InputError):
        assert 1 <= parse_quantity(text) <= LARGEST


def test_limits_are_named() -> None:
    check_quantity(10, 10, 10)
    for quantity in (9, 21):
        with pytest.raises(InputError) as caught:
            check_quantity(quantity, 10, 20)
        assert caught.value.values == {"quantity": quantity, "minimum": 10, "maximum": 20}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("50", "50"),
        ("$12.40", "12.4"),
        ("12,4 €", "12.4"),
        ("0,500", "0.5"),
        ("0.0063", "0.0063"),
        ("1,000", "1000"),
        ("1 500", "1500"),
        ("2.5k", "2500"),
        ("1.500k", "1500"),
        ("1,250k", "1250"),
        ("1,000,000", "1000000"),
        ("۱۲٫۵", "12.5"),
    ],
)
def test_amounts_that_people_write(text: str, amount: str) -> None:
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "0", "٠", "-5", "much", "$", "1..2", "0.000000001"])
def test_amounts_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match="amount above zero"):
        parse_amount(text)


def test_an_amount_that_is_too_large_names_the_largest() -> None:
    with pytest.raises(InputError, match="The maximum is") as refused:
        parse_amount("99999999999999999")
    assert refused.value.values == {"most": LARGEST}


@pytest.mark.parametrize("text", ["-1", "8", "0.5", "some", "", "10²"])
def test_a_number_outside_its_limits_names_them(text: str) -> None:
    with pytest.raises(InputError, match="Send a number from") as refused:
        number_between(text, 0, 7)
    assert refused.value.values == {"fewest": 0, "most": 7}


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("٠", 0), ("7", 7), (" ٧ ", 7)])
def test_a_number_within_its_limits(text: str, number: int) -> None:
    assert number_between(text, 0, 7) == number


@pytest.mark.parametrize("typed", ["9" * 24, "9" * 400, "1" * 30 + ".5", "0.000000001"])
def test_an_amount_that_does_not_fit_is_refused_in_words(typed: str) -> None:
    with pytest.raises(InputError):
        parse_amount(typed)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1500 followers", 1500),
        ("1000 please", 1000),
        ("2.5k likes, thanks!", 2500),
        ("I want 1 000.", 1000),
        ("quantity: 500", 500),
        ("10 тыс подписчиков", 10_000),
        ("5 bin takipçi", 5000),
        ("5 mil seguidores", 5000),
        ("1.5 million", 1_500_000),
        ("2 kk", 2_000_000),
        ("१००० फॉलोअर्स", 1000),
        ("1000 متابع 🙏", 1000),
    ],
)
def test_quantities_in_words(text: str, quantity: int) -> None:
    assert quantity_in(text) == quantity


@pytest.mark.parametrize(
    "text",
    [
        *("-1000", "$1000", "1000$", "1000 €", "100%", "1000 %", "#1000", "@a 1000"),
        *("1000 2000", "1000-2000", "1000 or 2000", "v2 1000", "1000 likes at 10pm"),
        *("https://x.org/1000", "1kk", "1000x2", "many", "", "1000/2", "0 likes", "1.5 likes"),
    ],
)
def test_what_says_no_quantity(text: str) -> None:
    with pytest.raises(InputError):
        quantity_in(text)
