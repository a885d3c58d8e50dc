"""Limits as people write them."""

import time
from decimal import Decimal

import pytest

from bot.core.errors import InputError
from bot.spending.rules.limit_words import TypedLimit, read_amount, read_limit
from bot.spending.rules.limits import Period


@pytest.mark.parametrize(
    ("text", "period", "amount"),
    [
        ("day 50", Period.DAY, "50"),
        ("day 50 usd", Period.DAY, "50"),
        ("daily 50", Period.DAY, "50"),
        ("50 usd daily", Period.DAY, "50"),
        ("50usd daily", Period.DAY, "50"),
        ("$50 a day", Period.DAY, "50"),
        ("50$/day", Period.DAY, "50"),
        ("Limit of 12.40 dollars per order", Period.ORDER, "12.40"),
        ("week: 1,000", Period.WEEK, "1000"),
        ("monthly=2.5k", Period.MONTH, "2500"),
        ("месяц 5 тыс", Period.MONTH, "5000"),
        ("50 в день", Period.DAY, "50"),
        ("SİPARİŞ 5", Period.ORDER, "5"),
        ("haftalık 1.000", Period.WEEK, "1000"),
        ("يوم ٥٠", Period.DAY, "50"),
        ("50 al día", Period.DAY, "50"),
        ("por mês 50", Period.MONTH, "50"),
        ("दिन ५०", Period.DAY, "50"),
        ("harian 50", Period.DAY, "50"),
        ("day off", Period.DAY, None),
        ("no daily", Period.DAY, None),
        ("неделя снять", Period.WEEK, None),
        ("month -", Period.MONTH, None),
    ],
)
def test_a_limit_is_read(text: str, period: Period, amount: str | None) -> None:
    expected = TypedLimit(period, None if amount is None else Decimal(amount))
    assert read_limit(text, "USD") == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("50", "what the limit is for"),
        ("fortnight 50", "what the limit is for"),
        ("day", "an amount above zero"),
        ("day fifty", "an amount above zero"),
        ("day 0", "an amount above zero"),
        ("day 50 eur", "Amounts are in USD"),
        ("day €50", "Amounts are in USD"),
        ("день 50 ₽", "Amounts are in USD"),
        ("dia R$ 50", "Amounts are in USD"),
    ],
)
def test_what_is_none_is_said(text: str, why: str) -> None:
    with pytest.raises(InputError) as raised:
        read_limit(text, "USD")
    assert why in str(raised.value)


def test_the_panels_own_currency_is_fine() -> None:
    assert read_amount("50 ₽", "RUB") == read_amount("50 руб.", "RUB") == Decimal(50)
    assert read_amount("€1.000,50", "EUR") == Decimal("1000.50")
    assert read_amount("$5", "CAD") == Decimal(5)
    with pytest.raises(InputError):
        read_amount("$5", "EUR")


@pytest.mark.parametrize("text", ["…" * 4096, "0" * 4096 + "x", "1." * 2048, "1'" * 2048 + "é"])
def test_a_message_full_of_digits_and_points_holds_nobody_up(text: str) -> None:
    began = time.process_time()
    with pytest.raises(InputError):
        read_amount(text, "USD")
    with pytest.raises(InputError):
        read_limit(f"day {text}", "USD")
    assert time.process_time() - began < 0.5
