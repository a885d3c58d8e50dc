"""Whether customers can pay manually: what each way that is switched on has, and lacks."""

from bot import options
from bot.core.database.engine import Database, Session
from bot.core.database.migrate import check
from bot.doctor.results import CheckContext, CheckResult, ok, warning
from bot.manual_payments.service import methods
from bot.manual_payments.tables import ManualMethod


async def examine_transfers(context: CheckContext) -> list[CheckResult]:
    """Check each manual way to pay; nothing where nobody pays from wallets."""
    selling = options.selling(context.settings)
    if selling is None:
        return []
    database = Database(context.settings.database_url)
    try:
        if not await check(database):
            return []
        async with database.read() as session:
            found = await methods.all_of(session)
            return [await _result(session, it, selling.currency) for it in found]
    finally:
        await database.close()


async def _result(session: Session, method: ManualMethod, currency: str) -> CheckResult:
    lacks = await methods.lacks(session, method, currency)
    if lacks.text:
        return warning(
            f"“{method.name}” has no account: nobody can pay so. Set it: /admin, Payments, "
            "By hand."
        )
    if lacks.rate:
        return warning(
            f"“{method.name}” is paid in {method.currency}, and there is no exchange rate to "
            f"{currency}: nobody can pay so. Set it: /admin, Prices."
        )
    if lacks.amounts:
        return warning(
            f"“{method.name}” takes at least more than at most: nobody can pay so. Change "
            "either: /admin, Payments, By hand."
        )
    state = "switched on" if method.is_on else "can work, switched off"
    return ok(f"“{method.name}”: {state}")
