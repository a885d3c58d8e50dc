"""Crypto Pay, the API of @CryptoBot: invoices in the wallets' currency, paid in coins.

Nothing is credited by its webhook: it only has the invoice asked about sooner.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot

from bot.core.clock import utc_now
from bot.core.database.engine import Database
from bot.core.languages import Catalogues
from bot.payments.gateways.crypto_pay_api import CryptoPayApi
from bot.payments.gateways.languages import translator_of
from bot.payments.rules.amounts import readable
from bot.payments.rules.crypto_pay import FIATS
from bot.payments.rules.gateways import (
    Fee,
    GatewayAwayError,
    GatewayRefusedError,
    Invoice,
    Opened,
    Reading,
    Received,
)
from bot.payments.rules.methods import CRYPTO_PAY
from bot.wallet.rules.units import from_units

logger = logging.getLogger(__name__)

PAGE = 1000
"""The most invoices of one answer."""
NEWEST = 100
"""So many of the latest are read each time, in whichever order they are listed."""
NO_CURRENCY = "XXX"
"""ISO 4217's code for none."""
_PAID, _DOLLAR = "paid", "USD"
_BEGINNING = datetime(2019, 1, 1, tzinfo=UTC)  # there was no Crypto Pay before
_MOST_DIGITS, _MOST_LETTERS, _LOGGED = 20, 12, 500


class CryptoPayGateway:
    """Asks Crypto Pay for money, as one of a bot's gateways."""

    code = CRYPTO_PAY

    def __init__(
        self, api: CryptoPayApi, bot: Bot, database: Database, catalogues: Catalogues
    ) -> None:
        self._api = api
        self._bot = bot
        self._database = database
        self._catalogues = catalogues

    async def open(self, invoice: Invoice) -> Opened:
        """Make an invoice; where the answer is lost, the next one is another.

        A call cannot be repeated here: an invoice that nobody is shown is found by its payload
        if it is paid all the same.
        """
        t = await translator_of(self._database, self._catalogues, invoice.pay_in)
        amount = t.money(from_units(invoice.units), invoice.currency)
        is_fiat = invoice.due_currency in FIATS
        found = await self._api.call(
            "createInvoice",
            currency_type="fiat" if is_fiat else "crypto",
            **{"fiat" if is_fiat else "asset": invoice.due_currency},
            amount=f"{invoice.due:f}",
            description=t.plain("Top up by {amount}", amount=amount),
            payload=invoice.key,
            expires_in=invoice.seconds,
            allow_comments=False,
            allow_anonymous=False,
            paid_btn_name="openBot",
            paid_btn_url=self._bot.link,
        )
        return _opened(found)

    async def poll(self, external_ids: Sequence[str]) -> Sequence[Received]:
        """Return what of some invoices has been paid: a thousand of them a call."""
        found: list[Received] = []
        for at in range(0, len(external_ids), PAGE):
            some = ",".join(external_ids[at : at + PAGE])
            found += _paid(await self._list(invoice_ids=some, count=PAGE))
        return found

    async def read(self, cursor: str) -> Reading:
        """Return a page of the paid invoices; the cursor counts them.

        Nobody says in which order they are listed: the first are read each time besides, and all
        while one answer holds them.
        """
        start = int(cursor or 0)
        rows = await self._list(status=_PAID, offset=start, count=PAGE)
        newest = await self._list(status=_PAID, offset=0, count=NEWEST) if start else []
        received = {it.external_id: it for it in _paid([*newest, *rows])}
        is_all = len(rows) < PAGE
        read_on = "" if is_all and not start else str(start + len(rows))
        return Reading([*received.values()], (), read_on, is_all)

    async def balance(self) -> None:
        """Return nothing: what an app holds in coins is not what invoices were for."""

    async def refund(self, payer_id: int, external_id: str) -> None:
        """Refuse: an app cannot give an invoice's money back."""
        del payer_id, external_id
        raise GatewayRefusedError("Crypto Pay gives nothing back by itself")

    async def _list(self, **params: Any) -> list[Mapping[str, Any]]:
        found = await self._api.call("getInvoices", **params)
        items = found.get("items") if isinstance(found, dict) else None
        if not isinstance(items, list):
            raise GatewayAwayError("an answer without a list")
        return [it for it in items if isinstance(it, dict)]


def _opened(found: Any) -> Opened:
    values = found if isinstance(found, dict) else {}
    number, url = str(values.get("invoice_id", "")), str(values.get("bot_invoice_url", ""))
    if not number.isdecimal() or urlsplit(url).scheme not in {"http", "https"}:
        raise GatewayAwayError("an answer without an invoice")
    return Opened(number, url)


def _paid(rows: Sequence[Mapping[str, Any]]) -> Sequence[Received]:
    return [_received(row) for row in rows if row.get("status") == _PAID]


def _received(row: Mapping[str, Any]) -> Received:
    """Read an invoice that was paid; whatever is wrong with it, its money is not lost."""
    key, currency = str(row.get("payload") or ""), _code(row.get("fiat") or row.get("asset"))
    amount = _amount(row.get("amount"))
    if not (amount and currency):
        logger.error("invoice_unreadable", extra={"invoice": str(row)[:_LOGGED]})
    return Received(
        method=CRYPTO_PAY,
        external_id=_number(row),
        key=key if key.isascii() and key.isprintable() else "",
        payer_id=None,
        amount=amount,
        currency=currency or NO_CURRENCY,
        paid_at=_moment(str(row.get("paid_at"))),
        fee=_fee(row, currency),
    )


def _number(row: Mapping[str, Any]) -> str:
    """Return the number of an invoice; of one without a number what else stands for it."""
    number = str(row.get("invoice_id"))
    if number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS:
        return number
    named = [str(row.get(name)) for name in ("invoice_id", "hash", "payload", "amount")]
    return "?" + hashlib.sha256("\0".join(named).encode(errors="replace")).hexdigest()[:32]


def _fee(row: Mapping[str, Any], currency: str) -> Fee | None:
    amount, coin = _amount(row.get("fee_amount")), _code(row.get("fee_asset"))
    if not amount or not coin:
        return None
    rates = {_code(row.get("paid_asset")): _amount(row.get("paid_fiat_rate"))} | {currency: 1}
    worth = amount * rates.get(coin, 0)
    if not worth and currency == _DOLLAR:
        worth = _amount(row.get("fee_in_usd"))
    is_part = 0 < worth <= _amount(row.get("amount"))
    return Fee(amount, coin, readable(worth) if is_part else None)


def _amount(said: object) -> Decimal:
    """Return an amount that was said; 0 for what is none."""
    try:
        return readable(Decimal(str(said)))
    except InvalidOperation:
        return Decimal(0)


def _code(said: object) -> str:
    """Return the code of a currency; empty for what is none."""
    code = str(said or "")
    return code if code.isascii() and code.isalnum() and len(code) <= _MOST_LETTERS else ""


def _moment(text: str) -> datetime:
    """Return when an invoice was paid; now, where that is not said."""
    now = utc_now()
    try:
        moment = datetime.fromisoformat(text)
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return now
    return moment if _BEGINNING < moment < now + timedelta(days=1) else now
