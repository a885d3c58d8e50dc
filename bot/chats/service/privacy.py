"""What is stored about a person: handed out, and erased or made nobody's.

Each feature does its part (`PersonalData`); what has not ended follows when it has.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.chats.rules.forgetting import CHECK_AGAIN_AFTER, pseudonym_of
from bot.chats.store import forgotten, mentions, personal_file
from bot.chats.tables import Forgotten
from bot.core.access.service import chats
from bot.core.database.engine import Session
from bot.core.money import Money
from bot.core.personal import ErasureRequest, PersonalData, PersonalFile

Parts = Sequence[PersonalData]
"""Every feature's part."""


async def count_under_way(session: Session, parts: Parts, user_id: int) -> int:
    """Return how many of a person's orders have not ended."""
    return sum([await part.under_way(session, user_id) for part in parts])


async def at_stake(session: Session, parts: Parts, user_id: int) -> Sequence[Money]:
    """Return the money of a person that is lost when they are forgotten."""
    return [money for part in parts for money in await part.at_stake(session, user_id)]


async def everything(session: Session, parts: Parts, user_id: int) -> PersonalFile:
    """Return what is stored about a person, table by table.

    What others' rows say by a name alone is left out: a name is no proof of who asks.
    """
    found: PersonalFile = {}
    for part in parts:
        for table, condition in part.rows(user_id).items():
            declared = part.tables[table]
            withheld = set(declared.withheld.split())
            found[declared.file] = await personal_file.dumped(session, table, condition, withheld)
        await part.complete(session, user_id, found)
    return found


async def forget(session: Session, parts: Parts, user_id: int, now: datetime) -> None:
    """Erase what is stored about a person; orders that are under way follow when they end."""
    row = await forgotten.lock(session, user_id)
    if row is None:
        row = Forgotten(user_id=user_id, asked_at=now, due_at=now)
    row.asked_at = now
    await forgotten.add(session, row)
    await mentions.take_out(session, parts, await mentions.known(session, parts, user_id))
    person = ErasureRequest(user_id, pseudonym_of(row.id), asked_at=now, now=now)
    for part in parts:
        await part.erase(session, person)
    await _erase_ended(session, parts, row, person)
    under_way = await count_under_way(session, parts, user_id)
    # Of the private chat the settings stay; it is written to while orders are under way.
    await chats.empty(session, user_id, reachable=under_way > 0)


async def is_due(session: Session, now: datetime) -> bool:
    """Return whether more can be forgotten of somebody."""
    return await forgotten.is_any_due(session, now)


async def carry_on(session: Session, parts: Parts, now: datetime) -> bool:
    """Forget more of the person who waits longest for it; `True` if others may wait."""
    row = await forgotten.longest_due(session, now)
    if row is None or row.user_id is None:
        return False
    person = ErasureRequest(row.user_id, pseudonym_of(row.id), asked_at=row.asked_at, now=now)
    await _erase_ended(session, parts, row, person)
    return True


async def _erase_ended(
    session: Session, parts: Parts, row: Forgotten, person: ErasureRequest
) -> None:
    """Take the person out of what has ended, and say when to check again."""
    again = [await part.erase_ended(session, person) for part in parts]
    row.due_at = min(
        [at for at in again if at is not None], default=person.now + CHECK_AGAIN_AFTER
    )
    if not any(again):
        row.user_id = None
