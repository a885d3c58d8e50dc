"""A database that is older than what has happened since: nothing of it is done a second time.

What was waiting when the copy was made may have been done since, and nobody knows. So what would
spend money is put before owners, what was open is closed, and no number is given a second time.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.database.watermark import Progress
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.states import OrderState
from bot.orders.service import giving_up
from bot.owners.outbox import OwnerMessage
from bot.owners.store import restored as store
from bot.panel.service import panel_state
from bot.wallet.service import ledger

logger = logging.getLogger(__name__)

_MAY_HAVE_LEFT = giving_up.NOT_SENT | {OrderState.SUBMITTING}
_WORDS = "the database is an earlier copy: the order may have been sent since it was made"
_ASKED = "the database is an earlier copy: it may have been asked for since it was made"


async def settle_if_behind(
    session: Session, reached: Progress, now: datetime, owners: Iterable[int]
) -> bool:
    """Settle a database that does not know how far the bot has got; return whether it is one.

    A fresh one, beside which the mark of its forerunner stands, has nothing to settle.

    Args:
        reached: how far that is, as it stands beside the database.
    """
    if (await store.progress(session)).knows(reached):
        return False
    if await store.latest_moment(session) is not None:
        logger.warning("earlier_copy")
        await settle(session, now, owners, has_transfers=reached.transfer > 0)
    return True


@dataclass(frozen=True, slots=True)
class Preview:
    """What settling a copy will do.

    Attributes:
        made_at: the latest moment that the copy knows of.
        orders: become unclear.
        open_forms: forms and lists that are closed.
        unfinished_lists: confirmed ones of which no more orders are made.
        requests: refills and cancellations that become unclear.
        messages: are not sent.
        broadcasts: are paused.
    """

    made_at: datetime | None
    orders: int
    open_forms: int
    unfinished_lists: int
    requests: int
    messages: int
    broadcasts: int


async def preview(session: Session) -> Preview:
    """Return what `settle` will do; nothing is changed."""

    async def count(*parts: store.Counted) -> int:
        return sum([await store.count(session, it) for it in parts])

    return Preview(
        made_at=await store.latest_moment(session),
        orders=await count(store.orders_in(_MAY_HAVE_LEFT)),
        open_forms=await count(store.FORMS, store.OPEN_LISTS),
        unfinished_lists=await store.unfinished_lists(session),
        requests=await count(store.REFILLS, store.CANCELLATIONS),
        messages=await count(store.MESSAGES),
        broadcasts=await count(store.BROADCASTS),
    )


async def settle(
    session: Session, now: datetime, owners: Iterable[int], *, has_transfers: bool = False
) -> None:
    """Make a copy that was put back safe to go on with; owners and people are told.

    Args:
        has_transfers: money was transferred since, if not before.
    """
    made_at = await store.latest_moment(session)
    closed = await store.chats_with_something_open(session)
    await store.delete_open(session)
    await store.close_updates(session, now)
    count = await giving_up.give_up(session, _MAY_HAVE_LEFT, words=_WORDS, asked=_ASKED, now=now)
    await store.pause_broadcasts(session)
    await _ask_panels_anew(session, now)
    await store.count_ahead(session)
    for chat_id in closed:
        outbox_store.add(session, chat_id, OwnerMessage.RESTORED, {}, now)
    moment = made_at.isoformat() if made_at else ""
    outbox_store.add_alert(
        session,
        owners,
        Alert.RESTORED,
        now,
        count=count,
        made_at=moment,
        wallets=has_transfers or await ledger.currency_in_use(session) is not None,
    )


async def _ask_panels_anew(session: Session, now: datetime) -> None:
    """Read lists and balances at the next start; what was spent since is not known."""
    for panel in await panel_state.within_reach(session):
        state = await panel_state.get_for_change(session, panel.panel_id)
        state.list_digest, state.sync_at = "", None
        state.spent_at, state.balance_watchers = now, []
