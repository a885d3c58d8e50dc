"""The one row of what owners have set about paying in."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.core.database.by_key import ByKey
from bot.payments.tables import PaymentSettings

_ID = 1
_ROW = ByKey(PaymentSettings)


async def find(session: AsyncSession) -> PaymentSettings:
    """Return what owners have set."""
    return _existing(await _ROW.find(session, _ID))


async def lock(session: AsyncSession) -> PaymentSettings:
    """Lock what owners have set, and return it as it is now."""
    return _existing(await _ROW.lock(session, _ID))


def _existing(row: PaymentSettings | None) -> PaymentSettings:
    if row is None:
        raise RuntimeError("the row of payment_settings, which its migration makes, is missing")
    return row
