"""What is kept of people in requests for refills and cancellations of their orders."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.personal import CLAIM, Declared, ErasureRequest, PersonalData, Rows
from bot.orders.tables import Order
from bot.refills.tables import CancelRequest, Refill


def _rows(user_id: int) -> Rows:
    orders = select(Order.id).where(col(Order.user_id) == user_id)
    return {
        Refill: col(Refill.order_id).in_(orders),
        CancelRequest: col(CancelRequest.order_id).in_(orders),
    }


async def _erase_ended(session: AsyncSession, person: ErasureRequest) -> None:
    for requests in (Refill, CancelRequest):
        of_these = _rows(person.pseudonym)[requests]
        await session.execute(update(requests).where(of_these).values(user_name="", words=""))


PERSONAL = PersonalData(
    tables={
        Refill: Declared(
            file="refills",
            searched="user_name words",
            not_personal="provider_refill_id lease_holder",
            withheld=CLAIM,
            is_left_at_first=True,
        ),
        CancelRequest: Declared(
            file="cancellations",
            searched="user_name words",
            not_personal="lease_holder",
            withheld=CLAIM,
            is_left_at_first=True,
        ),
    },
    rows=_rows,
    erase_ended=_erase_ended,
)
