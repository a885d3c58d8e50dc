"""The ways to pay by hand: what is on offer, what each asks, and what owners change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.core.database.engine import Session
from bot.manual_payments.rules.amounts import credit_for, due_for
from bot.manual_payments.store import methods as store
from bot.manual_payments.tables import ManualMethod, ManualSettings
from bot.payments.rules.gateways import Offer
from bot.payments.rules.methods import LEAST, manual_method, manual_number
from bot.pricing.service import exchange

HOLDS = timedelta(hours=24)
"""So long somebody has to pay and to send the proof."""


@dataclass(frozen=True, slots=True)
class Lacks:
    """What a method needs before it can be on offer."""

    text: bool = False
    rate: bool = False
    amounts: bool = False  # the least of one top-up is more than the most

    def __bool__(self) -> bool:
        """Return whether anything is missing."""
        return self.text or self.rate or self.amounts


async def lacks(session: Session, method: ManualMethod, currency: str) -> Lacks:
    """Return what keeps a method from working in wallets of a currency."""
    rate = await exchange.newest(session, method.currency, currency)
    none_fits = 0 < method.most < (method.least or LEAST)
    return Lacks(text=not method.text, rate=rate is None, amounts=none_fits)


async def on_offer(session: Session, currency: str) -> Sequence[str]:
    """Return the codes of the methods that are switched on and can work."""
    found = await store.all_of(session, only_on=True)
    return [manual_method(it.id) for it in found if not await lacks(session, it, currency)]


async def names(session: Session) -> Mapping[str, str]:
    """Return what each method is called, by its code; removed ones as well."""
    return {manual_method(number): name for number, name in await store.names(session)}


async def limits(session: Session, code: str) -> tuple[int, int]:
    """Return the least and the most of one top-up, in units; 0: as of all methods."""
    method = await find(session, code)
    return (0, 0) if method is None else (method.least, method.most)


async def quote(session: Session, code: str, units: int, currency: str) -> Offer | None:
    """Return what a method asks for so many units, and what it gives; `None`: it is not there."""
    method = await find(session, code)
    rate = None if method is None else await exchange.newest(session, method.currency, currency)
    if method is None or rate is None:
        return None
    due = due_for(units, rate, method.percent, method.currency)
    credit = credit_for(units, method.percent)
    return Offer(code, due, method.currency, credit, rate, HOLDS, asked=units)


async def find(session: Session, code: str) -> ManualMethod | None:
    """Return a method by its code, also one that was removed."""
    number = manual_number(code)
    return None if number is None else await store.find(session, number)


async def all_of(session: Session) -> Sequence[ManualMethod]:
    """Return the methods that were not removed."""
    return await store.all_of(session)


async def settings(session: Session) -> ManualSettings:
    """Return what holds for all methods."""
    return await store.settings(session)


async def add(session: Session, name: str, currency: str) -> ManualMethod:
    """Make a method; it is off until its text is there."""
    return await store.add(session, ManualMethod(name=name, currency=currency))


async def lock(session: Session, method_id: int) -> ManualMethod | None:
    """Lock a method that was not removed, for a change."""
    method = await store.lock(session, method_id)
    return None if method is None or method.is_removed else method


async def lock_settings(session: Session) -> ManualSettings:
    """Lock what holds for all methods, for a change."""
    return await store.lock_settings(session)


async def get(session: Session, method_id: int) -> ManualMethod | None:
    """Return a method that was not removed."""
    method = await store.find(session, method_id)
    return None if method is None or method.is_removed else method
