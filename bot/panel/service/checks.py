"""An address and a key that an owner types: kept sealed, tried, and confirmed or erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.database.engine import Session, Topic, notify_on_commit
from bot.core.money import Money
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.input_hints import is_unencrypted
from bot.panel.rules.accounts import PanelAccount
from bot.panel.rules.trials import Fault
from bot.panel.service import balances, connecting
from bot.panel.store import checks as store
from bot.panel.tables import Panel, PanelCheck
from bot.panel.vault import Vault

LIVE_MESSAGE = "panel_check"
"""The view of a check, as messages that are drawn again name it."""
KEPT = timedelta(hours=1)
_TAKEN_OVER = timedelta(minutes=2)
"""What a process has begun to try, and never ended, is tried again after this long."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An account at which a panel has answered.

    Attributes:
        sealed: the account, as the database keeps it.
        services: how many there are.
        now: when it was asked.
    """

    account: PanelAccount
    sealed: str
    balance: Money
    services: int
    now: datetime


class GoneError(Exception):
    """A check was confirmed, cancelled, or took too long."""


class UnreadableError(Exception):
    """What an owner has typed was sealed with another secret; it is erased."""


async def begin(
    session: Session,
    account: PanelAccount,
    vault: Vault,
    owner_id: int,
    now: datetime,
    *,
    panel_id: int | None = None,
) -> PanelCheck:
    """Keep what an owner has typed, in place of what they have typed before.

    Args:
        account: its key may be empty, and come later.
        panel_id: whose account it is to become; `None`: a new panel's.
    """
    check = PanelCheck(
        owner_id=owner_id,
        panel_id=panel_id,
        sealed=vault.seal(account),
        host=account.host,
        begun_at=now,
    )
    await store.add(session, check)
    return check


async def find(session: Session, check_id: int) -> PanelCheck | None:
    """Return a check; `None`: it was confirmed, cancelled, or took too long."""
    return await store.find(session, check_id)


async def find_own(session: Session, check_id: int, owner_id: int) -> PanelCheck:
    """Return what an owner has typed, locked until the transaction ends.

    Raises:
        GoneError: it is over, or another owner's.
    """
    check = await store.lock(session, check_id)
    if check is None or check.owner_id != owner_id:
        raise GoneError
    return check


def add_key(check: PanelCheck, key: str, vault: Vault) -> None:
    """Keep the key that belongs to an address.

    Raises:
        UnreadableError: the address cannot be read any more.
    """
    known = vault.open(check.sealed)
    if known is None:
        raise UnreadableError
    check.sealed = vault.seal(PanelAccount(known.url, key))
    _forget_outcome(check)


def have_tried(session: Session, check: PanelCheck, message_id: int, now: datetime) -> None:
    """Have address and key tried at once, and the outcome shown in a message."""
    check.message_id, check.due_at = message_id, now
    notify_on_commit(session, Topic.PANEL)


async def begin_due(session: Session, now: datetime) -> Sequence[PanelCheck]:
    """Begin what is to be tried; one process does."""
    found = await store.due(session, now)
    for check in found:
        check.due_at = now + _TAKEN_OVER
    return found


async def record_success(session: Session, begun: PanelCheck, tried: Tried) -> None:
    """Write down that a panel has answered at an address, which may not be as it was typed."""
    check = await _still(session, begun)
    if check is None:
        return
    _forget_outcome(check)
    check.sealed, check.host = tried.sealed, tried.account.host
    check.balance, check.currency = tried.balance.amount, tried.balance.currency
    check.services, check.is_unencrypted = tried.services, is_unencrypted(tried.account.url)
    _draw(session, check, tried.now)


async def record_failure(
    session: Session, begun: PanelCheck, fault: Fault, words: str, now: datetime
) -> None:
    """Write down what is wrong with an address or a key."""
    check = await _still(session, begun)
    if check is None:
        return
    _forget_outcome(check)
    check.fault, check.words = fault.value, words
    _draw(session, check, now)


async def _still(session: Session, begun: PanelCheck) -> PanelCheck | None:
    """Return a check unless something else was typed since it was begun to be tried."""
    check = await store.lock(session, begun.id)
    return check if check is not None and check.sealed == begun.sealed else None


def _forget_outcome(check: PanelCheck) -> None:
    check.due_at, check.balance, check.currency, check.services = None, None, "", 0
    check.fault, check.words, check.is_unencrypted = "", "", False


def _draw(session: Session, check: PanelCheck, now: datetime, *, is_over: bool = False) -> None:
    drawn = {"view": LIVE_MESSAGE, "check_id": check.id, "is_over": is_over}
    payload = {"message_id": check.message_id, "view": drawn}
    outbox_store.add(session, check.owner_id, OutboxKind.LIVE_MESSAGE, payload, now)


async def confirm(session: Session, check: PanelCheck, vault: Vault, now: datetime) -> Panel:
    """Work with the panel that has answered, or reach a known one so; the check is over.

    Raises:
        GoneError: it has not answered, or the panel is not worked with any more.
        UnreadableError: it was sealed with another secret.
        AlreadyKnownError, OpenOrdersError, OfSettingsError: as in `connecting`.
    """
    if check.balance is None:
        raise GoneError
    account = vault.open(check.sealed)
    if account is None:
        raise UnreadableError
    if check.panel_id is None:
        name = await _free_name(session, account)
        panel = await connecting.add(session, account, vault, now, name=name)
    else:
        panel = await _known(session, check.panel_id)
        await connecting.set_account(session, panel, account, vault)
    money = Money(check.balance, check.currency)
    await balances.record(session, panel.id, money, now)
    await store.delete_of(session, check.owner_id)
    return panel


async def _known(session: Session, panel_id: int) -> Panel:
    panel = await connecting.find_for_change(session, panel_id)
    if panel is None:
        raise GoneError
    return panel


async def _free_name(session: Session, account: PanelAccount) -> str:
    """Return a name for a panel of whose host there is another one; empty: it goes by its host."""
    taken = {it.called.casefold() for it in await connecting.every(session)}
    if account.host.casefold() not in taken:
        return ""
    numbers = range(2, len(taken) + 3)
    names = (f"{account.host} {number}" for number in numbers)
    return next(it for it in names if it.casefold() not in taken)


async def cancel(session: Session, check: PanelCheck) -> None:
    """Erase what an owner has typed."""
    await store.delete_of(session, check.owner_id)


async def erase_of(session: Session, owner_id: int) -> None:
    """Erase what a person has typed."""
    await store.delete_of(session, owner_id)


async def is_any(session: Session) -> bool:
    """Return whether anything is kept."""
    return await store.is_any(session)


async def erase_old(session: Session, now: datetime) -> None:
    """Erase what nobody has confirmed for an hour."""
    for check in await store.begun_before(session, now - KEPT):
        if check.message_id is not None:
            _draw(session, check, now, is_over=True)
        await store.delete_of(session, check.owner_id)
