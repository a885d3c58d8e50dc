"""Status words of the panel that nobody knew: each is told to owners once, who teach it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.engine import Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.notices import Alert
from bot.orders.rules.states import AT_PANEL
from bot.orders.tables import Order
from bot.panel.rules.statuses import LONGEST_WORD, MEANINGS, RefillState, WordKind, spelling
from bot.panel.store import panel_state
from bot.panel.tables import StatusWord
from bot.refills.tables import Refill

MOST = 50
"""So many words are kept: a panel that prints sentences would never end."""
_RUNNING = (RefillState.PENDING, RefillState.IN_PROGRESS)


async def get(session: AsyncSession, word_id: int) -> StatusWord | None:
    """Return a word."""
    return await session.get(StatusWord, word_id)


async def listed(session: AsyncSession) -> Sequence[StatusWord]:
    """Return all words, those that nobody has taught first."""
    found = (await session.execute(select(StatusWord).order_by(col(StatusWord.id)))).scalars()
    return sorted(found, key=lambda it: it.meaning is not None)


async def meanings(session: AsyncSession, kind: WordKind) -> Mapping[str, str | None]:
    """Return what the words mean, by their spelling; `None` where nobody has said."""
    query = select(StatusWord.word, StatusWord.meaning).where(StatusWord.kind == kind)
    return {it.word: it.meaning for it in await session.execute(query)}


async def note(
    session: AsyncSession,
    kind: WordKind,
    said: Mapping[str, str],
    owners: Iterable[int],
    now: datetime,
) -> None:
    """Write new words down and tell owners of each; what is known already changes nothing.

    Args:
        said: the words as the panel says them, by a number of which each was said.
    """
    await panel_state.get_for_change(session)  # processes that hear a word at once tell it once
    known = {(it.kind, it.word) for it in await listed(session)}
    for number, shown in said.items():
        key = (kind, spelling(shown))
        if key in known or len(known) >= MOST:
            continue
        known.add(key)
        word = StatusWord(
            kind=kind, word=key[1], shown=shown[:LONGEST_WORD], number=number, first_seen_at=now
        )
        session.add(word)
        await session.flush()
        outbox_store.add_alert(session, owners, Alert.NEW_WORD, now, word_id=word.id)


async def teach(session: AsyncSession, word_id: int, meaning: str, now: datetime) -> None:
    """Say what a word means (nothing: nobody knows), and have all of it looked at again."""
    word = await session.get(StatusWord, word_id, with_for_update=True)
    allowed = {it.value for it in MEANINGS[word.kind]} if word else set()
    if word is None or (meaning and meaning not in allowed):
        return
    word.meaning = meaning or None
    if word.kind is WordKind.REFILL:
        running = col(Refill.state).in_(_RUNNING)
        await session.execute(update(Refill).where(running).values(due_at=now))
        notify_on_commit(session, Topic.REQUESTS)
        return
    said = select(Order.provider_word).where(col(Order.state).in_(AT_PANEL)).distinct()
    spellings = [it for it in (await session.execute(said)).scalars() if spelling(it) == word.word]
    theirs = (col(Order.state).in_(AT_PANEL), col(Order.provider_word).in_(spellings))
    await session.execute(update(Order).where(*theirs).values(look_at=now))
    notify_on_commit(session, Topic.LOOKS)
