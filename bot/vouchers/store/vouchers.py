"""Codes by their hashes, and who has redeemed them."""

from datetime import datetime

from sqlalchemy import bindparam, delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.database.once import InsertOnce
from bot.vouchers.tables import CodeTries, Redemption, Voucher, VoucherBatch

_REDEEMING = InsertOnce(Redemption.metadata.tables["redemptions"], "voucher_id", "person_id")
_TRYING = InsertOnce(CodeTries.metadata.tables["code_tries"], "person_id")
_FOUND = (
    select(Voucher, VoucherBatch)
    .join(VoucherBatch, col(VoucherBatch.id) == col(Voucher.batch_id))
    .where(col(Voucher.digest) == bindparam("digest"))
)
_REDEEMED = select(Redemption.id).where(col(Redemption.redeemer) == bindparam("redeemer"))


async def find(session: AsyncSession, digest: str) -> tuple[Voucher, VoucherBatch] | None:
    """Return a code with its batch; `None`: there is no such code."""
    row = (await session.execute(_FOUND, {"digest": digest})).first()
    return None if row is None else (row[0], row[1])


async def use(session: AsyncSession, voucher_id: int, now: datetime) -> bool:
    """Take one use of a code, if there is one left and it is valid; return whether it was."""
    valid = select(VoucherBatch.id).where(
        col(VoucherBatch.is_stopped).is_(False),
        or_(col(VoucherBatch.valid_until).is_(None), col(VoucherBatch.valid_until) > now),
    )
    query = (
        update(Voucher)
        .where(
            col(Voucher.id) == voucher_id,
            col(Voucher.used) < col(Voucher.uses),
            col(Voucher.batch_id).in_(valid),
        )
        .values(used=Voucher.used + 1)
        .returning(col(Voucher.id))
        .execution_options(synchronize_session=False)
    )
    return (await session.execute(query)).first() is not None


async def is_redeemer(session: AsyncSession, redeemer: str) -> bool:
    """Return whether somebody has redeemed a code, by their digest."""
    return (await session.execute(_REDEEMED, {"redeemer": redeemer})).first() is not None


async def redeem(session: AsyncSession, row: Redemption) -> bool:
    """Note who redeems a code; `False`: they have done so before."""
    number = await _REDEEMING.add(session, row.model_dump(exclude={"id"}))
    if number is None:
        return False
    row.id = number
    return True


async def take_back(session: AsyncSession, row: Redemption) -> None:
    """Take off a note of this transaction: the code cannot be redeemed after all."""
    await session.execute(delete(Redemption).where(col(Redemption.id) == row.id))


async def lock_tries(session: AsyncSession, person_id: int, now: datetime) -> CodeTries:
    """Lock how often a person was wrong; whoever tries at the same time as them waits here."""
    fresh = {"person_id": person_id, "wrong": 0, "since": now, "until": None}
    await _TRYING.add(session, fresh)
    query = select(CodeTries).where(col(CodeTries.person_id) == person_id).with_for_update()
    query = query.execution_options(populate_existing=True)
    return (await session.execute(query)).scalar_one()
