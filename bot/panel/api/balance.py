"""Reading what is left of the account's money, wherever and however a panel writes it."""

import re
from collections.abc import Iterator
from typing import Any

from bot.core.money import Money
from bot.panel.api.numbers import currency_in
from bot.panel.api.values import decimal_of, text_of

_KEYS = ("balance", "user_balance", "current_balance", "remaining_balance", "funds", "saldo")
_CURRENCY_KEYS = ("currency", "currency_code", "currency_symbol")
_LONGEST_CURRENCY = 10
_CODE = re.compile("[A-Za-z]{3}")
_DEEPEST = 3


def read_balance(answer: Any) -> Money | None:
    """Return the balance, wrapped or not, with its currency where one is told.

    `"1,234"` is read as grouped: a balance of three decimals with a comma was never seen, and to
    hold orders back for want of money that is there is the worse mistake.
    """
    currency = ""
    for part in _parts(answer):
        currency = next(
            filter(None, (_currency(part.get(key)) for key in _CURRENCY_KEYS)), currency
        )
        for key in _KEYS:
            amount = decimal_of(part.get(key), comma_groups=True)
            if amount is not None:
                return Money(amount, _code(currency or currency_in(str(part[key]))))
    return None


def _parts(answer: Any, level: int = 0) -> Iterator[dict[str, Any]]:
    """Yield an object and those within it, the outer ones first."""
    if isinstance(answer, list) and len(answer) == 1:
        answer = answer[0]
    if isinstance(answer, dict) and level < _DEEPEST:
        yield answer
        for value in answer.values():
            yield from _parts(value, level + 1)


def _code(currency: str) -> str:
    """Return an ISO 4217 code in capitals, as everything else has it; a symbol as it is."""
    return currency.upper() if _CODE.fullmatch(currency) else currency


def _currency(value: Any) -> str:
    return text_of(value, _LONGEST_CURRENCY) if isinstance(value, str) else ""
