"""What owners are asked about a panel, and its card that is drawn again."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, LiveMessage, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.owners.service import totals
from bot.panel.rules.entries import EntryKind
from bot.panel.screens import adding as adding_screens
from bot.panel.screens import books as book_screens
from bot.panel.screens import cards
from bot.panel.screens import panels as panel_screens
from bot.panel.screens import status_words as word_screens
from bot.panel.screens.status_lines import about_panel
from bot.panel.service import (
    books,
    bot_state,
    checks,
    overview,
    panel_state,
    panels,
    status_words,
)
from bot.pricing.service import exchange

CARD = "provider"
"""The view of a panel's card, as messages that are drawn again name it."""


async def new_word(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Ask an owner what a status word means."""
    word = await status_words.find(session, message.payload["word_id"])
    return None if word is None else OutgoingMessage(word_screens.word(to.t, word))


async def panel_changed(session: Session, _: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Ask an owner whether another address or key is the same account."""
    return OutgoingMessage(panel_screens.changed(to.t, await panels.affected(session)))


async def deposit(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Ask an owner whether they have added money, unless another has answered."""
    entry = await books.find_entry(session, message.payload["movement_id"])
    if entry is None or entry.kind is not EntryKind.ASKED:
        return None
    name = await overview.name_among(session, entry.panel_id)
    return OutgoingMessage(about_panel(book_screens.ask(to.t, entry), name))


async def key_unreadable(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Notify an owner that a panel's key cannot be read, unless it can again."""
    found = await overview.find(session, message.payload["panel_id"])
    if found is None or not found.listed.panel.is_unreadable:
        return None
    return OutgoingMessage(cards.unreadable(to.t, found.listed))


async def draw_check(
    session: Session, view: LiveMessage, actor: Actor, _: datetime
) -> Screen | None:
    """Draw how an address and a key stand that an owner has typed."""
    if view["is_over"]:
        return adding_screens.over(actor.t)
    check = await checks.find(session, view["check_id"])
    if check is None:
        return None
    base = (await panel_state.main(session)).currency
    needs_rate = await exchange.newest(session, check.currency, base) is None if base else False
    return adding_screens.check(actor.t, check, base if needs_rate else "")


async def draw_card(session: Session, view: LiveMessage, actor: Actor, now: datetime) -> Screen:
    """Draw a panel's card again."""
    panel_id = view.get("panel_id") or (await bot_state.get(session)).panel_id
    found = await overview.find(session, panel_id)
    if found is None:
        return cards.gone(actor.t)
    days_left = await totals.balance_days(session, found.listed.state, now)
    return cards.card(actor.t, found, now, days_left)
