"""A code is redeemed, and wrong ones are slowed down."""

from datetime import datetime

from bot.core.database.engine import Session
from bot.vouchers.rules.codes import digest_of_code, digest_of_redeemer, read_code
from bot.vouchers.rules.outcomes import Outcome, Redeeming
from bot.vouchers.rules.tries import Tries, after_wrong
from bot.vouchers.store import vouchers as store
from bot.vouchers.tables import CodeTries, Redemption, Voucher, VoucherBatch
from bot.wallet.rules.ledger import AccountKind, TransferKind
from bot.wallet.service import ledger


async def redeem(
    session: Session, typed: str, *, person_id: int, chat_id: int, currency: str, now: datetime
) -> Redeeming:
    """Add what a code is worth to the wallet of a chat, once for each person."""
    tries = await store.lock_tries(session, person_id, now)
    if tries.until is not None and now < tries.until:
        return Redeeming(Outcome.PAUSED, until=tries.until)
    code = read_code(typed)
    found = None if code is None else await store.find(session, digest_of_code(code))
    if code is None or found is None:
        return _wrong(session, tries, now)
    voucher, batch = found
    if batch.currency != currency:
        return Redeeming(Outcome.CURRENCY)
    redeemer = digest_of_redeemer(code, person_id)
    wallet = await ledger.open_wallet(session, chat_id, currency, now)
    row = Redemption(
        voucher_id=voucher.id,
        person_id=person_id,
        redeemer=redeemer,
        wallet_id=wallet.id,
        units=batch.amount,
        at=now,
    )
    # Who was forgotten since stands there under another number.
    if await store.is_redeemer(session, redeemer) or not await store.redeem(session, row):
        return Redeeming(Outcome.AGAIN, batch.amount)
    if not await store.use(session, voucher.id, now):
        await store.take_back(session, row)
        return Redeeming(Outcome.OVER if _is_over(batch, now) else Outcome.USED_UP)
    await _pay_in(session, voucher, batch, row, now)
    tries.wrong, tries.since, tries.until = 0, now, None
    session.add(tries)
    return Redeeming(Outcome.REDEEMED, batch.amount)


def _wrong(session: Session, tries: CodeTries, now: datetime) -> Redeeming:
    before = Tries(tries.wrong, tries.since, tries.until) if tries.wrong else None
    after = after_wrong(before, now)
    tries.wrong, tries.since, tries.until = after.wrong, after.since, after.until
    session.add(tries)
    return Redeeming(Outcome.UNKNOWN, until=after.until)


def _is_over(batch: VoucherBatch, now: datetime) -> bool:
    return batch.is_stopped or (batch.valid_until is not None and now >= batch.valid_until)


async def _pay_in(
    session: Session, voucher: Voucher, batch: VoucherBatch, row: Redemption, now: datetime
) -> None:
    """Sold codes were paid outside of the bot; what is given away is the operator's expense."""
    await ledger.pay_in(
        session,
        row.wallet_id,
        row.units,
        source=AccountKind.CASH if batch.is_sold else AccountKind.PROMO,
        key=f"voucher:{voucher.id}:{row.id}",
        kind=TransferKind.VOUCHER,
        now=now,
    )
