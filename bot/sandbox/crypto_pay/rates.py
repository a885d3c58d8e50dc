"""What the stand-in takes its currencies to be worth; the rates never change."""

from decimal import Decimal
from typing import Any

ASSETS = ("USDT", "TON", "BTC", "ETH", "LTC", "BNB", "TRX", "USDC")
TEST_ASSETS = ("JET",)
_IN_USD = dict(
    zip(
        (*ASSETS, *TEST_ASSETS),
        map(Decimal, ("1", "3.2", "91000", "3000", "84", "880", "0.28", "1", "0.01")),
        strict=True,
    )
)
_OF_A_USD = {
    "USD": "1", "EUR": "0.86", "RUB": "79", "BYN": "2.9", "UAH": "42", "GBP": "0.76",
    "CNY": "7.1", "KZT": "515", "UZS": "11900", "GEL": "2.7", "TRY": "42.5", "AMD": "381",
    "THB": "32", "INR": "89", "BRL": "5.35", "IDR": "16650", "AZN": "1.7", "AED": "3.67",
    "PLN": "3.65", "ILS": "3.27", "KGS": "87.4", "TJS": "9.25",
}  # fmt: skip
FIATS = tuple(_OF_A_USD)


def rate_of(source: str, target: str) -> Decimal:
    """Return what one of an asset is worth in another or in a currency."""
    if target in _IN_USD:
        return _IN_USD[source] / _IN_USD[target]
    return _IN_USD[source] * Decimal(_OF_A_USD[target])


def exchange_rates() -> list[dict[str, Any]]:
    """Return them as getExchangeRates does."""
    return [
        {
            "is_valid": True,
            "is_crypto": True,
            "is_fiat": False,
            "source": asset,
            "target": fiat,
            "rate": f"{rate_of(asset, fiat):f}",
        }
        for asset in ASSETS
        for fiat in FIATS
    ]
