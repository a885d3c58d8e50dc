"""Which panel is worked with: an address and an account, recognised without storing either.

Numbers of orders and services mean something at one panel alone. When address or key differ from
those of the stored orders' panel, nothing is sent or asked until an owner has decided whether it
is the same account, with a new key or address, or another panel.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.catalogue.service import merging
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.states import TRACKED
from bot.orders.service import giving_up
from bot.panel.rules.accounts import Affected, PanelAccount, identify, is_account
from bot.panel.service import bot_state, panel_state
from bot.panel.store import panels as store
from bot.panel.store import status_words as stored_words
from bot.panel.tables import BotState, Panel, PanelStatus

_WORDS = "the panel was changed before the order was sent"
_ASKED = "the panel was changed"


async def recognise(
    session: Session, account: PanelAccount, owners: Iterable[int], now: datetime
) -> int | None:
    """Return the panel of an account, if it is the one that is worked with; or ask owners."""
    state = await bot_state.get_for_change(session)
    current = await store.get(session, state.panel_id)
    if not current.address:
        identify(current, account)
        current.first_seen_at = now
    if is_account(current, account):
        state.asked_panel_id = None
        return current.id
    asked = next((it for it in await store.every(session) if is_account(it, account)), None)
    if asked is None:
        asked = Panel(first_seen_at=now)
        identify(asked, account)
        await store.add(session, asked)
    if state.asked_panel_id != asked.id:
        state.asked_panel_id = asked.id
        outbox_store.add_alert(session, owners, Alert.PANEL_CHANGED, now, panel_id=asked.id)
    return None


async def find(session: Session, account: PanelAccount) -> int | None:
    """Return the panel of an account if it is the one that is worked with."""
    current = await store.get(session, (await bot_state.get(session)).panel_id)
    return current.id if is_account(current, account) else None


async def called(session: Session, panel_id: int) -> str:
    """Return what people call a panel."""
    return (await store.get(session, panel_id)).called


async def affected(session: Session) -> Affected | None:
    """Return what an owner decides about, `None` if nothing is asked."""
    state = await bot_state.get(session)
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
    if asked is None or asked.status is not PanelStatus.OUT_OF_REACH:
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
    (await store.get(session, former)).status = PanelStatus.OUT_OF_REACH
    asked.status = PanelStatus.ACTIVE
    low_balance = await store.threshold(session, former)
    await store.begin(session, asked.id, low_balance=low_balance)
    await store.withdraw_services(session, former, now)
    await merging.leave_panel(session, former)
    if len(await panel_state.within_reach(session)) > 1:
        await giving_up.give_up_panel(session, former, words=_WORDS, asked=_ASKED, now=now)
    else:  # all that waits was for the former one, and so were the words that were taught
        await giving_up.give_up(session, giving_up.NOT_SENT, words=_WORDS, asked=_ASKED, now=now)
        await stored_words.clear(session)
    await store.stop_status_checks(session, former)
    await store.resume_status_checks(session, asked.id, now)
    await bot_state.catalogue_changed(session)
    _wake(session)
    return True


async def _asked(session: Session, panel_id: int) -> tuple[BotState, Panel | None]:
    state = await bot_state.get_for_change(session)
    if state.asked_panel_id != panel_id:
        return state, None
    return state, await store.get(session, panel_id)


def _wake(session: Session) -> None:
    for topic in (Topic.PANEL, Topic.ORDERS, Topic.REQUESTS, Topic.NUMBERS, Topic.STATUS_CHECKS):
        notify_on_commit(session, topic)
