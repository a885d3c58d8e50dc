"""Accounts: wallets change by one statement that checks and changes at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, bindparam, literal_column, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.once import InsertOnce
from bot.wallet.rules.ledger import AccountKind
from bot.wallet.tables import Account

_ROWS = Account.metadata.tables["accounts"]
_OPENING = InsertOnce(_ROWS, "kind", "chat_id", "currency")
_ONE = select(Account).where(col(Account.id) == bindparam("of"))
_GETTING = _ONE.execution_options(populate_existing=True)
_LOCKING = _ONE.with_for_update().execution_options(populate_existing=True)
_OF_CHAT = (
    select(Account)
    .where(col(Account.kind) == AccountKind.WALLET, col(Account.chat_id) == bindparam("chat"))
    .order_by(col(Account.id).desc())
    .limit(1)
    .execution_options(populate_existing=True)
)
_NUMBER = select(_ROWS.c.id).where(
    _ROWS.c.kind == bindparam("which"),
    _ROWS.c.chat_id == bindparam("chat"),
    _ROWS.c.currency == bindparam("money"),
)

_UNITS = bindparam("units", type_=BigInteger)
_TAKEN = bindparam("taken", type_=BigInteger)
_WALLET = update(_ROWS).where(_ROWS.c.id == bindparam("of"))
_HAS_ENOUGH = _ROWS.c.posted - _ROWS.c.held >= _UNITS
_IS_OPEN = _ROWS.c.frozen.is_(False)
_RESERVING = (
    _WALLET.where(_HAS_ENOUGH, _IS_OPEN).values(held=_ROWS.c.held + _UNITS).returning(_ROWS.c.id)
)
_TAKING = _WALLET.where(_HAS_ENOUGH).values(posted=_ROWS.c.posted - _UNITS).returning(_ROWS.c.id)
_TAKING_IF_OPEN = _TAKING.where(_IS_OPEN)
_PUTTING = _WALLET.values(posted=_ROWS.c.posted + _UNITS)
_SETTLING = _WALLET.values(posted=_ROWS.c.posted - _TAKEN, held=_ROWS.c.held - _UNITS)
_CLOSING = _WALLET.values(chat_id=None, posted=0, held=0)
_ASKING = (
    _WALLET.where(or_(_ROWS.c.asked_at.is_(None), _ROWS.c.asked_at < bindparam("before")))
    .values(asked_at=bindparam("now"))
    .returning(_ROWS.c.id)
)
_SETTING_LOW = _WALLET.values(low=_UNITS, low_told=False)
_LEFT = _ROWS.c.posted - _ROWS.c.held
_ENOUGH = (
    update(_ROWS).where(_ROWS.c.low_told.is_(True), _ROWS.c.low <= _LEFT).values(low_told=False)
)
_IS_WATCHED = _ROWS.c.low > literal_column("0")
"""As the index says it, which a value that is handed over is not seen to be."""
_CHANGED = (
    select(_ROWS.c.id)
    .where(_IS_WATCHED, _ROWS.c.low_told != (_ROWS.c.low > _LEFT))
    .where(_ROWS.c.chat_id.is_not(None))
    .limit(1)
)
_LOW = (
    update(_ROWS)
    .where(_IS_WATCHED, _ROWS.c.low_told.is_(False), _ROWS.c.low > _LEFT)
    .where(_ROWS.c.chat_id.is_not(None))
    .values(low_told=True)
    .returning(_ROWS.c.chat_id)
)
_FREEZING = _WALLET.values(frozen=bindparam("is_frozen"))


async def number_of(
    session: AsyncSession, kind: AccountKind, chat_id: int, currency: str, now: datetime
) -> int:
    """Return an account's number; the account is opened if there is none."""
    named = {"which": kind, "chat": chat_id, "money": currency}
    found: int | None = (await session.execute(_NUMBER, named)).scalar_one_or_none()
    if found is not None:
        return found
    fresh = Account(kind=kind, chat_id=chat_id, currency=currency, created_at=now)
    opened = await _OPENING.add(session, fresh.model_dump(exclude={"id"}))
    if opened is not None:
        return opened
    number: int = (await session.execute(_NUMBER, named)).scalar_one()
    return number


async def get(session: AsyncSession, account_id: int) -> Account:
    """Return an account as it is now."""
    return (await session.execute(_GETTING, {"of": account_id})).scalar_one()


async def lock(session: AsyncSession, account_id: int) -> Account:
    """Lock an account and return it as it is now."""
    return (await session.execute(_LOCKING, {"of": account_id})).scalar_one()


async def wallet_of(session: AsyncSession, chat_id: int) -> Account | None:
    """Return a chat's wallet, if it has one."""
    return (await session.execute(_OF_CHAT, {"chat": chat_id})).scalar_one_or_none()


async def reserve(session: AsyncSession, wallet_id: int, units: int) -> bool:
    """Reserve money if so much is neither taken nor reserved; return whether it was."""
    values = {"of": wallet_id, "units": units}
    return (await session.execute(_RESERVING, values)).scalar_one_or_none() is not None


async def settle(session: AsyncSession, wallet_id: int, *, held: int, taken: int) -> None:
    """End a reservation of `held` units, and take a part of them."""
    values = {"of": wallet_id, "units": held, "taken": taken}
    await session.execute(_SETTLING, values)


async def take(session: AsyncSession, wallet_id: int, units: int, *, if_open: bool) -> bool:
    """Take money that is not reserved; return whether there was enough.

    Args:
        if_open: not of a wallet that is frozen.
    """
    statement = _TAKING_IF_OPEN if if_open else _TAKING
    values = {"of": wallet_id, "units": units}
    return (await session.execute(statement, values)).scalar_one_or_none() is not None


async def put(session: AsyncSession, wallet_id: int, units: int) -> None:
    """Add money to a wallet."""
    await session.execute(_PUTTING, {"of": wallet_id, "units": units})


async def freeze(session: AsyncSession, wallet_id: int, *, frozen: bool) -> None:
    """Let nothing be ordered from a wallet any more, or again."""
    await session.execute(_FREEZING, {"of": wallet_id, "is_frozen": frozen})


async def close(session: AsyncSession, wallet_id: int) -> None:
    """Make a wallet empty and no chat's: all of it is put into another."""
    await session.execute(_CLOSING, {"of": wallet_id})


async def set_low(session: AsyncSession, wallet_id: int, units: int) -> None:
    """Have a wallet's chat told when less is available than so many units; 0: never."""
    await session.execute(_SETTING_LOW, {"of": wallet_id, "units": units})


async def has_low(session: AsyncSession) -> bool:
    """Return whether a wallet has become low, or has enough again, since that was last seen."""
    return (await session.execute(_CHANGED)).first() is not None


async def take_low(session: AsyncSession) -> Sequence[int]:
    """Return the chats whose wallets have become low, each once until there is enough again."""
    await session.execute(_ENOUGH)
    found: Sequence[int] = (await session.execute(_LOW)).scalars().all()
    return found


async def record_asked(
    session: AsyncSession, wallet_id: int, now: datetime, *, before: datetime
) -> bool:
    """Note that owners are asked about a wallet; `False` if they were since `before`."""
    values = {"of": wallet_id, "now": now, "before": before}
    return (await session.execute(_ASKING, values)).scalar_one_or_none() is not None
