"""What is kept of people in the books.

These stay: of who wants to be forgotten, under nobody's number, once no order is under way.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.chats.rules.forgetting import CHECK_AGAIN_AFTER
from bot.core.money import Money
from bot.core.personal import Declared, ErasureRequest, PersonalData, Rows
from bot.core.questions import store as questions
from bot.orders.personal import count_under_way
from bot.wallet.buttons import WalletQuestion
from bot.wallet.rules.ledger import AccountKind, HoldState
from bot.wallet.rules.units import from_units
from bot.wallet.service import ledger
from bot.wallet.tables import Account, BookCheck, Hold, Transfer

_QUESTIONS = [it.value for it in WalletQuestion]


def _wallet(user_id: int) -> ColumnElement[bool]:
    return (col(Account.kind) == AccountKind.WALLET) & (col(Account.chat_id) == user_id)


def _transfers_of(user_id: int) -> ColumnElement[bool]:
    wallets = select(Account.id).where(_wallet(user_id))
    return or_(col(Transfer.debit_id).in_(wallets), col(Transfer.credit_id).in_(wallets))


def _rows(user_id: int) -> Rows:
    wallets = select(Account.id).where(_wallet(user_id))
    return {
        Account: _wallet(user_id),
        Transfer: _transfers_of(user_id),
        Hold: col(Hold.account_id).in_(wallets),
    }


async def _at_stake(session: AsyncSession, user_id: int) -> Sequence[Money]:
    query = select(Account).where(_wallet(user_id), col(Account.posted) > 0)
    found = (await session.execute(query.execution_options(populate_existing=True))).scalars()
    return [Money(from_units(it.posted), it.currency) for it in found]


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await questions.delete_beginning(session, _QUESTIONS, f"{person.user_id} ")
    of_owner = update(Transfer).where(col(Transfer.by) == person.user_id)
    await session.execute(of_owner.values(by=person.pseudonym))


async def _erase_ended(session: AsyncSession, person: ErasureRequest) -> datetime | None:
    wallets = select(Account.id).where(_wallet(person.user_id))
    if (await session.execute(wallets)).first() is None:
        return None
    is_held = _rows(person.user_id)[Hold] & (col(Hold.state) == HoldState.OPEN)
    held = select(Hold.id).where(is_held).limit(1)
    waits = (await session.execute(held)).first() is not None
    if waits or await count_under_way(session, person.user_id):
        return person.now + CHECK_AGAIN_AFTER  # something may be given back
    await _forfeit(session, person)
    clearing = update(Transfer).where(_transfers_of(person.user_id))
    await session.execute(clearing.values(note=""))
    wallet = update(Account).where(_wallet(person.user_id))
    await session.execute(wallet.values(chat_id=person.pseudonym))
    return None


async def _forfeit(session: AsyncSession, person: ErasureRequest) -> None:
    """Take what is left in the wallet, which the person was told of, to the bot's own account."""
    left = select(Account.id).where(_wallet(person.user_id), col(Account.posted) > 0)
    for wallet_id in (await session.execute(left)).scalars().all():
        await ledger.forfeit(session, wallet_id, now=person.now)


PERSONAL = PersonalData(
    tables={
        Account: Declared(
            file="wallet",
            pseudonymized="chat_id",
            not_personal="currency posted held low",
            withheld="asked_at",
        ),
        Transfer: Declared(
            file="money_moved",
            pseudonymized="by",
            searched="note",
            not_personal="amount currency key request_hash order_id",
            withheld="by key request_hash",
            is_left_at_first=True,
        ),
        Hold: Declared(
            file="money_reserved",
            not_personal="key amount captured order_id request_hash",
            withheld="key request_hash",
        ),
        BookCheck: Declared(not_personal="differences"),
    },
    rows=_rows,
    at_stake=_at_stake,
    erase=_erase,
    erase_ended=_erase_ended,
)
