"""What a service costs, what it is sold for and why; and what is not sold."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from markupsafe import Markup

from bot.catalogue.rules.services import PACKAGES, Service
from bot.core.i18n import Translator
from bot.core.paging import paginate
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, page_row
from bot.pricing.buttons import PriceAction, PricingArea
from bot.pricing.rules.overview import Offer, buyers, list_of
from bot.pricing.rules.prices import EVERYBODY, Buyer, Goods, Rule, SalePrice
from bot.pricing.rules.scopes import buyer_word, goods_word
from bot.pricing.screens.home import home_row, rule_button, rule_label
from bot.pricing.screens.labels import PriceView

UNSOLD_A_PAGE = 10
BUYERS_SHOWN = 10


def service(view: PriceView, key: int) -> Screen:
    """Show a service's cost and price, the rule that made it, the margin, and the floor."""
    it = view.catalogue.service(key)
    if it is None:
        return Screen(view.t("This service is not on sale."), [home_row(view)])
    t, offer = view.t, view.offer(it)
    paid = list_of(view.board.prices, EVERYBODY)
    price, rule = paid.price(offer.cost, offer.goods), paid.rule(offer.goods)
    others = list(_others(view, offer, rule))
    text = lines(
        Markup("💵 <b>{}</b>").format(it.name),
        Markup("<i>{}</i>").format(it.category),
        "",
        _cost_line(view, it),
        *_price_lines(view, it, price, rule),
        *(["", *others] if others else []),
    )
    own = pack(
        PricingArea.PRICES,
        PriceAction.RULE,
        buyer_word(EVERYBODY),
        goods_word(Goods(service_id=key)),
    )
    rows: list[Row] = [[button(t.plain("✏️ Its own markup"), own)]]
    if rule is not None and not rule.goods.service_id:
        rows.append([rule_button(view, rule)])
    return Screen(text, [*rows, home_row(view)])


def _cost_line(view: PriceView, it: Service) -> Markup:
    cost, rate = view.cost(it.rate), view.board.prices.exchange_rate
    if rate is None or not view.board.needs_rate:
        return view.t("Cost: {cost}", cost=cost)
    return view.t("Cost: {cost} = {amount}", cost=cost, amount=view.money(it.rate * rate))


def _price_lines(
    view: PriceView, it: Service, price: SalePrice, rule: Rule | None
) -> Iterable[Markup]:
    t, rate = view.t, view.board.prices.exchange_rate
    if rate is None:
        yield t("🚫 Not sold: there is no exchange rate.")
        return
    amount = view.money(price.rate)
    if it.type in PACKAGES:
        yield t("Price: <b>{price}</b> for the package", price=amount)
    else:
        yield t("Price: <b>{price}</b> per 1000", price=amount)
    if rule is None:
        yield t("No rule applies: it is the cost.")
    else:
        yield t("Set by: {rule}", rule=rule_label(view, rule))
    yield _margin_line(view, price, it.rate * rate)
    yield t("Floor: {amount}", amount=view.money(price.floor))
    if not price.sold:
        yield t("🚫 <b>Not sold</b>: the price is below the floor.")


def _margin_line(view: PriceView, price: SalePrice, cost: Decimal) -> Markup:
    return view.t("Margin: {margin}", margin=_margin(view, price, cost))


def _margin(view: PriceView, price: SalePrice, cost: Decimal) -> str:
    amount = view.money(price.rate - cost)
    if not cost:
        return amount
    return f"{amount} ({_share(view.t, price.rate, cost)})"


def _share(t: Translator, rate: Decimal, cost: Decimal) -> str:
    return t.percent(round((rate / cost - 1) * 100, 2))


def _others(view: PriceView, offer: Offer, usual: Rule | None) -> Iterable[Markup]:
    """Say what tiers and chats pay that another rule makes the price for."""
    rate = view.board.prices.exchange_rate
    if rate is None:
        return
    special: list[tuple[Buyer, SalePrice]] = []
    for buyer in buyers(view.board.prices)[1:]:
        paid = list_of(view.board.prices, buyer)
        if paid.rule(offer.goods) != usual:
            special.append((buyer, paid.price(offer.cost, offer.goods)))
    for buyer, price in special[:BUYERS_SHOWN]:
        sign = "" if price.sold else " 🚫"
        yield Markup("{}: <b>{}</b> · {}{}").format(
            view.buyer(buyer),
            view.money(price.rate),
            _margin(view, price, offer.cost * rate),
            sign,
        )
    if len(special) > BUYERS_SHOWN:
        yield view.t("And {number} more.", number=len(special) - BUYERS_SHOWN)


def unsold(view: PriceView, found: Mapping[int, Sequence[Buyer]], number: int) -> Screen:
    """List what is below the floor, and for whom."""
    t = view.t
    page = paginate(list(found.items()), number, UNSOLD_A_PAGE)
    rows: list[Row] = []
    for key, kept in page.items:
        label = view.service_name(key)
        if EVERYBODY not in kept:
            label = f"{str(t.comma).join(map(view.buyer, kept))} · {label}"
        rows.append([button(label, pack(PricingArea.PRICES, PriceAction.SERVICE, key))])
    turn = page_row(t, page, lambda at: pack(PricingArea.PRICES, PriceAction.UNSOLD, at))
    text = lines(
        t("🚫 <b>Not sold</b> · {number}", number=page.total),
        t("Their prices are below the floor. Raise a markup, or lower the floor."),
    )
    return Screen(text, [*rows, *turn, home_row(view)])
