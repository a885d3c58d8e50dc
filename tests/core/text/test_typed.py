"""Numbers, dates and hours as people paste them, the bot's own in all its languages included."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats.rules import time_zones
from bot.core.errors import InputError
from bot.core.i18n import Translator
from bot.core.languages import Catalogues
from bot.core.outbox.quiet_hours import parse_hours
from bot.core.text.quantities import LARGEST, parse_amount, parse_quantity
from bot.core.text.typed import (
    cleaned,
    cleaned_link,
    is_visible,
    order_number,
    order_numbers,
    plain,
)
from bot.orders.forms import parsers

CATALOGUES = Catalogues()
LANGUAGES = [CATALOGUES.translator(code) for code in CATALOGUES.languages()]
CURRENCIES = ["USD", "EUR", "RUB", "TRY", "INR", "BRL", "IDR", "SAR", "USDT", "VND", "UAH"]
DIGITS = [
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "০১২৩৪৫৬৭৮৯",
    "๐๑๒๓๔๕๖๗๘๙",
    "０１２３４５６７８９",
]
SCRIPTS = ["0123456789", *DIGITS]
MARKS = [
    *"\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f",
    *"\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064",
    *"\u2066\u2067\u2068\u2069\u206a\u206f\ufeff\ufe0e\ufe0f\x00\x07\x1f\x7f\x9f",
]


def translated(text: str, script: str) -> str:
    return text.translate(str.maketrans("0123456789", script))


@given(
    st.sampled_from(LANGUAGES),
    st.integers(1, LARGEST - 1),  # which itself is shown as ∞
    st.sampled_from(SCRIPTS),
    st.sampled_from(["", *MARKS]),
)
def test_the_bots_own_numbers_are_read_back(
    t: Translator, number: int, script: str, mark: str
) -> None:
    shown = translated(t.number(number), script)
    assert parse_quantity(f"{mark}{shown}{mark}") == number
    assert parse_quantity(f" \u2068{mark.join(shown)}\u2069\n") == number
    assert parse_amount(shown) == number


@given(
    st.sampled_from(LANGUAGES),
    st.decimals(Decimal("0.01"), Decimal(10**9), places=2),
    st.sampled_from(CURRENCIES),
    st.sampled_from(SCRIPTS),
)
def test_the_bots_own_amounts_are_read_back(
    t: Translator, amount: Decimal, currency: str, script: str
) -> None:
    assert parse_amount(translated(t.money(amount, currency), script)) == amount


@given(st.sampled_from(LANGUAGES), st.integers(0, 3650), st.sampled_from(SCRIPTS))
def test_the_bots_own_days_are_read_back(t: Translator, days: int, script: str) -> None:
    day = date(2026, 1, 1) + timedelta(days=days)
    for shown in (t.day(day), day.isoformat()):
        assert t.read_date(f"\u2068{translated(shown, script)}\u2069") == day


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "5 December 2026", date(2026, 12, 5)),
        ("en", "december 5th, 2026", date(2026, 12, 5)),
        ("en", "12/5/2026", date(2026, 12, 5)),
        ("ru", "5 декабря 2026", date(2026, 12, 5)),
        ("ru", "05.12.2026", date(2026, 12, 5)),
        ("ru", "5 Dec 2026", date(2026, 12, 5)),
        ("es", "5 de diciembre de 2026", date(2026, 12, 5)),
        ("pt_BR", "5 de dezembro de 2026", date(2026, 12, 5)),
        ("tr", "5 Aralık 2026", date(2026, 12, 5)),
        ("id", "5 Desember 2026", date(2026, 12, 5)),
        ("ar", "٥/١٢/٢٠٢٦", date(2026, 12, 5)),
        ("hi", "५ दिसंबर २०२६", date(2026, 12, 5)),
        ("en", "Dec 32, 2026", None),
        ("en", "December", None),
        ("en", "tomorrow", None),
        ("en", "", None),
    ],
)
def test_days(language: str, text: str, day: date | None) -> None:
    assert CATALOGUES.translator(language).read_date(text) == day


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("1,00,000", 100_000),
        ("12,34,567", 1_234_567),
        ("१,००,०००", 100_000),
        ("1\u2009000", 1000),
        ("1\u2007000", 1000),
        ("1\u00a0234\u00a0567", 1_234_567),
        ("\u20681٬000\u2069", 1000),
        ("1000\u200e", 1000),
        ("\ufeff1000", 1000),
        ("1\u00ad000", 1000),
        ("１,０００", 1000),
        ("๑๐๐๐", 1000),
        ("১০০০", 1000),
        ("۱٫۵k", 1500),
    ],
)
def test_quantities_of_the_world(text: str, quantity: int) -> None:
    assert parse_quantity(text) == quantity


@pytest.mark.parametrize("text", ["10²", "①0", "½", "0,500", "0.500", "1,00", "1,0000", "1,00,00"])
def test_what_would_be_another_number(text: str) -> None:
    with pytest.raises(InputError, match="whole number"):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("\u200f1,234.50\u00a0US$\u200e", "1234.5"),
        ("1.234.567,50\u00a0€", "1234567.5"),
        ("US$\u00a01.234,50", "1234.5"),
        ("12,34,567.50", "1234567.5"),
        ("12.40 USDT", "12.4"),
        ("RUB12.40", "12.4"),
        ("500 руб.", "500"),
        ("Rp50.000", "50000"),
        ("50 TL", "50"),
        ("₹१,२३४.५०", "1234.5"),
    ],
)
def test_amounts_of_the_world(text: str, amount: str) -> None:
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["USD", "5 dollars", "$-5", "1,23.4.5", "1,234.50,00", "10²"])
def test_what_is_no_amount(text: str) -> None:
    with pytest.raises(InputError, match="amount above zero"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("#12 23501", ["#12", "23501"]),
        ("23501,23502;#7\n#8\t#9", ["23501", "23502", "#7", "#8", "#9"]),
        ("\u2068#12\u2069", ["#12"]),
        ("#1\u00a0234 #5\u202f678", ["#1234", "#5678"]),
        ("#1\u2009234\u2009567", ["#1234567"]),
        ("23\u00a0501", ["23501"]),
        ("#१२ ＃５ #٦", ["#12", "#5", "#6"]),
        ("№ 12 №13 # 14", ["#12", "#13", "#14"]),
        ("#12،#13؛#14", ["#12", "#13", "#14"]),
        ("1 234", ["1", "234"]),
        ("101,102,103,1044", ["101", "102", "103", "1044"]),
        ("#12 #12 12", ["#12", "12"]),
        ("a1b2-c3 NODE_5", ["a1b2-c3", "NODE_5"]),
        ("\u200b \u200e, ;", []),
        ("# \u200f", []),
    ],
)
def test_order_numbers(text: str, numbers: list[str]) -> None:
    assert order_numbers(text) == numbers


@pytest.mark.parametrize("text", ["#1,234", "5 12,345", "1,234,567", "#1٬234", "#१,२३४"])
def test_one_number_or_several_is_asked(text: str) -> None:
    with pytest.raises(InputError, match="one number or several"):
        order_numbers(text)


@given(
    st.integers(1, 10**18 - 1),
    st.sampled_from(SCRIPTS),
    st.sampled_from(MARKS),
    st.sampled_from(["", "\u00a0", "\u202f", "\u2009", "\u2007"]),
)
def test_our_own_order_numbers_are_read_back(
    number: int, script: str, mark: str, space: str
) -> None:
    shown = "#" + translated(f"{number:,}".replace(",", space), script)
    for text in (shown, f"\u2068{shown}\u2069", mark.join(shown)):
        assert order_number(text) == f"#{number}"
        assert order_numbers(f"/x {text} ")[1:] == [f"#{number}"]


@pytest.mark.parametrize(
    "text", ["22:00-8:00", "٢٢:٠٠ - ٨:٠٠", "२२:०० – ८:००", "\u200e22.00−8\u200f", "２２：００－８"]
)
def test_hours(text: str) -> None:
    assert parse_hours(text) == (1320, 480)


@pytest.mark.parametrize(
    "text", ["UTC+3", "\u200eutc +٣", "GMT+३", "＋3", "\u2068UTC\u2069+\u200e3"]
)
def test_time_zones(text: str) -> None:
    assert time_zones.find(text) == "Etc/GMT-3"


def test_fields_of_the_form_read_the_same() -> None:
    number, option = parsers.number("{fewest}{most}", 0, 100), parsers.option_of(["15", "90"])
    for text in ("٠", "\u200e0"):
        assert number(text, parsers.Reader()) == 0
    assert number("\u2068९०\u2069", parsers.Reader()) == 90
    assert option("٩٠\u200f", parsers.Reader()) == 90
    t = CATALOGUES.translator("ar")
    reader = parsers.Reader(None, t.read_date, date(2026, 1, 1))
    assert parsers.expiry("٢٨\u200f/١١\u200f/٢٠٢٦", reader) == "2026-11-28"


@given(st.text())
def test_any_text_can_be_cleaned(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)
    assert "\x00" not in cleaned(text)
    assert not set(MARKS[:6]) & set(cleaned(text))
    plain(text), cleaned_link(text), is_visible(text)


@pytest.mark.parametrize("text", ["👨‍👩‍👧 ❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "می‌خواهم", "e\u0301", "कि", "a\tb\nc"])
def test_words_and_emoji_stay_whole(text: str) -> None:
    assert cleaned(text) == text


@pytest.mark.parametrize("text", ["", " ", "\u200e", "\u3164", "\u2800\u2800", "\ufe0f", "\u0301"])
def test_what_nobody_sees(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://x.org/a\u200b",
        "\ufeffhttps://x.org/a",
        "https://x.org/\u2060a",
        "https://x.org/a%E2%80%8B",
        "https://x.org/a%ef%bb%bf%E2%80%8E",
        "\u2068https://x.org/a\u2069",
    ],
)
def test_marks_of_a_link(text: str) -> None:
    assert cleaned_link(text) == "https://x.org/a"
