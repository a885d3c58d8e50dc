"""Transfers: both accounts and the journal change, or none of them."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.wallet.rules.ledger import (
    AccountKind,
    FrozenError,
    KeyReusedError,
    MixedCurrenciesError,
    NotEnoughError,
    RefusedError,
    TransferKind,
    request_hash,
)
from bot.wallet.store import accounts, journal
from bot.wallet.tables import Account, Transfer

_OWN = 0
"""The chat of the accounts that are no wallets."""


async def post(
    session: Session,
    *,
    debit_id: int,
    credit_id: int,
    amount: int,
    key: str,
    kind: TransferKind,
    order_id: int | None = None,
    by: int | None = None,
    note: str = "",
    now: datetime,
) -> Transfer:
    """Take units from one account to another and write that down; a wallet pays what it has.

    Args:
        by: the owner whose word it is, and `note` their reason; the key does not stand for these.

    Raises:
        NotEnoughError: so much is not available in the wallet.
        FrozenError: it is for an order, and nothing is ordered from this wallet.
        KeyReusedError: the key belongs to another transfer.
        MixedCurrenciesError: the two have different currencies.
    """
    require_amount(amount)
    debit, credit = await _both(session, debit_id, credit_id)
    transfer = new_transfer(
        debit_id, credit_id, amount, debit.currency, key=key, kind=kind, order_id=order_id, now=now
    )
    transfer.by, transfer.note = by, note
    try:
        await _take(session, debit, amount, if_open=kind is TransferKind.CHARGE)
    except RefusedError:
        # What is missing may have been taken by this very request, a moment ago.
        done = await _written(session, transfer)
        if done is None:
            raise
        return done
    await _put(session, credit, amount)
    if await journal.add(session, transfer):
        return transfer
    await _put(session, credit, -amount)
    await _put(session, debit, amount)
    return await _written(session, transfer) or transfer


def new_transfer(
    debit_id: int,
    credit_id: int,
    amount: int,
    currency: str,
    *,
    key: str,
    kind: TransferKind,
    order_id: int | None = None,
    now: datetime,
) -> Transfer:
    """Return an entry for the journal, whose key stands for all of this."""
    return Transfer(
        at=now,
        debit_id=debit_id,
        credit_id=credit_id,
        amount=amount,
        currency=currency,
        key=key,
        request_hash=request_hash(kind, debit_id, credit_id, amount, order_id),
        kind=kind,
        order_id=order_id,
    )


async def _both(session: Session, debit_id: int, credit_id: int) -> tuple[Account, Account]:
    """Return the accounts of a transfer; of two wallets the older is locked first, always."""
    found = {number: await accounts.get(session, number) for number in (debit_id, credit_id)}
    if len({it.currency for it in found.values()}) > 1:
        raise MixedCurrenciesError(f"accounts {debit_id} and {credit_id}")
    if all(it.kind is AccountKind.WALLET for it in found.values()):
        for number in sorted(found):
            await accounts.lock(session, number)
    return found[debit_id], found[credit_id]


async def _take(session: Session, account: Account, amount: int, *, if_open: bool) -> None:
    if account.kind is not AccountKind.WALLET:
        return
    while not await accounts.take(session, account.id, amount, if_open=if_open):
        require(await accounts.lock(session, account.id), amount, if_open=if_open)


async def _put(session: Session, account: Account, amount: int) -> None:
    if account.kind is AccountKind.WALLET:
        await accounts.put(session, account.id, amount)


async def _written(session: Session, transfer: Transfer) -> Transfer | None:
    """Return the transfer that was written with the same key before."""
    found = await journal.find(session, transfer.key)
    if found is not None and found.request_hash != transfer.request_hash:
        raise KeyReusedError(transfer.key)
    return found


def require_amount(amount: int) -> None:
    """Refuse, as a `ValueError`, what is no amount to transfer."""
    if amount <= 0:
        raise ValueError(f"not an amount to transfer: {amount} units")


def require(wallet: Account, amount: int, *, if_open: bool) -> None:
    """Say why a wallet does not give so much; silent if it does.

    Raises:
        NotEnoughError: so much is not available.
        FrozenError: `if_open`, and it is frozen.
    """
    if wallet.frozen and if_open:
        raise FrozenError(f"wallet {wallet.id}")
    if wallet.available < amount:
        raise NotEnoughError(amount - wallet.available)


async def own_account(session: Session, kind: AccountKind, currency: str, now: datetime) -> int:
    """Return the number of an account that is no wallet."""
    return await accounts.number_of(session, kind, _OWN, currency, now)


async def counterpart(session: Session, wallet_id: int, kind: AccountKind, now: datetime) -> int:
    """Return the number of the account of a kind that has the wallet's currency."""
    wallet = await accounts.get(session, wallet_id)
    return await own_account(session, kind, wallet.currency, now)
