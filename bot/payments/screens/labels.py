"""Words that all screens of payments share."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.payments.rules.methods import CRYPTO_PAY, STAR_CURRENCY, STARS, is_manual

_NO_NAMES: Mapping[str, str] = MappingProxyType({})
NAMES = {STARS: N_("⭐ Telegram Stars"), CRYPTO_PAY: N_("🪙 Crypto")}


def name(t: Translator, method: str, manual_names: Mapping[str, str] = _NO_NAMES) -> str:
    """Return what a way to pay is called.

    Args:
        manual_names: what owners call the ways to pay by hand, by their codes.
    """
    if is_manual(method):
        return f"🏦 {manual_names[method]}" if method in manual_names else t.plain("🏦 Transfer")
    return t.plain(NAMES[method]) if method in NAMES else method


def due(t: Translator, amount: Decimal, currency: str) -> str:
    """Write what is asked: Stars by their sign."""
    return f"⭐ {t.number(amount)}" if currency == STAR_CURRENCY else t.money(amount, currency)
