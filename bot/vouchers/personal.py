"""What is kept of people who have redeemed codes, or made them.

Redemptions stay, as the books do: of who wants to be forgotten, under nobody's number.
"""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.personal import Declared, Leaving, PersonalData
from bot.vouchers.tables import CodeTries, Redemption, Voucher, VoucherBatch


async def _erase(session: AsyncSession, person: Leaving) -> None:
    await session.execute(delete(CodeTries).where(col(CodeTries.person_id) == person.user_id))
    theirs = update(Redemption).where(col(Redemption.person_id) == person.user_id)
    await session.execute(theirs.values(person_id=person.nobody))
    made = update(VoucherBatch).where(col(VoucherBatch.made_by) == person.user_id)
    await session.execute(made.values(made_by=person.nobody))


PERSONAL = PersonalData(
    tables={
        Redemption: Declared(file="redemptions", renamed="person_id", nobodys="units"),
        CodeTries: Declared(file="wrong_codes", erased="person_id"),
        VoucherBatch: Declared(
            file="voucher_batches",
            renamed="made_by",
            searched="note",
            nobodys="amount currency",
            withheld="note",
        ),
        Voucher: Declared(nobodys="digest"),
    },
    rows=lambda user_id: {
        Redemption: col(Redemption.person_id) == user_id,
        CodeTries: col(CodeTries.person_id) == user_id,
        VoucherBatch: col(VoucherBatch.made_by) == user_id,
    },
    erase=_erase,
)
