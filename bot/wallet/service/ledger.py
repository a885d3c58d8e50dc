"""The ledger of wallets: what goes in and out of them, each within the caller's transaction.

What is reserved for orders, and taken of it, is in `reservations`; what is between the operator's
own accounts in `operator_accounts`.

An order's row is locked before a wallet's. A key makes a request the same request: repeated, it
changes nothing; one that was refused has left nothing, and is checked anew.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.core.database.engine import Session
from bot.wallet.rules.ledger import AccountKind, Difference, RefusedError, TransferKind
from bot.wallet.service.transfers import counterpart, own_account, post
from bot.wallet.store import accounts, checks, journal
from bot.wallet.tables import Account, Transfer


async def open_wallet(session: Session, chat_id: int, currency: str, now: datetime) -> Account:
    """Return a chat's wallet, opened now if it has none."""
    number = await accounts.number_of(session, AccountKind.WALLET, chat_id, currency, now)
    return await accounts.get(session, number)


async def wallet_of(session: Session, chat_id: int) -> Account | None:
    """Return a chat's wallet, if it has one."""
    return await accounts.wallet_of(session, chat_id)


async def get(session: Session, wallet_id: int) -> Account:
    """Return a wallet as it is now."""
    return await accounts.get(session, wallet_id)


async def lock(session: Session, wallet_id: int) -> Account:
    """Lock a wallet, and return it as it is now."""
    return await accounts.lock(session, wallet_id)


async def refund(
    session: Session, wallet_id: int, amount: int, *, key: str, order_id: int | None, now: datetime
) -> None:
    """Give back units of what an order was charged, to a frozen wallet as well."""
    revenue_id = await counterpart(session, wallet_id, AccountKind.REVENUE, now)
    await post(
        session,
        debit_id=revenue_id,
        credit_id=wallet_id,
        amount=amount,
        key=key,
        kind=TransferKind.REFUND,
        order_id=order_id,
        now=now,
    )


async def charge(
    session: Session, wallet_id: int, amount: int, *, key: str, order_id: int | None, now: datetime
) -> bool:
    """Charge an order for which nothing is reserved, if it can be paid; return whether it was."""
    revenue_id = await counterpart(session, wallet_id, AccountKind.REVENUE, now)
    try:
        await post(
            session,
            debit_id=wallet_id,
            credit_id=revenue_id,
            amount=amount,
            key=key,
            kind=TransferKind.CHARGE,
            order_id=order_id,
            now=now,
        )
    except RefusedError:
        return False
    return True


async def credit(
    session: Session, wallet_id: int, amount: int, *, key: str, by: int, note: str, now: datetime
) -> Transfer:
    """Add what was paid outside of the bot to a wallet, by an owner's word."""
    return await post(
        session,
        debit_id=await counterpart(session, wallet_id, AccountKind.CASH, now),
        credit_id=wallet_id,
        amount=amount,
        key=key,
        kind=TransferKind.CREDIT,
        by=by,
        note=note,
        now=now,
    )


async def debit(
    session: Session, wallet_id: int, amount: int, *, key: str, by: int, note: str, now: datetime
) -> Transfer:
    """Take what is available from a wallet, by an owner's word; from a frozen one as well.

    Raises:
        NotEnoughError: so much is not available.
    """
    return await post(
        session,
        debit_id=wallet_id,
        credit_id=await counterpart(session, wallet_id, AccountKind.CASH, now),
        amount=amount,
        key=key,
        kind=TransferKind.DEBIT,
        by=by,
        note=note,
        now=now,
    )


async def pay_in(
    session: Session,
    wallet_id: int,
    amount: int,
    *,
    source: AccountKind,
    key: str,
    kind: TransferKind = TransferKind.PAYMENT,
    note: str = "",
    now: datetime,
) -> Transfer:
    """Add what has come in by itself to a wallet, to a frozen one as well.

    Args:
        source: the account that it comes from: a gateway's, say.
    """
    return await post(
        session,
        debit_id=await counterpart(session, wallet_id, source, now),
        credit_id=wallet_id,
        amount=amount,
        key=key,
        kind=kind,
        note=note,
        now=now,
    )


async def take_back(
    session: Session, wallet_id: int, amount: int, *, source: AccountKind, key: str, now: datetime
) -> int:
    """Take off a wallet what was paid in and is gone; return the units that it has no more.

    These are lost. It is taken from a frozen wallet as well, and never from what is reserved.

    Args:
        source: the account that it had come from.
    """
    wallet = await accounts.lock(session, wallet_id)
    gone = await own_account(session, source, wallet.currency, now)
    taken = min(amount, max(wallet.available, 0))
    parts = (
        (wallet_id, taken, key),
        (
            await own_account(session, AccountKind.LOSS, wallet.currency, now),
            amount - taken,
            f"{key}:lost",
        ),
    )
    for debit_id, units, part_key in parts:
        if units:
            await post(
                session,
                debit_id=debit_id,
                credit_id=gone,
                amount=units,
                key=part_key,
                kind=TransferKind.CHARGEBACK,
                now=now,
            )
    return amount - taken


async def forfeit(session: Session, wallet_id: int, *, now: datetime) -> None:
    """Take all that is left in a wallet, of which nothing is reserved, since nobody wants it."""
    wallet = await accounts.lock(session, wallet_id)
    if wallet.available:
        await post(
            session,
            debit_id=wallet_id,
            credit_id=await own_account(session, AccountKind.FORFEITED, wallet.currency, now),
            amount=wallet.available,
            key=f"forfeit:{wallet_id}",
            kind=TransferKind.FORFEIT,
            now=now,
        )


async def freeze(session: Session, wallet_id: int, *, frozen: bool) -> None:
    """Let nothing be ordered from a wallet any more, or again."""
    await accounts.freeze(session, wallet_id, frozen=frozen)


async def check(session: Session) -> Sequence[Difference]:
    """Compare what is stored with what the journal says; nothing is found in books that are true.

    All of it is read: for a start, and the night.
    """
    return await checks.differences(session)


async def currency_in_use(session: Session) -> str | None:
    """Return the currency of all transfers; `None`: there is none."""
    return await journal.currency(session)
