"""A rule: whom and what it is for, what it makes, and what a change of it would do."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from bot.core.paging import paginate
from bot.core.telegram.buttons import pack
from bot.core.telegram.names import clip, isolated
from bot.core.telegram.screen import Row, Screen, button, lines, page_row, rows_of
from bot.owners.buttons import AdminAction, OwnerArea
from bot.pricing.buttons import PriceAction, PriceQuestion, PricingArea
from bot.pricing.rules.overview import Effect, covered, list_of, made_by
from bot.pricing.rules.prices import EVERYBODY, EVERYTHING, Buyer, Goods, Prices, Rule
from bot.pricing.rules.scopes import buyer_word, goods_word
from bot.pricing.screens.home import home_row
from bot.pricing.screens.labels import PriceView

EXAMPLES = 3
CATEGORIES_A_PAGE = 10
NAME_UNITS = 50


def rule(view: PriceView, buyer: Buyer, goods: Goods) -> Screen:
    """Show the rule for exactly this buyer and these goods, or that there is none."""
    t, prices = view.t, view.board.prices
    found = next((it for it in prices.rules if (it.buyer, it.goods) == (buyer, goods)), None)
    those = covered(view.offers, goods)
    text = lines(
        Markup("💵 <b>{}</b>").format(view.scope(buyer, goods)),
        "",
        t("Markup: <b>{markup}</b>", markup=view.markup(found.percent, found.fixed))
        if found
        else t("There is no rule for exactly this."),
        _made_line(view, found) if found else None,
        *examples(view, prices, buyer, [it.goods.service_id for it in those]),
    )
    words = buyer_word(buyer), goods_word(goods)
    ask = pack(PricingArea.PRICES, PriceAction.ASK, PriceQuestion.MARKUP, *words)
    row = [button(t.plain("✏️ Change") if found else t.plain("+ Set a markup"), ask)]
    if found:
        remove = pack(PricingArea.PRICES, PriceAction.REMOVE, found.id)
        row.append(button(t.plain("✕ Remove"), remove, style="danger"))
    return Screen(text, [row, home_row(view)])


def _made_line(view: PriceView, found: Rule) -> Markup:
    made = made_by(view.board.prices, found, view.offers)
    paid = list_of(view.board.prices, found.buyer)
    kept = sum(not paid.price(it.cost, it.goods).sold for it in made)
    return lines(
        view.t.plural(
            "It sets the price of {number} service.",
            "It sets the prices of {number} services.",
            len(made),
        ),
        view.t.plural(
            "🚫 {number} of them is below the floor and not sold.",
            "🚫 {number} of them are below the floor and not sold.",
            kept,
        )
        if kept
        else None,
    )


def examples(
    view: PriceView, prices: Prices, buyer: Buyer, keys: Sequence[int], after: Prices | None = None
) -> Iterable[Markup]:
    """Say what a few services cost, and what a buyer pays for them; or will pay."""
    for key in keys[:EXAMPLES]:
        service = view.catalogue.service(key)
        if service is None:
            continue
        offer = view.offer(service)
        now = list_of(prices, buyer).price(offer.cost, offer.goods)
        then = list_of(after, buyer).price(offer.cost, offer.goods) if after else None
        is_paid = then is not None and prices.exchange_rate is not None
        before = view.money(now.rate) if is_paid else view.cost(offer.cost)
        last = then or now
        name = isolated(clip(service.name, NAME_UNITS))
        sign = "" if last.sold else " 🚫"
        yield Markup("· {}: {} → {}{}").format(name, before, view.money(last.rate), sign)


class Preview(NamedTuple):
    """What a change that is not saved yet would do.

    Attributes:
        buyer: whose prices are shown as examples.
        save: the button's data.
    """

    head: Markup
    after: Prices
    effect: Effect
    buyer: Buyer
    save: str


def preview(view: PriceView, it: Preview, *, removes: bool = False) -> Screen:
    """Show what a change does before it is saved."""
    t, changed, unsold = view.t, it.effect.changed, it.effect.unsold
    text = lines(
        it.head,
        "",
        t.plural(
            "The price of {number} service changes.",
            "The prices of {number} services change.",
            len(changed),
        )
        if changed
        else t("No price changes."),
        *examples(view, view.board.prices, it.buyer, changed, it.after),
        *_unsold_lines(view, unsold),
        "",
        t("Is that right?"),
    )
    label = t.plain("✕ Remove") if removes else t.plain("✅ Save")
    save = button(label, it.save, style="danger" if removes or unsold else "success")
    cancel = button(t.plain("✕ Cancel"), pack(PricingArea.PRICES, PriceAction.CANCEL))
    return Screen(text, [[save, cancel]])


def _unsold_lines(view: PriceView, unsold: Sequence[int]) -> Iterable[Markup]:
    if not unsold:
        return
    yield view.t.plural(
        "🚫 {number} service would be below the floor and not be sold any more:",
        "🚫 {number} services would be below the floor and not be sold any more:",
        len(unsold),
    )
    for key in unsold[:EXAMPLES]:
        yield Markup("· {}").format(isolated(clip(view.service_name(key), NAME_UNITS)))
    if len(unsold) > EXAMPLES:
        yield view.t("And {number} more.", number=len(unsold) - EXAMPLES)


def buyers(view: PriceView) -> Screen:
    """Ask whom a rule is for."""
    t = view.t
    choices = [(t.plain("Everybody"), EVERYBODY)]
    choices += [(view.buyer(it), it) for it in (Buyer(tier_id=tier) for tier in view.board.tiers)]
    rows: list[Row] = [
        [button(label, pack(PricingArea.PRICES, PriceAction.GOODS, buyer_word(buyer)))]
        for label, buyer in choices
    ]
    chats = pack(OwnerArea.ADMIN, AdminAction.CHATS, 0)
    rows.append([button(t.plain("👥 One customer …"), chats)])
    text = lines(
        t("<b>Who is the rule for?</b>"),
        t("<i>For one customer, open the chat and tap 💵 Prices.</i>"),
    )
    return Screen(text, [*rows, home_row(view)])


def goods(view: PriceView, buyer: Buyer) -> Screen:
    """Ask what a rule is for."""
    t, word = view.t, buyer_word(buyer)

    def to(label: str, action: PriceAction, *about: object) -> Row:
        return [button(label, pack(PricingArea.PRICES, action, *about))]

    rows = [
        to(t.plain("All services"), PriceAction.RULE, word, goods_word(EVERYTHING)),
        to(t.plain("A platform …"), PriceAction.PLATFORMS, word),
        to(t.plain("A category …"), PriceAction.CATEGORIES, word, 0),
        to(t.plain("A service …"), PriceAction.ASK, PriceQuestion.SERVICE, word, ""),
    ]
    text = lines(Markup("<b>{}</b>").format(view.buyer(buyer)), t("What is the rule for?"))
    return Screen(text, [*rows, home_row(view)])


def platforms(view: PriceView, buyer: Buyer) -> Screen:
    """Ask for which platform a rule is."""
    choices = [
        button(it.name, _rule(buyer, Goods(platform=it.name))) for it in view.catalogue.platforms
    ]
    text = lines(Markup("<b>{}</b>").format(view.buyer(buyer)), view.t("Choose a platform."))
    return Screen(text, [*rows_of(choices, 2), home_row(view)])


def categories(view: PriceView, buyer: Buyer, number: int) -> Screen:
    """Ask for which category a rule is."""
    page = paginate(view.catalogue.categories, number, CATEGORIES_A_PAGE)
    choices = [button(it.name, _rule(buyer, Goods(category_id=it.id))) for it in page.items]
    word = buyer_word(buyer)
    turn = page_row(
        view.t, page, lambda at: pack(PricingArea.PRICES, PriceAction.CATEGORIES, word, at)
    )
    text = lines(Markup("<b>{}</b>").format(view.buyer(buyer)), view.t("Choose a category."))
    return Screen(text, [*rows_of(choices, 1), *turn, home_row(view)])


def services(view: PriceView, keys: Sequence[int], buyer: Buyer | None) -> Screen:
    """List the services that were found: for a rule, or to see what they cost."""
    rows: list[Row] = []
    for key in keys:
        data = pack(PricingArea.PRICES, PriceAction.SERVICE, key)
        if buyer is not None:
            data = _rule(buyer, Goods(service_id=key))
        rows.append([button(view.service_name(key), data)])
    text = view.t("Choose a service.") if rows else view.t("Nothing was found.")
    return Screen(text, [*rows, home_row(view)])


def _rule(buyer: Buyer, goods: Goods) -> str:
    return pack(PricingArea.PRICES, PriceAction.RULE, buyer_word(buyer), goods_word(goods))
