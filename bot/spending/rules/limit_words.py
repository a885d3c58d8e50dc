"""A limit as people write it: `day 50`, `50 usd daily`, `$50 a day`, `weekly off`, `день 50`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.core.errors import N_, InputError
from bot.core.text.quantities import parse_amount
from bot.core.text.typed import plain
from bot.spending.rules.limits import Period

_PERIODS: Mapping[Period, str] = {
    Period.ORDER: (
        "order orders single заказ заказа заказе sipariş siparişte طلب الطلب للطلب pedido orden "
        "ऑर्डर आर्डर pesanan"
    ),
    Period.DAY: (
        "day days daily today день дня сутки дневной ежедневно gün günlük günde يوم اليوم يومي "
        "يوميا يوميًا día dia diario diaria diário diária दिन दैनिक रोज रोज़ प्रतिदिन "
        "hari harian sehari"
    ),
    Period.WEEK: (
        "week weeks weekly неделя неделю недели недельный еженедельно hafta haftalık haftada "
        "أسبوع اسبوع الأسبوع أسبوعي اسبوعي أسبوعيا أسبوعيًا "
        "semana semanal सप्ताह हफ्ता हफ़्ता हफ्ते हफ़्ते साप्ताहिक "
        "minggu mingguan seminggu"
    ),
    Period.MONTH: (
        "month months monthly месяц месяца месячный ежемесячно ay aylık ayda شهر الشهر شهري شهريا "
        "شهريًا mes mês mensual mensal महीना महीने माह मासिक bulan bulanan sebulan"
    ),
}
_OFF = (
    "off none no remove delete unlimited - нет выкл убрать снять без yok kapalı kaldır kapat "
    "sınırsız إيقاف بدون إلغاء لا sin quitar ninguno sem não remover nenhum बंद हटाएं हटाएँ नहीं mati "
    "tanpa hapus"
)
_OF_WORD = {word: period for period, words in _PERIODS.items() for word in words.split()}
_OFF_WORDS = frozenset(_OFF.split())
_UNITS = frozenset(["k", "к", "m", "м", "тыс", "тыс.", "млн"])
_SIGNS = {"€": "EUR", "£": "GBP", "₽": "RUB", "₺": "TRY", "₹": "INR", "r$": "BRL", "rp": "IDR"}
_NAMES = {
    "usd": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "gbp": "GBP",
    "rub": "RUB",
    "руб": "RUB",
    "рублей": "RUB",
    "try": "TRY",
    "tl": "TRY",
    "inr": "INR",
    "rs": "INR",
    "brl": "BRL",
    "idr": "IDR",
    "uah": "UAH",
}
_BETWEEN = re.compile(r"[\s/=:]+")
_NAMED = re.compile(r"(?<![\d.,'_])(?P<number>[\d.,'_]++)(?P<name>[^\W\d_]{3,}\.?)")
"""Begins where the number does, and gives nothing of it back: a long one takes no time."""
_PERIOD_EXPECTED = N_("Say what the limit is for: an order, a day, a week or a month.")
_OTHER_CURRENCY = N_("Amounts are in {currency} here.")


@dataclass(frozen=True, slots=True)
class TypedLimit:
    """A limit that somebody has typed; without an amount there is to be none."""

    period: Period
    amount: Decimal | None


def read_limit(text: str, currency: str) -> TypedLimit:
    """Read what a limit is for and how much it is, in any order of the words.

    Args:
        currency: of the panel; another one cannot be meant.

    Raises:
        InputError: one of both is missing, or the currency is another.
    """
    words = _BETWEEN.split(_small(text))
    period = next((_OF_WORD[word] for word in words if word in _OF_WORD), None)
    if period is None:
        raise InputError(_PERIOD_EXPECTED)
    rest = [word for word in words if word and word not in _OF_WORD]
    if _OFF_WORDS.intersection(rest):
        return TypedLimit(period, None)
    return TypedLimit(period, read_amount(" ".join(rest), currency))


def read_amount(text: str, currency: str) -> Decimal:
    """Read an amount, with or without its currency.

    Raises:
        InputError: it is none, or of another currency.
    """
    small = _small(text)
    named = {code for sign, code in _SIGNS.items() if sign in small}
    named |= {_NAMES[word.rstrip(".")] for word in small.split() if word.rstrip(".") in _NAMES}
    if "$" in small and "r$" not in small and not currency.endswith("D"):
        named.add("USD")
    if currency and named - {currency}:
        raise InputError(_OTHER_CURRENCY, {"currency": currency})
    return parse_amount(" ".join(word for word in small.split() if _is_of_amount(word)))


def _small(text: str) -> str:
    small = plain(text).casefold().replace("i\u0307", "i")  # of the Turkish İ
    return " ".join(_NAMED.sub(r"\g<number> \g<name>", small).split())


def _is_of_amount(word: str) -> bool:
    """Return whether a word belongs to an amount: a number, a sign, a unit; no name."""
    return word in _UNITS or any(not sign.isalpha() for sign in word.rstrip("."))
