"""What owners type about a panel, when they are asked: its name, amounts, peculiarities."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.panel.buttons import PanelQuestion
from bot.panel.dependencies import panel_dependencies
from bot.panel.handlers import pages
from bot.panel.handlers.pages import Draw
from bot.panel.rules.option_lines import EXAMPLE, NOTHING, read_options
from bot.panel.screens import cards
from bot.panel.screens.options import PREFIX
from bot.panel.service import balances, bot_state, connecting, overview
from bot.panel.service.overview import Detailed
from bot.panel.tables import Panel
from bot.pricing.rules.markup_words import read_rate
from bot.pricing.rules.overview import is_within_band
from bot.pricing.service import exchange
from bot.spending.rules.limit_words import read_amount

LONGEST_NAME = 32
_GONE = N_("This panel no longer exists.")
_TAKEN = N_("Another panel is called so.")
_NO_RATE_NEEDED = N_("No exchange rate is needed now.")
_FAR_OFF = N_(
    "That is far from the rate until now, {known}. If it is right, send: 1 {base} = {rate}"
)
_MALFORMED = N_("{name} is malformed. It should be {what}.")
QUESTIONS: Mapping[PanelQuestion, tuple[str, str]] = {
    PanelQuestion.NAME: (
        N_("Send the name by which owners know {panel}. Send - to go by its host."),
        "Wholesale",
    ),
    PanelQuestion.LOW_BALANCE: (
        N_("Send the balance below which owners are alerted, for example 50."),
        "50",
    ),
    PanelQuestion.OPTIONS: (
        N_(
            "Send all peculiarities of {panel}, a line each, as in .env. What you leave out is "
            "as usual. Send - for none."
        ),
        EXAMPLE,
    ),
    PanelQuestion.RATE: (
        N_("💱 Send what 1 {base} costs in {currency}, for example 81.50."),
        "81.50",
    ),
}
"""What is asked, and an example of the answer."""


async def ask(_: Update, context: Context, asked: str, panel_id: int) -> None:
    """Ask for something about a panel, if it is worked with; 0: the one of the settings."""
    async with context.read() as session:
        panel_id = panel_id or (await bot_state.get(session)).panel_id
        found = await overview.find(session, panel_id)
    if found is None or asked not in QUESTIONS:
        return
    question = PanelQuestion(asked)
    text, example = QUESTIONS[question]
    shown = context.t(
        text,
        panel=cards.name_of(context.t, found.listed),
        base=found.listed.state.currency,
        currency=found.listed.base,
    )
    await asking.ask(context, shown, question, str(panel_id), hint=example)


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take what an owner was asked for, and show what came of it.

    Raises:
        InputError: it cannot be taken.
    """
    question, panel_id, typed = (
        PanelQuestion(asked.kind),
        int(asked.about),
        text_of(update.message),
    )
    async with context.begin() as session:
        panel = await connecting.find_for_change(session, panel_id)
        if panel is None:
            raise InputError(_GONE)
        await _TAKEN_BY[question](session, context, panel, typed)
    async with context.read() as session:
        screen = await _SHOWN_BY.get(question, pages.card)(session, context, panel_id)
    await messages.reply(update, context, screen)


async def _name(session: Session, _: Context, panel: Panel, typed: str) -> None:
    name = " ".join(typed.split())
    if len(name) > LONGEST_NAME:
        raise InputError(
            N_("A line is too long. The maximum is {longest} characters."),
            {"longest": LONGEST_NAME},
        )
    name = "" if name in NOTHING else name
    others = [it.called.casefold() for it in await connecting.every(session) if it.id != panel.id]
    if (name or panel.host).casefold() in others:
        raise InputError(_TAKEN)
    connecting.rename(panel, name)


async def _low_balance(session: Session, _: Context, panel: Panel, typed: str) -> None:
    found = await _detailed(session, panel)
    amount = read_amount(typed, found.listed.state.currency)
    await balances.set_threshold(session, panel.id, amount)


async def _options(session: Session, context: Context, panel: Panel, typed: str) -> None:
    dependencies = panel_dependencies(context)
    found = read_options(typed, dependencies.peculiarities)
    malformed = dependencies.find_malformed(found, None)
    if malformed is not None:
        what = context.t.plain(dependencies.peculiarities[malformed])
        raise InputError(_MALFORMED, {"name": f"{PREFIX}{malformed.upper()}", "what": what})
    await connecting.set_options(session, panel, found)


async def _rate(session: Session, context: Context, panel: Panel, typed: str) -> None:
    found = (await _detailed(session, panel)).listed
    if not found.needs_rate:
        raise InputError(_NO_RATE_NEEDED)
    own, base, former = found.state.currency, found.base, found.rate
    rate, by = read_rate(" ".join(typed.split()), own, base), context.actor.user_id
    if former is not None and "=" not in typed and not is_within_band(rate, former):
        known = context.t.money(former, base)
        raise InputError(_FAR_OFF, {"known": known, "base": own, "rate": f"{rate:f}"})
    await exchange.set_rate(session, own, base, rate, by=by, now=context.now())


async def _detailed(session: Session, panel: Panel) -> Detailed:
    found = await overview.find(session, panel.id)
    if found is None:
        raise InputError(_GONE)
    return found


_Take = Callable[[Session, Context, Panel, str], Awaitable[None]]
_TAKEN_BY: Mapping[PanelQuestion, _Take] = {
    PanelQuestion.NAME: _name,
    PanelQuestion.LOW_BALANCE: _low_balance,
    PanelQuestion.OPTIONS: _options,
    PanelQuestion.RATE: _rate,
}
_SHOWN_BY: Mapping[PanelQuestion, Draw] = {PanelQuestion.OPTIONS: pages.options}
"""The page that shows what was answered; a card shows the rest."""
