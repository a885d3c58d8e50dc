"""Which panel is worked with: an address and an account, recognised without storing either.

Numbers of orders and services mean something at one panel alone. When address or key differ from
those of the stored orders' panel, nothing is sent or asked until an owner has decided whether it
is the same account, with a new key or address, or another panel.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.states import TRACKED
from bot.orders.service import giving_up
from bot.panel.rules.accounts import Affected, PanelAccount, digest, is_same
from bot.panel.service import panel_state
from bot.panel.store import panels as store
from bot.panel.store import status_words as stored_words
from bot.panel.tables import Hold, Panel, PanelState, Shrunk

_WORDS = "the panel was changed before the order was sent"
_ASKED = "the panel was changed"


async def recognise(
    session: Session, account: PanelAccount, owners: Iterable[int], now: datetime
) -> bool:
    """Return whether an account is the one that is worked with; owners are asked if it is not."""
    state = await panel_state.get_for_change(session)
    current = await store.get(session, state.panel_id)
    if not current.address:
        _name(current, account, now)
    if _is(current, account):
        state.asked_panel_id = None
        return True
    asked = next((it for it in await store.every(session) if _is(it, account)), None)
    if asked is None:
        asked = Panel()
        _name(asked, account, now)
        await store.add(session, asked)
    if state.asked_panel_id != asked.id:
        state.asked_panel_id = asked.id
        outbox_store.add_alert(session, owners, Alert.PANEL_CHANGED, now, panel_id=asked.id)
    return False


async def is_current(session: Session, account: PanelAccount) -> bool:
    """Return whether an account is the one that is worked with."""
    state = await panel_state.get(session)
    return _is(await store.get(session, state.panel_id), account)


async def affected(session: Session) -> Affected | None:
    """Return what an owner decides about, `None` if nothing is asked."""
    state = await panel_state.get(session)
    if state.asked_panel_id is None:
        return None
    current = await store.get(session, state.panel_id)
    asked = await store.get(session, state.asked_panel_id)
    return Affected(
        panel_id=asked.id,
        host=current.host,
        new_host=asked.host,
        waiting=await store.count_orders(session, current.id, giving_up.NOT_SENT),
        open=await store.count_orders(session, current.id, TRACKED),
        services=await store.count_services(session, current.id),
    )


async def keep(session: Session, panel_id: int) -> bool:
    """Take the account that is asked about for the same one: all goes on as before.

    `False` if it is not asked about (any more).
    """
    state, asked = await _asked(session, panel_id)
    if asked is None:
        return False
    current = await store.get(session, state.panel_id)
    current.host, current.salt = asked.host, asked.salt
    current.address, current.account = asked.address, asked.account
    asked.address = asked.account = ""  # it is that one now
    state.asked_panel_id = None
    _wake(session)
    return True


async def switch(session: Session, panel_id: int, now: datetime) -> bool:
    """Work with the panel that is asked about from now on, and with nothing of the former one.

    `False` if it is not asked about (any more).
    """
    state, asked = await _asked(session, panel_id)
    if asked is None:
        return False
    former, state.panel_id, state.asked_panel_id = state.panel_id, asked.id, None
    _forget(state)
    await stored_words.clear(session)  # they were taught as the former panel's
    await store.withdraw_services(session, former, now)
    await giving_up.give_up(session, giving_up.NOT_SENT, words=_WORDS, asked=_ASKED, now=now)
    await store.stop_status_checks(session, former)
    await store.resume_status_checks(session, asked.id, now)
    await panel_state.catalogue_changed(session)
    _wake(session)
    return True


async def _asked(session: Session, panel_id: int) -> tuple[PanelState, Panel | None]:
    state = await panel_state.get_for_change(session)
    if state.asked_panel_id != panel_id:
        return state, None
    return state, await store.get(session, panel_id)


def _forget(state: PanelState) -> None:
    """Forget what was learned of the former panel."""
    state.capabilities, state.calls = {}, {}
    state.balance = state.balance_at = state.spent_at = None
    state.currency = state.list_digest = ""
    state.synced_at = state.sync_at = state.submit_after = None
    state.hold = state.told = Hold.NONE
    state.shrunk, state.failures, state.low_balance_told = Shrunk.NO, 0, False
    state.skipped = state.skipped_told = 0


def _wake(session: Session) -> None:
    for topic in (Topic.PANEL, Topic.ORDERS, Topic.REQUESTS, Topic.NUMBERS, Topic.LOOKS):
        notify_on_commit(session, topic)


def _name(row: Panel, account: PanelAccount, now: datetime) -> None:
    row.host, row.salt, row.first_seen_at = account.host, secrets.token_hex(16), now
    row.address = digest(row.salt, account.address)
    row.account = digest(row.salt, account.key)


def _is(row: Panel, account: PanelAccount) -> bool:
    is_there = is_same(row.address, row.salt, account.address)
    return is_there and is_same(row.account, row.salt, account.key)
