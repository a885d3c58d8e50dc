"""Changes of prices that are shown before they are saved: what they do, and doing it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from markupsafe import Markup

from bot.core.database.engine import Session
from bot.core.telegram.buttons import digest_of
from bot.core.telegram.context import Context
from bot.core.telegram.screen import Screen, lines
from bot.pricing.buttons import PriceAction, PriceQuestion
from bot.pricing.rules.answers import MarkupAnswer, read_markup_answer
from bot.pricing.rules.overview import (
    Effect,
    Offer,
    covered,
    effect,
    with_rule,
    without_rule,
    without_tier,
)
from bot.pricing.rules.prices import EVERYBODY, EVERYTHING, Buyer, Exchange, Goods, Prices
from bot.pricing.screens import markups as screens
from bot.pricing.screens.labels import PriceView
from bot.pricing.service import changes, exchange

Apply = Callable[[Session, Context], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is not made yet.

    Attributes:
        about: what is changed to what; the button that saves stands for it.
        head: says it to owners.
        after: the prices that it makes.
        goods: nothing else gets another price.
        buyer: whose prices are shown as examples.
        then: the page that shows what has become of it, and what it is about.
    """

    about: str
    head: Markup
    after: Prices
    apply: Apply
    then: tuple[object, ...]
    goods: Goods = EVERYTHING
    buyer: Buyer = EVERYBODY
    removes: bool = False

    def digest(self, view: PriceView) -> str:
        """Return what the button that saves carries: it works while nothing else has changed."""
        return digest_of(self.about, view.board.version)


async def effect_of(view: PriceView, change: Change) -> Effect:
    """Return what a change does; other work goes on meanwhile."""
    offers: list[Offer] = list(covered(view.offers, change.goods))
    return await asyncio.to_thread(effect, view.board.prices, change.after, offers)


async def is_harmless(view: PriceView, change: Change) -> bool:
    """Return whether everything is sold after a change that is sold now."""
    return not (await effect_of(view, change)).unsold


async def preview(view: PriceView, change: Change, save: str) -> Screen:
    """Show what a change does, with the button that saves it."""
    found = await effect_of(view, change)
    shown = screens.Preview(change.head, change.after, found, change.buyer, save)
    return screens.preview(view, shown, removes=change.removes)


async def save(context: Context, view: PriceView, change: Change) -> bool:
    """Make a change; `False`: something else has changed since it was shown."""
    found = await effect_of(view, change)
    async with context.begin() as session:
        if not await changes.is_current(session, view.board.version):
            return False
        await change.apply(session, context)
        await changes.record_notified(session, found.unsold)
    return True


def answered(view: PriceView, kind: str, about: str) -> Change | None:
    """Return the change that an answered question comes to."""
    if kind == PriceQuestion.MARKUP:
        answer = read_markup_answer(about)
        return None if answer is None else markup(view, answer)
    if kind == PriceQuestion.MARGIN and about:
        return margin(view, Decimal(about))
    if kind == PriceQuestion.RATE and about:
        return rate(view, Decimal(about))
    return None


def markup(view: PriceView, answer: MarkupAnswer) -> Change:
    """Return the change to a markup."""
    buyer, goods, new = answer
    t, prices = view.t, view.board.prices
    old = next((it for it in prices.rules if (it.buyer, it.goods) == (buyer, goods)), None)

    async def apply(session: Session, context: Context) -> None:
        by, now = context.actor.user_id, context.now()
        await changes.set_rule(session, buyer, goods, *new, by=by, now=now)

    head = lines(
        Markup("💵 <b>{}: {}</b>").format(view.scope(buyer, goods), view.markup(*new)),
        t("Until now: {markup}", markup=view.markup(old.percent, old.fixed))
        if old
        else t("Until now: no rule for exactly this."),
    )
    about = f"{buyer}{goods}{new}"
    after = with_rule(prices, buyer, goods, new)
    then = PriceAction.HOME, 0
    return Change(about, head, after, apply, then, goods, buyer)


def margin(view: PriceView, percent: Decimal) -> Change:
    """Return the change to another floor."""

    async def apply(session: Session, _: Context) -> None:
        await changes.set_least_margin(session, percent)

    t, prices = view.t, view.board.prices
    head = lines(
        t("📉 <b>Floor: cost + {percent}</b>", percent=t.percent(percent)),
        t("Until now: {markup}", markup=t.percent(prices.least_margin)),
    )
    after = replace(prices, least_margin=percent)
    return Change(f"margin {percent}", head, after, apply, (PriceAction.MARGIN,))


def rate(view: PriceView, new: Decimal) -> Change:
    """Return the change to another exchange rate."""
    t, prices = view.t, view.board.prices
    base, quote, old = prices.panel_currency, prices.currency, prices.exchange_rate
    difference = None if old is None else round((new / old - 1) * 100, 1)

    async def apply(session: Session, context: Context) -> None:
        by, now = context.actor.user_id, context.now()
        await exchange.set_rate(session, base, quote, new, by=by, now=now)

    head = t("💱 <b>1 {base} = {rate}</b>", base=base, rate=t.money(new, quote))
    if old is not None and difference is not None:
        head = lines(
            head,
            t("Until now: {markup}", markup=t.money(old, quote)),
            t(
                "The rate changes by {percent}.",
                percent=t.percent(difference),
            ),
        )
    after = replace(prices, exchange=Exchange(0, new))
    return Change(f"rate {new}", head, after, apply, (PriceAction.RATE,))


def removal(view: PriceView, rule_id: int) -> Change | None:
    """Return the removal of a rule; `None`: there is none."""
    rule = next((it for it in view.board.prices.rules if it.id == rule_id), None)
    if rule is None:
        return None

    async def apply(session: Session, _: Context) -> None:
        await changes.remove_rule(session, rule_id)

    head = view.t(
        "🗑 <b>Remove the rule {rule}?</b>",
        rule=f"{view.scope(rule.buyer, rule.goods)}: {view.markup(rule.percent, rule.fixed)}",
    )
    after = without_rule(view.board.prices, rule_id)
    about = f"without rule {rule_id}"
    then = PriceAction.HOME, 0
    return Change(about, head, after, apply, then, rule.goods, rule.buyer, removes=True)


def tier_deletion(view: PriceView, tier_id: int) -> Change | None:
    """Return the deletion of a tier; `None`: there is none."""
    name, t = view.board.tiers.get(tier_id), view.t
    if name is None:
        return None

    async def apply(session: Session, _: Context) -> None:
        await changes.delete_tier(session, tier_id)

    count = sum(it == tier_id for it in view.board.prices.tier_of.values())
    head = lines(
        t("🗑 <b>Delete the tier {name} and its rules?</b>", name=name),
        t.plural("{number} customer", "{number} customers", count),
    )
    after = without_tier(view.board.prices, tier_id)
    about, then = f"without tier {tier_id}", (PriceAction.TIERS,)
    return Change(about, head, after, apply, then, buyer=Buyer(tier_id), removes=True)
