"""What Crypto Pay knows of one app: its invoices and balances, and the methods it calls."""

import itertools
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bot.sandbox.crypto_pay.invoices import (
    ACTIVE,
    EXPIRED,
    PAID,
    CryptoPayError,
    Invoice,
    as_date,
    read_invoice,
    read_seconds,
)
from bot.sandbox.crypto_pay.rates import ASSETS, TEST_ASSETS, exchange_rates, rate_of

FEE = Decimal("0.03")
"""Of what was paid; the API does not say how much it is."""
MOST_LISTED = 1000
_DEFAULT_COUNT = 100
_PLACES = Decimal("0.00000001")
_FIRST_ID = 470_001


class Shop:
    """One app at Crypto Pay.

    Args:
        url: returns the address of the page where people pay.

    Attributes:
        clock: tells the time in seconds, on which invoices expire.
        invoices: by id, deleted ones left out.
    """

    def __init__(self, *, name: str, test: bool, url: Callable[[], str]) -> None:
        self.clock: Callable[[], float] = time.time
        self.invoices: dict[int, Invoice] = {}
        self.balances: dict[str, Decimal] = {}
        self._name = name
        self._test = test
        self._url = url
        self._ids = itertools.count(_FIRST_ID)
        self._methods: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "getMe": self._me,
            "createInvoice": self._create,
            "getInvoices": self._list,
            "deleteInvoice": self._delete,
            "getBalance": self._balance,
            "getExchangeRates": lambda _: exchange_rates(),
        }

    def call(self, method: str, p: Mapping[str, Any]) -> Any:
        """Return a call's result.

        Raises:
            CryptoPayError: it is refused.
        """
        if method not in self._methods:
            raise CryptoPayError("METHOD_NOT_FOUND", 405)
        return self._methods[method](p)

    def pay(
        self,
        invoice: Invoice,
        asset: str = "USDT",
        *,
        comment: str = "",
        anonymously: bool = False,
        late: bool = False,
    ) -> None:
        """Have somebody pay an invoice.

        Args:
            late: though it has expired, as when somebody pays in its last second.

        Raises:
            ValueError: it cannot be paid, or not so.
        """
        self._require_payable(invoice, asset, late=late)
        rate = rate_of(asset, invoice.currency)
        amount = (invoice.amount / rate).quantize(_PLACES)
        fee = (amount * FEE).quantize(_PLACES)
        self.balances[asset] = self.balances.get(asset, Decimal(0)) + amount - fee
        usd = rate_of(asset, "USD")
        invoice.paid = {
            "paid_at": as_date(self.clock()),
            "paid_anonymously": anonymously and bool(invoice.requested["allow_anonymous"]),
            "paid_usd_rate": _text(usd),
            "fee_asset": asset,
            "fee_amount": _text(fee),
            "fee_in_usd": _text((fee * usd).quantize(_PLACES)),
        }
        if invoice.requested["currency_type"] == "fiat":
            as_paid = {"paid_asset": asset, "paid_amount": _text(amount)}
            invoice.paid |= as_paid | {"paid_fiat_rate": _text(rate)}
        if comment and invoice.requested["allow_comments"]:
            invoice.paid["comment"] = comment

    def _require_payable(self, invoice: Invoice, asset: str, *, late: bool) -> None:
        status = invoice.status(self.clock())
        if status == PAID or (status == EXPIRED and not late):
            raise ValueError(f"The invoice is {status}.")
        if asset not in invoice.requested.get("accepted_assets", [invoice.currency]):
            raise ValueError(f"The invoice cannot be paid in {asset}.")

    def as_result(self, invoice: Invoice) -> dict[str, Any]:
        """Return an invoice as the API shows it now."""
        return invoice.as_result(self.clock(), self._url())

    def _me(self, _: Mapping[str, Any]) -> dict[str, Any]:
        bot = "CryptoTestnetBot" if self._test else "CryptoBot"
        return {"app_id": 4711, "name": self._name, "payment_processing_bot_username": bot}

    def _create(self, p: Mapping[str, Any]) -> dict[str, Any]:
        requested, seconds, now = read_invoice(p, test=self._test), read_seconds(p), self.clock()
        expires_at = None if seconds is None else now + seconds
        invoice = Invoice(next(self._ids), requested, now, expires_at)
        self.invoices[invoice.id] = invoice
        return self.as_result(invoice)

    def _list(self, p: Mapping[str, Any]) -> dict[str, Any]:
        offset, count = _number(p, "offset", 0), _number(p, "count", _DEFAULT_COUNT)
        if not 1 <= count <= MOST_LISTED:
            raise CryptoPayError("COUNT_INVALID")
        ids, requested = str(p.get("invoice_ids") or ""), str(p.get("status") or "")
        if requested not in {"", ACTIVE, PAID}:
            raise CryptoPayError("STATUS_INVALID")
        numbers = [one.strip() for one in ids.split(",")] if ids else []
        if not all(one.isdecimal() for one in numbers):
            raise CryptoPayError("INVOICE_IDS_INVALID")
        now = self.clock()
        found = [
            invoice
            for invoice in reversed(self.invoices.values())
            if (not numbers or str(invoice.id) in numbers)
            and requested in {"", invoice.status(now)}
            and p.get("asset") in {None, "", invoice.requested.get("asset")}
            and p.get("fiat") in {None, "", invoice.requested.get("fiat")}
        ]
        page = found[offset : offset + count]
        return {"items": [self.as_result(invoice) for invoice in page]}

    def _delete(self, p: Mapping[str, Any]) -> bool:
        invoice = self.invoices.get(_number(p, "invoice_id", 0))
        if invoice is None or invoice.paid:
            raise CryptoPayError("INVOICE_NOT_FOUND")
        del self.invoices[invoice.id]
        return True

    def _balance(self, _: Mapping[str, Any]) -> list[dict[str, str]]:
        return [
            {
                "currency_code": asset,
                "available": _text(self.balances.get(asset, Decimal(0))),
                "onhold": "0",
            }
            for asset in (*ASSETS, *(TEST_ASSETS if self._test else ()))
        ]


def _number(p: Mapping[str, Any], name: str, default: int) -> int:
    value = str(p.get(name, default))
    if not value.isdecimal():
        raise CryptoPayError(f"{name.upper()}_INVALID")
    return int(value)


def _text(number: Decimal) -> str:
    return f"{number.normalize():f}"
