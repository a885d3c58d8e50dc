"""What orders cost is reserved: when they are confirmed, and anew at another price."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.core.database.engine import Session
from bot.core.money import Money
from bot.orders.mass.tables import MassOrder
from bot.orders.tables import Draft, Order
from bot.wallet.rules.units import to_units
from bot.wallet.service import ledger, reservations


@dataclass(frozen=True, slots=True)
class Payment:
    """What was reserved for an order that is about to be placed."""

    wallet_id: int
    hold_key: str


def payer_of(ordered: Draft | MassOrder) -> int:
    """Return the chat whose wallet pays: the one where it is ordered, or the person's own."""
    return ordered.user_id if ordered.pays_self else ordered.chat_id


@dataclass(frozen=True, slots=True)
class WalletBalance:
    """A wallet that is to pay.

    Attributes:
        available: what is free in it, in its units.
        is_frozen: an owner has frozen it: nothing is ordered from it.
    """

    available: int
    is_frozen: bool = False


async def wallet_balance_of(session: Session, ordered: Draft | MassOrder) -> WalletBalance:
    """Return the wallet that is to pay what is being ordered."""
    found = await ledger.wallet_of(session, payer_of(ordered))
    return WalletBalance(0) if found is None else WalletBalance(found.available, found.frozen)


async def reserve(
    session: Session, chat_id: int, price: Money, key: str, now: datetime
) -> Payment:
    """Reserve the price of an order, or of a line of a list, in a chat's wallet.

    Args:
        key: the order's own; the same twice reserves once.

    Raises:
        NotEnoughError: there is not so much; nothing was reserved.
        FrozenError: an owner has frozen the wallet.
    """
    wallet = await ledger.open_wallet(session, chat_id, price.currency, now)
    await reservations.hold(
        session, wallet.id, to_units(price.amount), key=key, order_id=None, now=now
    )
    return Payment(wallet.id, key)


async def reserve_lines(
    session: Session, mass: MassOrder, lines: Sequence[Mapping[str, Any]], now: datetime
) -> int:
    """Reserve what the lines of a list cost, all or nothing; return the wallet's number.

    Raises:
        NotEnoughError, FrozenError: as `reserve`.
    """
    wallet = await ledger.open_wallet(session, payer_of(mass), mass.currency, now)
    amounts = {line["hold"]: to_units(Decimal(line["price"])) for line in lines}
    await reservations.hold_all(session, wallet.id, amounts, now=now)
    return wallet.id


async def release_lines(
    session: Session, lines: Iterable[Mapping[str, Any]], now: datetime
) -> None:
    """Free what was reserved for lines of a list that will not be ordered."""
    for line in lines:
        if "hold" in line:
            await reservations.void(session, line["hold"], now=now)


async def renew_lines(
    session: Session, mass: MassOrder, lines: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Reserve what lines cost now whose price has changed since they were confirmed.

    Raises:
        NotEnoughError, FrozenError: as `reserve`.
    """
    if mass.wallet_id is None:
        return
    former = {line["number"]: line["price"] for line in mass.lines}
    changed = [line for line in lines if line["price"] != former.get(line["number"])]
    await release_lines(session, changed, now)
    for line in changed:
        line["hold"] = _next_key(line["hold"])
    amounts = {line["hold"]: to_units(Decimal(line["price"])) for line in changed}
    await reservations.hold_all(session, mass.wallet_id, amounts, now=now)


async def reserve_anew(session: Session, order: Order, now: datetime) -> None:
    """Reserve what an order costs now that its person has agreed to another price.

    Raises:
        NotEnoughError, FrozenError: as `reserve`; what was reserved before is free.
    """
    if order.wallet_id is None:
        return
    if order.hold_key:
        await reservations.void(session, order.hold_key, now=now)
    order.hold_key = _next_key(order.hold_key or order.draft_key)
    amount = to_units(order.price)
    await reservations.hold(
        session, order.wallet_id, amount, key=order.hold_key, order_id=order.id, now=now
    )


def _next_key(key: str) -> str:
    stem, _, count = key.partition("@")
    return f"{stem}@{int(count or 1) + 1}"
