"""The wallets' currency, which is fixed once money was transferred."""

from bot.core.database.engine import Session
from bot.pricing.rules.selling import Selling
from bot.pricing.store import prices as store
from bot.wallet.service import ledger


class CurrencyChangedError(Exception):
    """The wallets have another currency than the settings say; the text says what to do."""


async def check(session: Session, selling: Selling) -> None:
    """Compare the configured currency with that of what is stored.

    Raises:
        CurrencyChangedError: what is stored would mean other amounts.
    """
    in_use = await ledger.currency_in_use(session)
    if in_use is not None and in_use != selling.currency:
        raise CurrencyChangedError(
            f"WALLET_CURRENCY is {selling.currency}, but wallets have been used in {in_use}: "
            f"balances cannot be converted. Set WALLET_CURRENCY={in_use}."
        )
    known = (await store.find_state(session)).wallet_currency
    if known and known != selling.currency and await store.has_amounts(session):
        raise CurrencyChangedError(
            f"WALLET_CURRENCY is {selling.currency}, but there are markups with amounts in "
            f"{known}. Set WALLET_CURRENCY={known}, remove them in /admin, Prices, and change it "
            "then."
        )


async def settle(session: Session, selling: Selling) -> None:
    """As `check`, and keep the currency.

    Raises:
        CurrencyChangedError: as above.
    """
    await check(session, selling)
    (await store.lock_state(session)).wallet_currency = selling.currency
