"""What owners type for the dashboard, when they are asked: words to search for, texts, amounts."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from telegram import Update

from bot.catalogue.on_sale import catalogue_here
from bot.chats.rules import time_zones
from bot.chats.rules.own_texts import LONGEST, OwnTextKind
from bot.chats.rules.settings import By
from bot.chats.service import own_texts
from bot.core.access.service import chats
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.questions import asking
from bot.core.questions.tables import Question
from bot.core.telegram import messages
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen
from bot.owners.buttons import AdminQuestion
from bot.owners.handlers import admin_pages
from bot.owners.handlers.admin_actions import digest_of
from bot.owners.handlers.admin_pages import Draw
from bot.owners.screens.directory import LIMIT_QUESTIONS, LONGEST_NOTE, title
from bot.owners.screens.maintenance import LONGEST_TEXT
from bot.owners.service import access, digests
from bot.panel.service import bot_state
from bot.spending.rules.limit_words import read_amount
from bot.spending.rules.limits import Level, Period
from bot.spending.service import limits

_NOTHING = frozenset("-–—")
LIMIT_PROMPTS = {
    AdminQuestion.LIMIT_ORDER: N_(
        "Send the most that one order in {title} may cost, for example 50. Send - for no limit."
    ),
    AdminQuestion.LIMIT_DAY: N_(
        "Send the daily limit of {title}, for example 50. Send - for no limit."
    ),
    AdminQuestion.LIMIT_WEEK: N_(
        "Send the weekly limit of {title}, for example 200. Send - for no limit."
    ),
    AdminQuestion.LIMIT_MONTH: N_(
        "Send the monthly limit of {title}, for example 500. Send - for no limit."
    ),
}
_OWN_TEXTS = {
    AdminQuestion.GREETING: OwnTextKind.GREETING,
    AdminQuestion.SUPPORT: OwnTextKind.SUPPORT,
    AdminQuestion.TERMS: OwnTextKind.TERMS,
}
_LIMITS = {question: period for period, question in LIMIT_QUESTIONS.items()}
QUESTIONS: Mapping[AdminQuestion, tuple[str, str]] = {
    AdminQuestion.CHATS: (N_("Send a part of the title, or the ID."), "Team"),
    AdminQuestion.PEOPLE: (N_("Send a part of the name, the @username, or the ID."), "Max"),
    AdminQuestion.NOTE: (
        N_("Send a note about {title} that only owners will see. Send - to remove it."),
        "VIP",
    ),
    **{question: (text, "50") for question, text in LIMIT_PROMPTS.items()},
    AdminQuestion.MAINTENANCE: (
        N_("Send the text that people see while ordering is closed."),
        "Back at 9 pm",
    ),
    AdminQuestion.GREETING: (
        N_("Send the greeting that people see at /start."),
        "Welcome to our shop!",
    ),
    AdminQuestion.SUPPORT: (
        N_("Send whom people can turn to, for example: Write to @your_name, 9 am to 6 pm."),
        "@your_name",
    ),
    AdminQuestion.TERMS: (
        N_("Send what holds for payments here. People read it at /terms."),
        "Refunds within 14 days",
    ),
    AdminQuestion.ZONE: (
        N_("Send the time zone of your digest, for example Europe/Berlin or UTC+3."),
        "Europe/Berlin",
    ),
}
"""What is asked, and an example of the answer."""


async def ask(context: Context, asked: str, about: int) -> None:
    """Ask for something; a question about a chat names it."""
    if asked not in set(AdminQuestion):
        return
    question = AdminQuestion(asked)
    text, example = QUESTIONS[question]
    async with context.read() as session:
        chat = await chats.get(session, about)
    of_chat = "" if chat is None else title(context.t, chat)
    await asking.ask(context, context.t(text, title=of_chat), question, str(about), hint=example)


async def reply(update: Update, context: Context, asked: Question) -> None:
    """Take what an owner was asked for, and show what came of it.

    Raises:
        InputError: it cannot be taken.
    """
    question, about = AdminQuestion(asked.kind), int(asked.about)
    typed = text_of(update.message).strip()
    if question not in _OWN_TEXTS:
        typed = " ".join(typed.split())
    if question in _CHANGES:
        async with context.begin() as session:
            await _CHANGES[question](session, context, typed, about)
    async with context.read() as session:
        screen = await _page(session, context, question, typed, about)
    await messages.reply(update, context, screen)


async def _page(
    session: Session, context: Context, question: AdminQuestion, typed: str, about: int
) -> Screen:
    if question is AdminQuestion.CHATS:
        return await admin_pages.chats(session, context, 0, typed)
    if question is AdminQuestion.PEOPLE:
        return await admin_pages.people(session, context, 0, typed)
    return await _SHOWN_BY[question](session, context, about)


async def _note(session: Session, _: Context, typed: str, about: int) -> None:
    _check_length(typed, LONGEST_NOTE)
    await access.set_note(session, about, "" if typed in _NOTHING else typed)


async def _limit(
    period: Period, session: Session, context: Context, typed: str, about: int
) -> None:
    amount = None if typed in _NOTHING else read_amount(typed, catalogue_here(context).currency)
    chat = await chats.get(session, about)
    if chat is not None:
        by = By(context.actor.user_id, context.actor.name, context.now())
        await limits.set_limit(session, chat.id, Level.OWNER, period, amount, by=by)


async def _maintenance(session: Session, _: Context, typed: str, __: int) -> None:
    _check_length(typed, LONGEST_TEXT)
    await bot_state.set_maintenance(session, typed)


async def _zone(session: Session, context: Context, typed: str, _: int) -> None:
    zone = time_zones.find(typed)
    if zone is None:
        raise InputError(time_zones.UNKNOWN)
    digests.set_time_zone(session, await digest_of(session, context), zone, context.now())


async def _own_text(kind: OwnTextKind, session: Session, _: Context, typed: str, __: int) -> None:
    if len(typed) > LONGEST[kind]:
        raise InputError(
            N_("That is too long. The maximum is {most} characters in total."),
            {"most": LONGEST[kind]},
        )
    await own_texts.put(session, kind, typed)


def _check_length(typed: str, longest: int) -> None:
    if len(typed) > longest:
        raise InputError(
            N_("A line is too long. The maximum is {longest} characters."), {"longest": longest}
        )


_CHANGES: Mapping[AdminQuestion, Callable[[Session, Context, str, int], Awaitable[None]]] = {
    AdminQuestion.NOTE: _note,
    **{question: partial(_limit, period) for question, period in _LIMITS.items()},
    AdminQuestion.MAINTENANCE: _maintenance,
    AdminQuestion.ZONE: _zone,
    **{question: partial(_own_text, kind) for question, kind in _OWN_TEXTS.items()},
}
_SHOWN_BY: Mapping[AdminQuestion, Draw] = {
    AdminQuestion.NOTE: admin_pages.chat,
    **dict.fromkeys(_LIMITS, admin_pages.limits),
    **dict.fromkeys(_OWN_TEXTS, admin_pages.own_texts),
    AdminQuestion.MAINTENANCE: admin_pages.maintenance,
    AdminQuestion.ZONE: admin_pages.alerts,
}
"""The page that shows what was answered."""
