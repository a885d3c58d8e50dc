"""The ways to pay: whether each can work."""

from bot.core.database.engine import Database
from bot.core.database.migrate import check
from bot.doctor.network import why_unreachable
from bot.doctor.results import CheckContext, CheckResult, UnhealthyError, ok, warning
from bot.options import crypto_pay, selling
from bot.payments.gateways.crypto_pay_api import CryptoPayApi
from bot.payments.rules.crypto_pay import priced_in
from bot.payments.rules.gateways import GatewayAwayError, GatewayRefusedError
from bot.payments.rules.methods import CRYPTO_PAY, STARS
from bot.payments.service import methods

_NAMES = {STARS: "Telegram Stars", CRYPTO_PAY: "Crypto Pay"}
_TEST_BOT = "CryptoTestnetBot"


async def examine_payments(context: CheckContext) -> list[CheckResult]:
    """Check each way to pay; without wallets nobody pays."""
    if selling(context.settings) is None:
        if crypto_pay(context.settings) is None:
            return []
        return [warning("CRYPTO_PAY_TOKEN does nothing while SELLING is off.")]
    return [*await _rates(context), *await _crypto_pay(context)]


async def _rates(context: CheckContext) -> list[CheckResult]:
    """Say what is switched on, and what lacks a rate."""
    currency = context.settings.wallet_currency
    database = Database(context.settings.database_url)
    try:
        if not await check(database):
            return [ok("what is switched on is known after the first start")]
        async with database.read() as session:
            on = (await methods.settings(session)).methods
            star_rate = await methods.star_rate(session, currency)
            rates = [await methods.rate_of(session, it, currency) for it in priced_in(currency)]
    finally:
        await database.close()
    found = [ok(f"switched on: {', '.join(_NAMES.get(it, it) for it in on) or 'nothing'}")]
    if star_rate is None:
        found.append(
            warning(
                f"nobody has said what a Star is worth in {currency}: nobody can pay with Stars. "
                "/admin, Payments."
            )
        )
    if crypto_pay(context.settings) is not None and not any(rates):
        found.append(
            warning(
                f"Crypto Pay makes no invoices in {currency}, and there is no exchange rate to "
                "a currency of its own. Set one in /admin, Prices."
            )
        )
    return found


async def _crypto_pay(context: CheckContext) -> list[CheckResult]:
    """Ask Crypto Pay whose token it is."""
    options = crypto_pay(context.settings)
    if options is None:
        return []
    api = CryptoPayApi(options)
    try:
        app = await api.call("getMe")
    except GatewayRefusedError as error:
        raise UnhealthyError(
            f"Crypto Pay does not know CRYPTO_PAY_TOKEN ({error}). Copy it again from @CryptoBot; "
            f"a token of @{_TEST_BOT} needs CRYPTO_PAY_NETWORK=test."
        ) from None
    except GatewayAwayError as error:
        why = await why_unreachable(options.url, str(error), "CRYPTO_PAY_NETWORK")
        raise UnhealthyError(f"Crypto Pay: {why}") from None
    finally:
        await api.aclose()
    values = app if isinstance(app, dict) else {}
    found = [ok(f"Crypto Pay answers: app {values.get('name', 'without a name')}")]
    if values.get("payment_processing_bot_username") == _TEST_BOT:
        found.append(warning("Crypto Pay is the test network: its coins are worth nothing."))
    if context.settings.webhook_url:
        url = context.settings.webhook_url.rstrip("/") + context.settings.crypto_pay_path
        found.append(ok(f"webhook for @CryptoBot, if you want one: {url}"))
    return found
