"""What owners type about prices: markups, the floor, the exchange rate, names of tiers."""

from collections.abc import Awaitable, Callable, Mapping

from markupsafe import Markup
from telegram import Update

from bot.catalogue.on_sale import selling_here
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions import store as questions
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen, lines
from bot.pricing.buttons import PriceAction, PriceQuestion, PricingArea
from bot.pricing.handlers import changes, pages
from bot.pricing.handlers.changes import Change
from bot.pricing.rules.answers import markup_word, number_word, read_scope
from bot.pricing.rules.markup_words import read_markup, read_percent, read_rate
from bot.pricing.rules.overview import is_within_band
from bot.pricing.rules.scopes import read_buyer
from bot.pricing.rules.selling import Selling
from bot.pricing.screens import rates, tiers
from bot.pricing.screens.labels import PriceView
from bot.pricing.service import changes as service
from bot.wallet.selling import NO_WALLETS

LONGEST_NAME = 32
_NO_RATE_NEEDED = N_("No exchange rate is needed now.")
QUESTIONS: Mapping[PriceQuestion, tuple[str, str]] = {
    PriceQuestion.MARKUP: (
        N_(
            "💵 Send the markup on the cost, for example 30% or 30% + 0.10. The amount is in "
            "{currency}, for 1000 or for a package."
        ),
        "30% + 0.10",
    ),
    PriceQuestion.MARGIN: (
        N_("📉 Send the least you want to earn, in percent of the cost, for example 5."),
        "5",
    ),
    PriceQuestion.RATE: (
        N_("💱 Send what 1 {base} costs in {currency}, for example 81.50."),
        "81.50",
    ),
    PriceQuestion.TIER: (N_("🏷 Send the name of the tier. Only owners see it."), "VIP"),
    PriceQuestion.SERVICE: (N_("🔎 Send a part of the service's name, or its ID."), "1234"),
}
"""What is asked, and an example of the answer."""


async def ask(context: Context, view: PriceView, asked: str, about: str) -> None:
    """Ask for something; a question for a markup names whom and what it is for."""
    if asked not in set(PriceQuestion):
        return
    question, prices = PriceQuestion(asked), view.board.prices
    text, example = QUESTIONS[question]
    shown = context.t(text, currency=prices.currency, base=prices.panel_currency)
    scope = read_scope(about) if question is PriceQuestion.MARKUP else None
    if scope is not None:
        shown = lines(Markup("<b>{}</b>").format(view.scope(*scope)), shown)
    await asking.ask(context, shown, question, about, hint=example)


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take what an owner was asked for, and show what it comes to.

    Raises:
        InputError: it cannot be taken.
    """
    selling = selling_here(context)
    if selling is None:
        raise InputError(NO_WALLETS)
    typed = " ".join(text_of(update.message).split())
    screen = await _TAKEN_BY[PriceQuestion(asked.kind)](context, selling, asked, typed)
    await messages.reply(update, context, screen)


async def _view(context: Context, selling: Selling) -> PriceView:
    async with context.read() as session:
        return await pages.load(session, context, selling)


async def _markup(context: Context, selling: Selling, asked: Question, typed: str) -> Screen:
    markup, scope = read_markup(typed, selling.currency), read_scope(asked.about)
    view = await _view(context, selling)
    if scope is None:
        return await pages.home(view, context)
    return await _proposed(context, view, asked, markup_word(*scope, markup))


async def _margin(context: Context, selling: Selling, asked: Question, typed: str) -> Screen:
    percent = read_percent(typed)
    view = await _view(context, selling)
    return await _proposed(context, view, asked, number_word(percent))


async def _rate(context: Context, selling: Selling, asked: Question, typed: str) -> Screen:
    view = await _view(context, selling)
    prices = view.board.prices
    if not prices.panel_currency or not view.board.needs_rate:
        raise InputError(_NO_RATE_NEEDED)
    new = read_rate(typed, prices.panel_currency, prices.currency)
    change = changes.rate(view, new)
    if is_within_band(new, prices.exchange_rate) and await changes.is_harmless(view, change):
        await changes.save(context, view, change)
        return rates.rate(await _view(context, selling), context.now())
    return await _proposed(context, view, asked, number_word(new))


async def _proposed(context: Context, view: PriceView, asked: Question, about: str) -> Screen:
    """Keep an answer with its question, and show what it would do."""
    change = changes.answered(view, asked.kind, about)
    if change is None:
        raise RuntimeError("an answer that cannot be read back")
    async with context.begin() as session:
        await questions.keep_answer(session, asked, about)
    return await changes.preview(view, change, save_button(asked.message_id, view, change))


def save_button(message_id: int, view: PriceView, change: Change) -> str:
    """Return the data of the button that saves what answered a question."""
    return pack(PricingArea.PRICES, PriceAction.SAVE, message_id, change.digest(view))


async def _tier(context: Context, selling: Selling, asked: Question, typed: str) -> Screen:
    if not typed or len(typed) > LONGEST_NAME:
        raise InputError(
            N_("A line is too long. The maximum is {longest} characters."),
            {"longest": LONGEST_NAME},
        )
    known = read_buyer(f"t{asked.about}")
    number = known.tier_id if known else 0
    async with context.begin() as session:
        tier = await service.set_tier(session, number or None, typed)
    return tiers.tier(await _view(context, selling), tier.id if tier else number)


async def _service(context: Context, selling: Selling, asked: Question, typed: str) -> Screen:
    view = await _view(context, selling)
    return pages.found(view, context, typed, read_buyer(asked.about.partition(":")[0]))


_Take = Callable[[Context, Selling, Question, str], Awaitable[Screen]]
_TAKEN_BY: Mapping[PriceQuestion, _Take] = {
    PriceQuestion.MARKUP: _markup,
    PriceQuestion.MARGIN: _margin,
    PriceQuestion.RATE: _rate,
    PriceQuestion.TIER: _tier,
    PriceQuestion.SERVICE: _service,
}
