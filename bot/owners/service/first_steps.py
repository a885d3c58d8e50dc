"""How far owners are with the first steps of a new bot."""

from collections.abc import Collection

from bot.backups import service as backups
from bot.chats.rules.own_texts import OwnTextKind
from bot.chats.service import own_texts
from bot.core.database.engine import Session
from bot.owners.rules.first_steps import FirstStep
from bot.owners.store import first_steps as store
from bot.panel.service import panel_state


async def done(
    session: Session, owners: Collection[int], *, is_open: bool
) -> frozenset[FirstStep]:
    """Return which steps are done, by what there is.

    Args:
        is_open: everybody may come in.
    """
    found = {
        FirstStep.LET_IN: is_open or await store.has_let_in(session, owners),
        FirstStep.HIDE: await store.has_edited_catalogue(session),
        FirstStep.THRESHOLD: (await panel_state.main(session)).low_balance is not None,
        FirstStep.CONTACT: OwnTextKind.SUPPORT in await own_texts.get_all(session),
        FirstStep.BACKUP: (await backups.get(session)).made_at is not None,
        FirstStep.GROUP: await store.is_in_a_group(session),
    }
    return frozenset(step for step, is_done in found.items() if is_done)
