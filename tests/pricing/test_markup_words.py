"""Markups, percentages and exchange rates as owners type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import InputError
from bot.pricing.rules.markup_words import read_markup, read_percent, read_rate


@pytest.mark.parametrize(
    ("text", "percent", "fixed"),
    [
        ("30", "30", "0"),
        ("30 %", "30", "0"),
        ("+30%", "30", "0"),
        ("+ 30 %", "30", "0"),
        ("%30", "30", "0"),
        ("0,5", "0.5", "0"),
        ("30 percent", "30", "0"),
        ("30 процентов", "30", "0"),
        ("yüzde 30", "30", "0"),
        ("٣٠٪", "30", "0"),
        ("۳۰", "30", "0"),
        ("1,000%", "1000", "0"),
        ("0", "0", "0"),
        ("-5", "-5", "0"),
        ("−5 %", "-5", "0"),
        ("+0.10", "0", "0.1"),
        ("$0.10", "0", "0.1"),
        ("0.10 usd", "0", "0.1"),
        ("30% + 0.10", "30", "0.1"),
        ("30%+$0,10", "30", "0.1"),
        ("30 + 0.10", "30", "0.1"),
        ("30% 0.10", "30", "0.1"),
        ("0.10 + 30%", "30", "0.1"),
        ("%30 + 0,10", "30", "0.1"),
        ("30% - 0.05", "30", "-0.05"),
        ("-5% + 1", "-5", "1"),
    ],
)
def test_a_markup_is_read_as_it_is_meant(text: str, percent: str, fixed: str) -> None:
    assert read_markup(text, "USD") == (Decimal(percent), Decimal(fixed))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(
            (text, "Send the markup")
            for text in (
                *("", "+", "%", "abc", "1e5", "30%%", "--5", "3 0", "30 + ", "30%x", "½"),
                *("30% + 20%", "30% + 0.10 + 1", "+1 + 2"),
            )
        ),
        ("30% + €0.10", "Amounts are in USD here."),
        ("-100%", "less than 100%"),
        ("100001%", "too much"),
        ("30% + 1000000001", "too much"),
    ],
)
def test_what_is_no_markup_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_markup(text, "USD")


@given(st.text(alphabet="0123456789.,%+- $€abkprоц", max_size=12))
def test_whatever_is_typed_is_a_markup_or_refused_in_words(text: str) -> None:
    try:
        percent, fixed = read_markup(text, "USD")
    except InputError:
        return
    assert -100 < percent <= 100_000
    assert abs(fixed) <= 10**9


@pytest.mark.parametrize(("text", "percent"), [("5", 5), ("2,5 %", 2.5), ("0", 0), ("%7", 7)])
def test_a_percentage_is_read(text: str, percent: float) -> None:
    assert read_percent(text) == Decimal(str(percent))


@pytest.mark.parametrize("text", ["-5", "", "abc", "$5", "1001"])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_percent(text)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("81.5", "81.5"),
        ("81,5 руб", "81.5"),
        ("1 USD = 81.50 RUB", "81.5"),
        ("$1=81,5", "81.5"),
        ("0.0000625", "0.0000625"),
    ],
)
def test_an_exchange_rate_is_read(text: str, rate: str) -> None:
    assert read_rate(text, "USD", "RUB") == Decimal(rate)


@pytest.mark.parametrize("text", ["0", "-1", "81.5 usd", "2 USD = 160", "1 EUR = 90", "= 5", "x"])
def test_what_is_no_exchange_rate_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_rate(text, "USD", "RUB")


@pytest.mark.parametrize(
    "text", ["1.085", "1,085", "16,250", "36.125", "1 USD = 81.500 RUB", "1 USD = 16,250"]
)
def test_a_rate_that_may_be_a_thousand_times_another_is_asked_about(text: str) -> None:
    with pytest.raises(InputError, match=r"This may be \d+\.\d{3}0 or \d{4,}\. Send one of these"):
        read_rate(text, "USD", "RUB")


@pytest.mark.parametrize(
    ("text", "rate"),
    [("1.0850", "1.085"), ("1085", "1085"), ("16 250", "16250"), ("1,234.5", "1234.5")],
)
def test_a_rate_that_is_written_so_that_it_can_be_only_one_is_read(text: str, rate: str) -> None:
    assert read_rate(text, "USD", "RUB") == Decimal(rate)
