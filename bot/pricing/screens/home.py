"""The page of prices: what holds for all, and every rule, the narrowest first."""

from collections.abc import Collection
from datetime import datetime, timedelta

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.paging import paginate
from bot.core.telegram import texts
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, page_row
from bot.owners.buttons import AdminAction, OwnerArea
from bot.pricing.buttons import PriceAction, PriceQuestion, PricingArea
from bot.pricing.rules.overview import made_by, narrowest_first
from bot.pricing.rules.prices import Rule
from bot.pricing.rules.scopes import buyer_word, goods_word
from bot.pricing.screens.labels import PriceView

RULES_A_PAGE = 8


def home(view: PriceView, unsold: Collection[int], number: int, now: datetime) -> Screen:
    """Show the rules, what each makes, and what holds for all prices.

    Args:
        unsold: the services that are under the floor.
    """
    t, board = view.t, view.board
    page = paginate(narrowest_first(board.prices.rules), number, RULES_A_PAGE)
    text = lines(
        t("💵 <b>Prices</b>"),
        "",
        *_what_holds(view, unsold, now),
        "",
        t("<b>Rules</b> · {number}", number=page.total),
        t("None: customers pay what the panel charges.") if not page.total else None,
        *(_line(view, rule) for rule in page.items),
        t("<i>The narrowest rule that fits sets the price.</i>") if page.total > 1 else None,
    )
    rules: list[Row] = [[rule_button(view, rule)] for rule in page.items]
    turn = page_row(t, page, lambda at: pack(PricingArea.PRICES, PriceAction.HOME, at))
    return Screen(text, [*rules, *turn, *_rows(view, unsold)])


def _what_holds(view: PriceView, unsold: Collection[int], now: datetime) -> list[Markup]:
    t, prices = view.t, view.board.prices
    found = [rate_line(view, now)] if view.board.needs_rate else []
    least = t.percent(prices.least_margin)
    found += [
        t("📉 Floor: cost + {percent}", percent=least)
        if prices.least_margin
        else t("📉 Floor: cost"),
        t("🔸 Minimum charge for an order: {amount}", amount=view.money(prices.minimum_charge)),
    ]
    if unsold:
        found.append(
            t.plural(
                "🚫 Not sold: {number} service, its price is below the floor.",
                "🚫 Not sold: {number} services, their prices are below the floor.",
                len(unsold),
            )
        )
    return found


def rate_line(view: PriceView, now: datetime) -> Markup:
    """Say at which exchange rate costs are converted, and how old it is."""
    t, board = view.t, view.board
    if not board.prices.panel_currency:
        return t("⚠️ The panel has not reported its currency yet. Nothing is sold until then.")
    if not board.rates:
        return t("⚠️ There is no exchange rate. Nothing is sold until you set one.")
    rate = board.rates[0]
    age = texts.moment(t, rate.at, now)
    values = {"rate": t.money(rate.rate, rate.quote), "base": rate.base, "age": age}
    if now - rate.at >= timedelta(days=board.state.rate_days):
        return t("⚠️ 1 {base} = {rate}, set {age}. Check it.", **values)
    return t("💱 1 {base} = {rate}, set {age}", **values)


def _line(view: PriceView, rule: Rule) -> Markup:
    made = len(made_by(view.board.prices, rule, view.offers))
    return Markup("· {} — {}").format(
        rule_label(view, rule),
        view.t.plural_plain("{number} service", "{number} services", made),
    )


def rule_label(view: PriceView, rule: Rule) -> str:
    """Name a rule by whom and what it is for, and how much it is."""
    return f"{view.scope(rule.buyer, rule.goods)}: {view.markup(rule.percent, rule.fixed)}"


def rule_button(view: PriceView, rule: Rule) -> InlineKeyboardButton:
    """Return the button that opens a rule."""
    words = buyer_word(rule.buyer), goods_word(rule.goods)
    return button(rule_label(view, rule), pack(PricingArea.PRICES, PriceAction.RULE, *words))


def _rows(view: PriceView, unsold: Collection[int]) -> list[Row]:
    t = view.t

    def to(label: str, action: PriceAction, *about: object) -> Row:
        return [button(label, pack(PricingArea.PRICES, action, *about))]

    rows = [to(t.plain("+ Add a rule"), PriceAction.BUYERS)]
    find = pack(PricingArea.PRICES, PriceAction.ASK, PriceQuestion.SERVICE)
    rows.append([button(t.plain("🔎 A service's price"), find)])
    if unsold:
        label = t.plain("🚫 Not sold · {number}", number=len(unsold))
        rows.append(to(label, PriceAction.UNSOLD, 0))
    pair = [*to(t.plain("📉 Floor"), PriceAction.MARGIN)]
    pair += to(t.plain("🏷 Tiers"), PriceAction.TIERS)
    rows.append(pair)
    if view.board.needs_rate:
        rows.append(to(t.plain("💱 Exchange rate"), PriceAction.RATE))
    rows.append([button(t.plain("⬅️ Dashboard"), pack(OwnerArea.ADMIN, AdminAction.HOME))])
    return rows


def home_row(view: PriceView) -> Row:
    """Return the way back to all prices."""
    back = pack(PricingArea.PRICES, PriceAction.HOME, 0)
    return [button(view.t.plain("⬅️ Prices"), back)]
