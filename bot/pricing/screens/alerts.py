"""What owners are told about prices by itself."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.names import clip, isolated
from bot.core.telegram.screen import Screen, button, lines
from bot.pricing.buttons import PriceAction, PriceQuestion, PricingArea

NAME_UNITS = 60


def under_floor(t: Translator, values: Mapping[str, Any]) -> Screen:
    """List which services are no longer sold."""
    names, number = values["names"], values["number"]
    left = number - len(names)
    text = lines(
        t.plural(
            "🚫 {number} service is not sold any more: its price is below the floor.",
            "🚫 {number} services are not sold any more: their prices are below the floor.",
            number,
        ),
        *(Markup("· {}").format(isolated(clip(name, NAME_UNITS))) for name in names),
        t("And {number} more.", number=left) if left else None,
    )
    unsold = pack(PricingArea.PRICES, PriceAction.UNSOLD, 0)
    return Screen(text, [[button(t.plain("🚫 Not sold"), unsold)]])


def exchange_rate(t: Translator, values: Mapping[str, Any], now: datetime) -> Screen:
    """Remind of the exchange rate."""
    base, quote = values["base"], values["quote"]
    if values["rate"] is None:
        text = t(
            "💱 There is no exchange rate from {base} to {quote}. Nothing is sold until you set "
            "one.",
            base=base,
            quote=quote,
        )
    else:
        text = t(
            "💱 The exchange rate, 1 {base} = {rate}, was set {age}. Check it.",
            base=base,
            rate=t.money(Decimal(values["rate"]), quote),
            age=texts.moment(t, datetime.fromisoformat(values["set_at"]), now),
        )
    ask = pack(PricingArea.PRICES, PriceAction.ASK, PriceQuestion.RATE)
    return Screen(text, [[button(t.plain("✏️ Set the rate"), ask)]])
