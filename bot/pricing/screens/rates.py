"""The exchange rate and the floor."""

from datetime import datetime

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.pricing.buttons import PriceAction, PriceQuestion, PricingArea
from bot.pricing.screens.home import home_row, rate_line
from bot.pricing.screens.labels import PriceView

REMIND_DAYS = (1, 3, 7, 14, 30)


def rate(view: PriceView, now: datetime) -> Screen:
    """Show the exchange rate, the ones before, and when owners are reminded."""
    t, board = view.t, view.board
    before = [
        t("· {day}: {rate}", day=it.at.date(), rate=t.money(it.rate, it.quote))
        for it in board.rates[1:]
    ]
    text = lines(
        t("💱 <b>Exchange rate</b>"),
        "",
        rate_line(view, now),
        _reminder(t, board.state.rate_days),
        *(["", t("Before:"), *before] if before else []),
        "",
        t("<i>Every order keeps the rate at which it was priced.</i>"),
    )
    days = [
        button(
            ("• " if it == board.state.rate_days else "") + t.number(it),
            pack(PricingArea.PRICES, PriceAction.REMIND, it),
        )
        for it in REMIND_DAYS
    ]
    ask = pack(PricingArea.PRICES, PriceAction.ASK, PriceQuestion.RATE)
    rows: list[Row] = [days, home_row(view)]
    if board.prices.panel_currency:
        rows.insert(0, [button(t.plain("✏️ Set the rate"), ask)])
    return Screen(text, rows)


def _reminder(t: Translator, days: int) -> Markup:
    return t.plural(
        "⏰ Owners are reminded when it is {number} day old.",
        "⏰ Owners are reminded when it is {number} days old.",
        days,
    )


def margin(view: PriceView) -> Screen:
    """Show the floor."""
    t, least = view.t, view.board.prices.least_margin
    text = lines(
        t("📉 <b>Floor</b>"),
        "",
        t("Nothing is sold for less than its cost + {percent}.", percent=t.percent(least))
        if least
        else t("Nothing is sold for less than its cost."),
        t("<i>What a rule would make cheaper is not sold, and you are notified.</i>"),
    )
    ask = pack(PricingArea.PRICES, PriceAction.ASK, PriceQuestion.MARGIN)
    return Screen(text, [[button(t.plain("✏️ Change"), ask)], home_row(view)])
