"""What is kept of people who have redeemed codes, or made them.

Redemptions stay, as the books do: of who wants to be forgotten, under nobody's number.
"""

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.core.personal import Declared, ErasureRequest, PersonalData
from bot.vouchers.tables import CodeTries, Redemption, Voucher, VoucherBatch


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    await session.execute(delete(CodeTries).where(col(CodeTries.person_id) == person.user_id))
    theirs = update(Redemption).where(col(Redemption.person_id) == person.user_id)
    await session.execute(theirs.values(person_id=person.pseudonym))
    made = update(VoucherBatch).where(col(VoucherBatch.made_by) == person.user_id)
    await session.execute(made.values(made_by=person.pseudonym))


PERSONAL = PersonalData(
    tables={
        Redemption: Declared(
            file="redemptions",
            pseudonymized="person_id",
            kept={"redeemer": "a code is redeemed once; who, only somebody with the code can say"},
            not_personal="units",
            withheld="redeemer",
        ),
        CodeTries: Declared(file="wrong_codes", erased="person_id"),
        VoucherBatch: Declared(
            file="voucher_batches",
            pseudonymized="made_by",
            searched="note",
            not_personal="amount currency",
            withheld="note",
        ),
        Voucher: Declared(not_personal="digest"),
    },
    rows=lambda user_id: {
        Redemption: col(Redemption.person_id) == user_id,
        CodeTries: col(CodeTries.person_id) == user_id,
        VoucherBatch: col(VoucherBatch.made_by) == user_id,
    },
    erase=_erase,
)
