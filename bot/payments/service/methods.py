"""The ways to pay in that are on offer, and what each asks for an amount."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from bot.core.database.engine import Session
from bot.manual_payments.service import methods as manual_methods
from bot.payments.rules.crypto_pay import crypto_offer, priced_in
from bot.payments.rules.gateways import Offer
from bot.payments.rules.methods import (
    CRYPTO_PAY,
    LEAST,
    MOST_STARS,
    STAR_CURRENCY,
    STAR_USD,
    STARS,
    credit_of,
    is_manual,
    stars_for,
)
from bot.payments.store import settings as store
from bot.payments.tables import PaymentSettings
from bot.pricing.service import exchange
from bot.wallet.rules.units import UNITS

AMOUNTS = (5 * UNITS, 10 * UNITS, 25 * UNITS, 50 * UNITS)
"""Suggested where owners have not set others."""


async def star_rate(session: Session, currency: str) -> Decimal | None:
    """Return what a Star is worth in a currency: as owners have set it, else by the US dollar."""
    own = await exchange.newest(session, STAR_CURRENCY, currency)
    if own is not None:
        return own
    dollar = await exchange.newest(session, "USD", currency)
    return None if dollar is None else STAR_USD * dollar


async def rate_of(session: Session, due_currency: str, currency: str) -> Decimal | None:
    """Return what 1 of what is asked is worth in the wallets' currency now."""
    if due_currency == STAR_CURRENCY:
        return await star_rate(session, currency)
    return await exchange.newest(session, due_currency, currency)


async def worth_of(
    session: Session, amount: Decimal, due_currency: str, currency: str
) -> int | None:
    """Return the units that an amount is worth now; `None`: nobody has said."""
    rate = await rate_of(session, due_currency, currency)
    return None if rate is None else credit_of(amount, rate)


async def settings(session: Session) -> PaymentSettings:
    """Return what owners have set about paying in."""
    return await store.find(session)


async def on_offer(session: Session, currency: str, set_up: Collection[str]) -> Sequence[str]:
    """Return the codes of the ways to pay that are switched on and can work.

    Args:
        set_up: the gateways that this bot has.
    """
    methods = [it for it in (await store.find(session)).methods if it in set_up]
    found = [it for it in methods if await quote(session, it, LEAST, currency) is not None]
    return [*found, *await manual_methods.on_offer(session, currency)]


async def amounts(session: Session) -> Sequence[int]:
    """Return the amounts that are suggested, in units."""
    return (await store.find(session)).amounts or AMOUNTS


async def limits(session: Session, method: str) -> tuple[int, int]:
    """Return the least and the most of one top-up, in units; 0: no limit."""
    found = await store.find(session)
    least, most = await manual_methods.limits(session, method)
    return least or found.least or LEAST, most or found.most


async def quote(session: Session, method: str, units: int, currency: str) -> Offer | None:
    """Return what a way to pay asks for so many units; `None`: it cannot take that."""
    if method == STARS:
        rate = await star_rate(session, currency)
        offer = None if rate is None else stars_for(units, rate)
        return None if offer is None or offer.due > MOST_STARS else offer
    if method == CRYPTO_PAY:
        return await _crypto_quote(session, units, currency)
    return (
        await manual_methods.quote(session, method, units, currency) if is_manual(method) else None
    )


async def _crypto_quote(session: Session, units: int, currency: str) -> Offer | None:
    for due_currency in priced_in(currency):
        rate = await rate_of(session, due_currency, currency)
        if rate is not None:
            return crypto_offer(units, due_currency, rate)
    return None


async def set_star_rate(
    session: Session, currency: str, rate: Decimal, *, by: int, now: datetime
) -> None:
    """Count a Star as so much of the wallets' currency from now on."""
    await exchange.set_rate(session, STAR_CURRENCY, currency, rate, by=by, now=now)


async def switch(session: Session, method: str, *, on: bool) -> None:
    """Put a way to pay on offer, or take it off."""
    row = await store.lock(session)
    others = [it for it in row.methods if it != method]
    row.methods = [*others, method] if on else others
    session.add(row)
