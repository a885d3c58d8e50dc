"""Status words of the panel that nobody knew: owners are told of each once, and teach it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.panel.rules.statuses import LONGEST_WORD, MEANINGS, WordKind, spelling
from bot.panel.service import bot_state
from bot.panel.store import status_words as store
from bot.panel.tables import StatusWord

MOST = 50
"""So many words are kept: a panel that prints sentences would never end."""


async def find(session: Session, word_id: int) -> StatusWord | None:
    """Return a word."""
    return await store.get(session, word_id)


async def untaught_first(session: Session) -> Sequence[StatusWord]:
    """Return all words, those first that nobody has taught."""
    return sorted(await store.every(session), key=lambda it: it.meaning is not None)


async def has_room(session: Session) -> bool:
    """Return whether a new word would be kept."""
    return await store.count(session) < MOST


async def record(
    session: Session,
    kind: WordKind,
    said: Mapping[str, str],
    owners: Iterable[int],
    now: datetime,
) -> None:
    """Write new words down and tell owners of each; what is known already changes nothing.

    Args:
        said: the words as the panel says them, by a number of which each was said.
    """
    await bot_state.get_for_change(session)  # processes that see a word at once tell it once
    known = {(it.kind, it.word) for it in await store.every(session)}
    for number, shown in said.items():
        key = (kind, spelling(shown))
        if key in known or len(known) >= MOST:
            continue
        known.add(key)
        word = StatusWord(
            kind=kind, word=key[1], shown=shown[:LONGEST_WORD], number=number, first_seen_at=now
        )
        await store.add(session, word)
        outbox_store.add_alert(session, owners, Alert.NEW_WORD, now, word_id=word.id)


async def teach(session: Session, word_id: int, meaning: str, now: datetime) -> None:
    """Set what a word means (empty: nobody knows), and check again all of which it was said."""
    word = await store.lock(session, word_id)
    allowed = {it.value for it in MEANINGS[word.kind]} if word else set()
    if word is None or (meaning and meaning not in allowed):
        return
    word.meaning = meaning or None
    if word.kind is WordKind.REFILL:
        await store.check_refills(session, now)
        notify_on_commit(session, Topic.REQUESTS)
    else:
        await store.check_orders(session, word.word, now)
        notify_on_commit(session, Topic.STATUS_CHECKS)
