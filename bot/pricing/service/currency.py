"""The wallets' currency, which is fixed once money was moved."""

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
    moved = await ledger.currency_in_use(session)
    if moved is not None and moved != selling.currency:
        raise CurrencyChangedError(
            f"WALLET_CURRENCY is {selling.currency}, but money has been moved in {moved}: "
            f"balances cannot be converted. Set WALLET_CURRENCY={moved}."
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
