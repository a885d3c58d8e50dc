"""Which panel is worked with: an address and an account, told apart without storing either.

Numbers of orders and services mean something at one panel alone. When address or key are others
than those that the stored orders are of, nothing is sent or asked until an owner has said whether
it is the same account, with a new key or address, or another panel.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.catalogue.rules.services import Flag
from bot.catalogue.tables import ServiceRow
from bot.core.database.engine import Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.notices import Alert
from bot.orders.rules.states import TRACKED
from bot.orders.store import waiting
from bot.orders.tables import Order
from bot.panel.store import panel_state
from bot.panel.tables import Hold, Panel, PanelState, Shrunk, StatusWord

_WORDS = "the provider was changed before the order was sent"
_ASKED = "the provider was changed"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class PanelAccount:
    """The panel that the settings name."""

    url: str
    key: str = field(repr=False)

    @property
    def host(self) -> str:
        """Return its host, for people to read."""
        return urlsplit(self.url).hostname or ""

    @property
    def address(self) -> str:
        """Return its address in one spelling."""
        parts = urlsplit(self.url)
        port = parts.port or _PORTS.get(parts.scheme)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.host}:{port}{parts.path.rstrip('/')}{query}"


async def recognise(
    session: AsyncSession, account: PanelAccount, owners: Iterable[int], now: datetime
) -> bool:
    """Return whether an account is the one that is worked with; owners are asked if it is not."""
    state = await panel_state.get_for_change(session)
    current = await session.get_one(Panel, state.panel_id)
    if not current.address:
        _name(current, account, now)
    if _is(current, account):
        state.asked_panel_id = None
        return True
    asked = await _find(session, account)
    if asked is None:
        asked = Panel()
        _name(asked, account, now)
        session.add(asked)
        await session.flush()
    if state.asked_panel_id != asked.id:
        state.asked_panel_id = asked.id
        outbox_store.add_alert(session, owners, Alert.PANEL_CHANGED, now, panel_id=asked.id)
    return False


async def is_current(session: AsyncSession, account: PanelAccount) -> bool:
    """Return whether an account is the one that is worked with."""
    state = await panel_state.get(session)
    return _is(await session.get_one(Panel, state.panel_id), account)


@dataclass(frozen=True, slots=True)
class Affected:
    """What belongs to the panel that is worked with.

    Attributes:
        host: its host, and that of the one that is asked about.
        waiting: orders that have not been sent.
        open: orders that it has not ended.
    """

    panel_id: int
    host: str
    new_host: str
    waiting: int
    open: int
    services: int


async def affected(session: AsyncSession) -> Affected | None:
    """Return what an owner decides about, `None` if nothing is asked."""
    state = await panel_state.get(session)
    if state.asked_panel_id is None:
        return None
    current = await session.get_one(Panel, state.panel_id)
    asked = await session.get_one(Panel, state.asked_panel_id)
    of_panel = col(Order.panel_id) == current.id
    orders = select(func.count()).select_from(Order).where(of_panel)
    on_sale = select(func.count()).where(
        col(ServiceRow.panel_id) == current.id, col(ServiceRow.gone_at).is_(None)
    )
    return Affected(
        asked.id,
        current.host,
        asked.host,
        await _count(session, orders.where(col(Order.state).in_(waiting.NOT_SENT))),
        await _count(session, orders.where(col(Order.state).in_(TRACKED))),
        await _count(session, on_sale),
    )


async def _count(session: AsyncSession, query: Select[Any]) -> int:
    return int((await session.execute(query)).scalar_one())


async def go_on(session: AsyncSession, panel_id: int) -> bool:
    """Take the panel that is asked about for the one that is worked with: all goes on as before.

    `False` if it is not asked about (any more).
    """
    state, asked = await _asked(session, panel_id)
    if asked is None:
        return False
    current = await session.get_one(Panel, state.panel_id)
    current.host, current.salt = asked.host, asked.salt
    current.address, current.account = asked.address, asked.account
    asked.address = asked.account = ""  # it is that one now
    state.asked_panel_id = None
    _wake(session)
    return True


async def change(session: AsyncSession, panel_id: int, now: datetime) -> bool:
    """Work with the panel that is asked about from now on, and with nothing of the former one.

    `False` if it is not asked about (any more).
    """
    state, asked = await _asked(session, panel_id)
    if asked is None:
        return False
    former, state.panel_id, state.asked_panel_id = state.panel_id, asked.id, None
    _forget(state)
    await session.execute(delete(StatusWord))  # as the former panel's they were taught
    gone = {"gone_at": now, "last_seen_at": now, "refill": Flag.NO, "cancel": Flag.NO}
    of_former = col(ServiceRow.panel_id) == former
    await session.execute(
        update(ServiceRow).where(of_former, col(ServiceRow.gone_at).is_(None)).values(**gone)
    )
    await waiting.give_up_orders(session, waiting.NOT_SENT, _WORDS, now)
    await waiting.close_lists(session)
    await waiting.give_up_requests(session, _ASKED, now)
    left = col(Order.panel_id) == former
    await session.execute(update(Order).where(left).values(look_at=None, claimed_number=None))
    back = (col(Order.panel_id) == asked.id, col(Order.state).in_(TRACKED))
    await session.execute(update(Order).where(*back).values(look_at=now))
    await panel_state.catalogue_changed(session)
    _wake(session)
    return True


async def _asked(session: AsyncSession, panel_id: int) -> tuple[PanelState, Panel | None]:
    state = await panel_state.get_for_change(session)
    if state.asked_panel_id != panel_id:
        return state, None
    return state, await session.get_one(Panel, panel_id)


def _forget(state: PanelState) -> None:
    """Forget what was learned of the former panel."""
    state.capabilities, state.calls = {}, {}
    state.balance = state.balance_at = state.spent_at = None
    state.currency = state.list_digest = ""
    state.synced_at = state.sync_at = state.submit_after = None
    state.hold = state.told = Hold.NONE
    state.shrunk, state.failures, state.low_balance_told = Shrunk.NO, 0, False
    state.skipped = state.skipped_told = 0


def _wake(session: AsyncSession) -> None:
    for topic in (Topic.PANEL, Topic.ORDERS, Topic.REQUESTS, Topic.NUMBERS, Topic.LOOKS):
        notify_on_commit(session, topic)


async def _find(session: AsyncSession, account: PanelAccount) -> Panel | None:
    rows = (await session.execute(select(Panel).order_by(col(Panel.id)))).scalars()
    return next((row for row in rows if _is(row, account)), None)


def _name(row: Panel, account: PanelAccount, now: datetime) -> None:
    row.host, row.salt, row.first_seen_at = account.host, secrets.token_hex(16), now
    row.address = _digest(row.salt, account.address)
    row.account = _digest(row.salt, account.key)


def _is(row: Panel, account: PanelAccount) -> bool:
    is_there = hmac.compare_digest(row.address, _digest(row.salt, account.address))
    return is_there and hmac.compare_digest(row.account, _digest(row.salt, account.key))


def _digest(salt: str, text: str) -> str:
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()
