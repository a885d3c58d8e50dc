"""Panels that owners add beside the one that the settings name, pause, and remove."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.catalogue.service import merging
from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.orders.rules.states import TRACKED, OrderState
from bot.orders.service import giving_up
from bot.panel.rules.accounts import PanelAccount, identify, is_account, is_same
from bot.panel.service import bot_state
from bot.panel.store import panels as store
from bot.panel.tables import Panel, PanelStatus
from bot.panel.vault import Vault

_WORDS = "the panel was removed before the order was sent"
_ASKED = "the panel was removed"
OPEN = frozenset({*giving_up.NOT_SENT, OrderState.SUBMITTING, OrderState.UNKNOWN, *TRACKED})
"""Orders of which a panel that changes its address would be told another panel's."""


class AlreadyKnownError(Exception):
    """An account is that of a panel which is worked with already."""


class OpenOrdersError(Exception):
    """A panel has orders that are not over, of which another panel would know nothing."""


class RemovedError(Exception):
    """A panel was removed; only adding it again brings it back."""


class OfSettingsError(Exception):
    """A panel is the one that the settings name: they say where and who it is."""


async def every(session: Session) -> list[Panel]:
    """Return the panels that are worked with, the first one first."""
    found = await store.every(session)
    return [it for it in found if it.status is not PanelStatus.OUT_OF_REACH]


async def find(session: Session, panel_id: int) -> Panel | None:
    """Return a panel that is worked with."""
    return next((it for it in await every(session) if it.id == panel_id), None)


async def find_for_change(session: Session, panel_id: int) -> Panel | None:
    """Return a panel that is worked with, locked until the transaction ends."""
    panel = await store.lock(session, panel_id)
    is_known = panel is not None and panel.status is not PanelStatus.OUT_OF_REACH
    return panel if is_known else None


async def is_of_settings(session: Session, panel: Panel) -> bool:
    """Return whether a panel is the one that the settings name."""
    return (await bot_state.get(session)).panel_id == panel.id


async def add(
    session: Session,
    account: PanelAccount,
    vault: Vault,
    now: datetime,
    *,
    name: str = "",
    options: Mapping[str, str] | None = None,
) -> Panel:
    """Work with another panel from now on; one that was removed before is taken up again.

    One that is still followed keeps what owners have said of it, `name` and `options` included.

    Raises:
        AlreadyKnownError: it is worked with.
    """
    former = await _find_account(session, account)
    if former is not None:
        await store.lock(session, former.id)
    await bot_state.get_for_change(session)  # one owner after the other
    known = await _find_account(session, account)
    if known is not None and known.status in {PanelStatus.ACTIVE, PanelStatus.PAUSED}:
        raise AlreadyKnownError
    if known is not None and is_removed(known):
        known.sealed, known.status = vault.seal(account), PanelStatus.ACTIVE
        await _changed(session)
        return known
    panel = known or Panel()
    identify(panel, account)
    panel.name, panel.options = name, dict(options or {})
    panel.sealed, panel.status = vault.seal(account), PanelStatus.ACTIVE
    panel.first_seen_at = panel.first_seen_at or now
    await store.add(session, panel)
    await store.begin(session, panel.id)
    await store.resume_status_checks(session, panel.id, now)
    await _changed(session)
    return panel


async def _find_account(session: Session, account: PanelAccount) -> Panel | None:
    return next((it for it in await store.every(session) if is_account(it, account)), None)


async def set_options(session: Session, panel: Panel, options: Mapping[str, str]) -> None:
    """Have a panel asked in another way: its peculiarities."""
    panel.options = dict(options)
    notify_on_commit(session, Topic.PANEL)


async def set_account(session: Session, panel: Panel, account: PanelAccount, vault: Vault) -> None:
    """Reach a panel by another key; or by another address, while it has no open orders.

    Raises:
        AlreadyKnownError: it is another panel's, which is worked with.
        OfSettingsError: the settings say how that one is reached.
        OpenOrdersError: at another address their numbers would be those of other orders.
    """
    if await is_of_settings(session, panel):
        raise OfSettingsError
    others = [it for it in await store.every(session) if it.id != panel.id]
    if any(is_account(it, account) for it in others):
        raise AlreadyKnownError
    is_there = is_same(panel.address, panel.salt, account.address)
    if not is_there and await store.count_orders(session, panel.id, OPEN):
        raise OpenOrdersError
    identify(panel, account)
    panel.sealed = vault.seal(account)
    notify_on_commit(session, Topic.PANEL)


def rename(panel: Panel, name: str) -> None:
    """Call a panel by a name; empty: by its host."""
    panel.name = name


async def pause(session: Session, panel: Panel) -> None:
    """Order nothing at a panel any more; what is under way there is followed.

    Raises:
        RemovedError: nothing is ordered there in any case.
    """
    _require_not_removed(panel)
    panel.status = PanelStatus.PAUSED
    await _changed(session)


async def resume(session: Session, panel: Panel) -> None:
    """Order at a panel again.

    Raises:
        RemovedError: it has to be added again.
    """
    _require_not_removed(panel)
    panel.status = PanelStatus.ACTIVE
    await _changed(session)


async def remove(session: Session, panel: Panel, now: datetime) -> None:
    """Order nothing at a panel any more, unless it is added again; its orders are followed.

    What was not sent to it is put before owners.

    Raises:
        RemovedError: it was removed before.
        OfSettingsError: the settings name another one, or it stays.
    """
    _require_not_removed(panel)
    if await is_of_settings(session, panel):
        raise OfSettingsError
    panel.status = PanelStatus.REMOVED
    await store.withdraw_services(session, panel.id, now)
    await merging.leave_panel(session, panel.id)
    await giving_up.give_up_panel(session, panel.id, words=_WORDS, asked=_ASKED, now=now)
    await _changed(session)


def is_removed(panel: Panel) -> bool:
    """Return whether a panel was removed."""
    return panel.status is PanelStatus.REMOVED


def _require_not_removed(panel: Panel) -> None:
    if is_removed(panel):
        raise RemovedError


def record_readable(
    session: Session, panel: Panel, owners: Iterable[int], now: datetime, *, is_readable: bool
) -> None:
    """Write down whether a panel's key can be read, and tell owners once that it cannot."""
    if not is_readable and not panel.is_unreadable:
        outbox_store.add_alert(session, owners, Alert.KEY_UNREADABLE, now, panel_id=panel.id)
    panel.is_unreadable = not is_readable


async def removed(session: Session) -> list[Panel]:
    """Return the panels that were removed, and are still asked about their orders."""
    found = await store.every(session)
    return [it for it in found if it.status is PanelStatus.REMOVED and it.sealed]


async def let_go(session: Session, panel: Panel) -> bool:
    """Forget the key of a removed panel once nothing is open there; return whether it was."""
    current = await store.lock(session, panel.id)
    if current is None or not is_removed(current):
        return False  # it was added again meanwhile
    if await store.count_orders(session, current.id, OPEN):
        return False
    current.status, current.sealed = PanelStatus.OUT_OF_REACH, ""
    return True


async def _changed(session: Session) -> None:
    await bot_state.catalogue_changed(session)
    for topic in (Topic.PANEL, Topic.ORDERS, Topic.STATUS_CHECKS):
        notify_on_commit(session, topic)
