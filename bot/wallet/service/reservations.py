"""What is reserved in a wallet: held, then taken or free again, each time once.

Each is a part of the caller's transaction. A key makes a request the same request, as in the
ledger.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.database.engine import Session
from bot.wallet.rules.ledger import (
    AccountKind,
    HoldEndedError,
    HoldState,
    KeyReusedError,
    NoHoldError,
    RefusedError,
    TransferKind,
    request_hash,
)
from bot.wallet.service.transfers import new_transfer, own_account, require, require_amount
from bot.wallet.store import accounts, holds, journal
from bot.wallet.tables import Hold


async def hold(
    session: Session, wallet_id: int, amount: int, *, key: str, order_id: int | None, now: datetime
) -> None:
    """Reserve units of a wallet.

    Raises:
        NotEnoughError: so much is not available.
        FrozenError: nothing is ordered from this wallet.
        KeyReusedError: the key belongs to another hold.
    """
    await _hold_all(session, [_hold(wallet_id, amount, key, order_id, now)])


async def hold_all(
    session: Session, wallet_id: int, amounts: Mapping[str, int], *, now: datetime
) -> None:
    """Reserve units under several keys, all of them or none: it is one request.

    Raises:
        NotEnoughError, FrozenError, KeyReusedError: as `hold`.
    """
    fresh = [_hold(wallet_id, amount, key, None, now) for key, amount in amounts.items()]
    if fresh:
        await _hold_all(session, fresh)


def _hold(wallet_id: int, amount: int, key: str, order_id: int | None, now: datetime) -> Hold:
    require_amount(amount)
    return Hold(
        key=key,
        account_id=wallet_id,
        amount=amount,
        order_id=order_id,
        at=now,
        request_hash=request_hash("hold", wallet_id, amount, order_id),
    )


async def _hold_all(session: Session, new_holds: Sequence[Hold]) -> None:
    wallet_id, total = new_holds[0].account_id, sum(it.amount for it in new_holds)
    try:
        await _reserve(session, wallet_id, total)
    except RefusedError:
        # What is missing may have been reserved by this very request, a moment ago.
        if not await _are_held(session, new_holds):
            raise
        return
    twice = [it.amount for it in new_holds if not await holds.add(session, it)]
    if twice:
        await accounts.settle(session, wallet_id, held=sum(twice), taken=0)
        await _are_held(session, new_holds)


async def _are_held(session: Session, new_holds: Sequence[Hold]) -> bool:
    found = await holds.find_all(session, [it.key for it in new_holds])
    requests = {it.key: it.request_hash for it in new_holds}
    for it in found:
        if it.request_hash != requests[it.key]:
            raise KeyReusedError(it.key)
    return len(found) == len(new_holds)


async def _reserve(session: Session, wallet_id: int, amount: int) -> None:
    while not await accounts.reserve(session, wallet_id, amount):
        # Locked: if enough has come in meanwhile, it is there the next time.
        require(await accounts.lock(session, wallet_id), amount, if_open=True)


async def capture(
    session: Session,
    key: str,
    amount: int,
    *,
    now: datetime,
    kind: TransferKind = TransferKind.CHARGE,
    into: AccountKind = AccountKind.REVENUE,
    order_id: int | None = None,
) -> None:
    """Take units of what was reserved, for good; the rest is available again.

    Args:
        amount: 0 takes nothing.
        into: the account that gets it.
        order_id: for which it is, where that was not known yet when it was reserved.

    Raises:
        ValueError: more than was reserved.
        NoHoldError: nothing was.
        HoldEndedError: it is free again, or another amount was taken.
    """
    held = await _ending(session, key, HoldState.CAPTURED, amount)
    if held is None:
        return
    if not 0 <= amount <= held.amount:
        raise ValueError(f"{amount} of {held.amount} units")
    await holds.end(session, key, HoldState.CAPTURED, captured=amount, now=now)
    await accounts.settle(session, held.account_id, held=held.amount, taken=amount)
    if amount:
        number = order_id or held.order_id
        await _charge_held(session, held, amount, kind=kind, into=into, order_id=number, now=now)


async def _charge_held(
    session: Session,
    held: Hold,
    amount: int,
    *,
    kind: TransferKind,
    into: AccountKind,
    order_id: int | None,
    now: datetime,
) -> None:
    wallet = await accounts.get(session, held.account_id)
    into_id = await own_account(session, into, wallet.currency, now)
    transfer = new_transfer(
        wallet.id,
        into_id,
        amount,
        wallet.currency,
        key=f"{held.key}:capture",
        kind=kind,
        order_id=order_id,
        now=now,
    )
    if not await journal.add(session, transfer):
        raise KeyReusedError(transfer.key)


async def void(session: Session, key: str, *, now: datetime) -> None:
    """Make what was reserved available again.

    Raises:
        NoHoldError: nothing was reserved.
        HoldEndedError: it is taken.
    """
    held = await _ending(session, key, HoldState.VOID, 0)
    if held is not None:
        await holds.end(session, key, HoldState.VOID, captured=0, now=now)
        await accounts.settle(session, held.account_id, held=held.amount, taken=0)


async def _ending(session: Session, key: str, state: HoldState, captured: int) -> Hold | None:
    """Lock a hold that is to end and return it; `None` if it has ended in just this way."""
    held = await holds.lock(session, key)
    if held is None:
        raise NoHoldError(key)
    if held.state is HoldState.OPEN:
        return held
    if held.state is not state or held.captured != captured:
        raise HoldEndedError(key)
    return None
