"""What Crypto Pay takes, and how it signs (https://help.send.tg/en/articles/10279948)."""

import hashlib
import hmac
from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from bot.payments.rules.gateways import Offer
from bot.payments.rules.methods import CRYPTO_PAY
from bot.wallet.rules.units import PLACES, from_units

ASSETS = ("USDT", "TON", "BTC", "ETH", "LTC", "BNB", "TRX", "USDC")
"""Coins, by their codes."""
FIATS = (
    *("USD", "EUR", "RUB", "BYN", "UAH", "GBP", "CNY", "KZT", "UZS", "GEL", "TRY", "AMD", "THB"),
    *("INR", "BRL", "IDR", "AZN", "AED", "PLN", "ILS", "KGS", "TJS"),
)
"""Currencies in which an invoice may be, to be paid in coins at Crypto Pay's own rate."""
_FIAT_PLACES = 2


def priced_in(currency: str) -> Sequence[str]:
    """Return in what an invoice may be for wallets of a currency, the best first."""
    return (currency,) if currency in (*FIATS, *ASSETS) else FIATS


def crypto_offer(units: int, due_currency: str, rate: Decimal) -> Offer:
    """Return what so many units cost, rounded up to what can be paid.

    Args:
        rate: what 1 of `due_currency` is worth in the wallets' currency.
    """
    places = _FIAT_PLACES if due_currency in FIATS else PLACES
    due = (from_units(units) / rate).quantize(Decimal(1).scaleb(-places), ROUND_CEILING)
    return Offer(CRYPTO_PAY, due, due_currency, units, rate)


def signature_of(body: bytes, token: str) -> str:
    """Return how the raw body of a webhook is signed."""
    return hmac.new(hashlib.sha256(token.encode()).digest(), body, hashlib.sha256).hexdigest()
