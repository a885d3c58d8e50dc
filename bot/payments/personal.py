"""What is kept of people in top-ups and payments.

These stay, as the books do: of who wants to be forgotten, under nobody's number. What was given
back can then only be given back by hand.
"""

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.personal import CLAIM, Declared, ErasureRequest, PersonalData, Rows
from bot.payments.rules.states import TopUpState
from bot.payments.tables import (
    GatewayCheck,
    GatewayTransaction,
    Payment,
    PaymentSettings,
    TopUp,
)

_PEOPLE = (TopUp.asked_by, TopUp.chat_id, TopUp.pay_in)
_OPEN = [it for it in TopUpState if not it.is_over and it is not TopUpState.REVIEW]
"""What ends with its person; where a proof was sent, owners decide."""


def _asked(user_id: int) -> ColumnElement[bool]:
    return or_(*(col(it) == user_id for it in _PEOPLE))


def _paid(user_id: int) -> ColumnElement[bool]:
    theirs = select(TopUp.id).where(col(TopUp.chat_id) == user_id)
    return or_(col(Payment.payer_id) == user_id, col(Payment.top_up_id).in_(theirs))


def _rows(user_id: int) -> Rows:
    return {TopUp: _asked(user_id), Payment: _paid(user_id)}


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    is_open = _asked(person.user_id) & col(TopUp.state).in_(_OPEN)
    await session.execute(update(TopUp).where(is_open).values(state=TopUpState.WITHDRAWN))


async def _erase_ended(session: AsyncSession, person: ErasureRequest) -> None:
    for column in _PEOPLE:
        theirs = update(TopUp).where(col(column) == person.user_id)
        await session.execute(theirs.values({col(column): person.pseudonym}))
    paid = update(Payment).where(col(Payment.payer_id) == person.user_id)
    await session.execute(paid.values(payer_id=person.pseudonym))


PERSONAL = PersonalData(
    tables={
        TopUp: Declared(
            file="top_ups",
            pseudonymized="chat_id asked_by pay_in",
            not_personal="key asked_with method due_currency currency external_id url units "
            "message_id lease_holder",
            withheld=f"key asked_with url message_id {CLAIM}",
            is_left_at_first=True,
        ),
        Payment: Declared(
            file="payments",
            pseudonymized="payer_id",
            not_personal="method external_id key amount_currency problem fee_currency units "
            "lease_holder",
            withheld=f"key problem fee fee_currency fee_worth {CLAIM}",
            is_left_at_first=True,
        ),
        PaymentSettings: Declared(not_personal="methods amounts least most"),
        GatewayCheck: Declared(not_personal="method cursor unexplained error lease_holder"),
        GatewayTransaction: Declared(not_personal="method external_id currency"),
    },
    rows=_rows,
    erase=_erase,
    erase_ended=_erase_ended,
)
