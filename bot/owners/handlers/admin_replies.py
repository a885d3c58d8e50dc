"""What owners type for the dashboard, as replies: words to search for, texts, amounts."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from telegram import Update

from bot.chats.rules import time_zones
from bot.chats.rules.settings import By
from bot.core.access.roles import Permission
from bot.core.access.store import chats
from bot.core.database.engine import Session
from bot.core.errors import N_, InputError
from bot.core.telegram import messages, texts
from bot.core.telegram.context import Context
from bot.core.telegram.message_text import text_of
from bot.core.telegram.screen import Screen, lines
from bot.core.text.quantities import parse_amount
from bot.owners.buttons import AdminQuestion
from bot.owners.handlers import admin_pages, owner_only
from bot.owners.handlers.admin_actions import digest_of
from bot.owners.screens.directory import LIMIT_QUESTIONS, LONGEST_NOTE
from bot.owners.screens.maintenance import LONGEST_TEXT
from bot.owners.service import access, digests
from bot.panel.service import balances, panel_state
from bot.spending.rules.limits import Level, Period
from bot.spending.service import limits

_PROMPT = re.compile(r"🛠 ([a-z_]+)(?::(-?\d{1,18}))?\n")
_NOTHING = frozenset("-–—")
_LIMITS = {question: period for period, question in LIMIT_QUESTIONS.items()}
_ABOUT_A_CHAT = frozenset({AdminQuestion.NOTE, *_LIMITS})
QUESTIONS: Mapping[AdminQuestion, tuple[str, str]] = {
    AdminQuestion.CHATS: (N_("Reply with a part of the title, or the id."), "Team"),
    AdminQuestion.PEOPLE: (N_("Reply with a part of the name, the @username or the id."), "Max"),
    AdminQuestion.NOTE: (N_("Reply with a note that only owners will see; - removes it."), "VIP"),
    **{
        question: (N_("Reply with the amount; - removes the limit."), "50") for question in _LIMITS
    },
    AdminQuestion.MAINTENANCE: (N_("Reply with the text that people will see."), "…"),
    AdminQuestion.THRESHOLD: (N_("Reply with the amount below which owners are alerted."), "50"),
    AdminQuestion.ZONE: (N_("Reply with a time zone, for example Europe/Berlin."), "UTC"),
}
"""What is asked, and an example of the answer."""


async def ask(context: Context, asked: str, about: int) -> None:
    """Ask for something; the answer is a reply to this."""
    if asked not in set(AdminQuestion):
        return
    question, t = AdminQuestion(asked), context.t
    text, example = QUESTIONS[question]
    head = f"🛠 {asked}:{about}" if question in _ABOUT_A_CHAT else f"🛠 {asked}"
    await messages.ask(context, lines(head, t(text)), reply_to=None, hint=example)


def is_reply(update: Update, _: Context) -> bool:
    """Return whether a message answers a question of the dashboard."""
    return _prompt(update) is not None


def _prompt(update: Update) -> re.Match[str] | None:
    found = messages.answered(update, _PROMPT)
    return found if found and found[1] in set(AdminQuestion) else None


@owner_only.command(Permission.ADMIN)
async def reply(update: Update, context: Context) -> None:
    """Take what an owner was asked for, and show what came of it."""
    prompt = _prompt(update)
    if prompt is None:
        return
    typed = " ".join(text_of(update.message).split())
    question, about = AdminQuestion(prompt[1]), int(prompt[2] or 0)
    try:
        if question in _CHANGES:
            async with context.begin() as session:
                await _CHANGES[question](session, context, typed, about)
    except InputError as wrong:
        await messages.reply(update, context, Screen(texts.input_error(context.t, wrong)))
        return
    async with context.read() as session:
        screen = await _page(session, context, question, typed, about)
    await messages.reply(update, context, screen)


async def _page(
    session: Session, context: Context, question: AdminQuestion, typed: str, about: int
) -> Screen:
    if question in _LIMITS:
        return await admin_pages.limits(session, context, about)
    match question:
        case AdminQuestion.CHATS:
            return await admin_pages.chats(session, context, 0, typed)
        case AdminQuestion.PEOPLE:
            return await admin_pages.people(session, context, 0, typed)
        case AdminQuestion.NOTE:
            return await admin_pages.chat(session, context, about)
        case AdminQuestion.MAINTENANCE:
            return await admin_pages.maintenance(session, context)
        case _:
            return await admin_pages.alerts(session, context)


async def _note(session: Session, _: Context, typed: str, about: int) -> None:
    _check_length(typed, LONGEST_NOTE)
    await access.set_note(session, about, "" if typed in _NOTHING else typed)


async def _limit(
    period: Period, session: Session, context: Context, typed: str, about: int
) -> None:
    amount = None if typed in _NOTHING else parse_amount(typed)
    chat = await chats.get(session, about)
    if chat is not None:
        by = By(context.actor.user_id, context.actor.name, context.now())
        await limits.set_limit(session, chat.id, Level.OWNER, period, amount, by=by)


async def _maintenance(session: Session, _: Context, typed: str, __: int) -> None:
    _check_length(typed, LONGEST_TEXT)
    await panel_state.set_maintenance(session, typed)


async def _threshold(session: Session, _: Context, typed: str, __: int) -> None:
    await balances.set_threshold(session, parse_amount(typed))


async def _zone(session: Session, context: Context, typed: str, _: int) -> None:
    zone = time_zones.find(typed)
    if zone is None:
        raise InputError(time_zones.UNKNOWN)
    digests.set_time_zone(session, await digest_of(session, context), zone, context.now())


def _check_length(typed: str, longest: int) -> None:
    if len(typed) > longest:
        raise InputError(
            N_("A line is too long. The maximum is {longest} characters."), {"longest": longest}
        )


_CHANGES: Mapping[AdminQuestion, Callable[[Session, Context, str, int], Awaitable[None]]] = {
    AdminQuestion.NOTE: _note,
    **{question: partial(_limit, period) for question, period in _LIMITS.items()},
    AdminQuestion.MAINTENANCE: _maintenance,
    AdminQuestion.THRESHOLD: _threshold,
    AdminQuestion.ZONE: _zone,
}
