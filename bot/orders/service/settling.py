"""The money of an order follows its state: what was reserved is taken or freed, a rest returned.

What has been charged is `net`, a pure function of what the panel says; what is booked is the
difference to what is booked already, so that no word of the panel can be charged or returned
twice. Whoever holds the order's row calls this, in the transaction that changes it.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.core.database.engine import Session
from bot.core.money import Money
from bot.orders import forms
from bot.orders.forms import OrderForm
from bot.orders.rules.costs import is_charged_by_suborders
from bot.orders.rules.final_price import (
    OpenRuns,
    SuborderStatus,
    delivered_of,
    net,
    net_of_posts,
    net_of_runs,
    open_runs,
)
from bot.orders.rules.states import AT_PANEL, FINISHED, RESERVED, OrderState
from bot.orders.store import events as order_events
from bot.orders.store import suborders
from bot.orders.tables import Order
from bot.wallet.rules.units import from_units, to_units
from bot.wallet.service import ledger, operator_accounts, reservations

CHARGED_AGAIN_WITHIN = timedelta(hours=24)
"""What was returned is taken again so long, if the panel has delivered after all."""


@dataclass(frozen=True, slots=True)
class WalletChange:
    """What a change of an order has changed in its wallet, in the unit of wallets.

    Attributes:
        back: is in the wallet again, or free there; below zero: was charged after all.
        balance: what is free in the wallet after it.
        is_own: that of somebody who ordered in a group.
    """

    back: int
    balance: int
    is_own: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return what a message needs to tell of it."""
        return asdict(self)


async def lock_wallets(session: Session, changing: Iterable[Order]) -> None:
    """Lock the wallets of several orders, which are locked, before the first of them changes.

    Two transactions that took them as their orders come would wait for each other.
    """
    wallets = {order.wallet_id for order in changing if order.wallet_id is not None}
    for number in sorted(wallets):
        await ledger.lock(session, number)


async def settle(session: Session, order: Order, now: datetime) -> WalletChange | None:
    """Book what an order costs as it stands; `None`: that changes nothing in the wallet."""
    if order.wallet_id is None or order.state in RESERVED:
        return None
    back = await _end_hold(session, order, now)
    target = await net_of(session, order)
    booked = order.booked + order.written_off
    lost = 0
    if target is not None and target < booked:
        back += await _give_back(session, order.wallet_id, order, booked - target, now)
    elif target is not None and target > booked:
        lost = await _charge_after_all(session, order.wallet_id, order, target - booked, now)
        back -= target - booked - lost
    if not back and not lost:
        return None
    wallet = await ledger.get(session, order.wallet_id)
    return WalletChange(back, wallet.available, is_own=wallet.chat_id != order.chat_id)


async def _end_hold(session: Session, order: Order, now: datetime) -> int:
    """Take what was reserved for an order that was placed; else free it, and return how much."""
    if not order.hold_key:
        return 0
    key, price = order.hold_key, to_units(order.price)
    order.hold_key, order.settled_at = "", now
    if order.state in AT_PANEL:
        await reservations.capture(session, key, price, order_id=order.id, now=now)
        order.booked = price
        return 0
    await reservations.void(session, key, now=now)
    return price


async def _give_back(
    session: Session, wallet_id: int, order: Order, amount: int, now: datetime
) -> int:
    """Return what an order does not cost any more; first what nobody has paid, to nobody."""
    unpaid = min(amount, order.written_off)
    if unpaid:
        await operator_accounts.write_off(
            session,
            unpaid,
            currency=order.currency,
            key=_key(order),
            order_id=order.id,
            now=now,
            is_reversal=True,
        )
        order.written_off -= unpaid
    if amount > unpaid:
        await ledger.refund(
            session, wallet_id, amount - unpaid, key=_key(order), order_id=order.id, now=now
        )
        order.booked -= amount - unpaid
        order.settled_at = now
    return amount - unpaid


async def _charge_after_all(
    session: Session, wallet_id: int, order: Order, amount: int, now: datetime
) -> int:
    """Charge what an order costs more than is booked; return how much nobody pays.

    That is all of it where the wallet has not enough, or the money was given back long ago.
    """
    key, since = _key(order), order.settled_at or now
    if now - since <= CHARGED_AGAIN_WITHIN and await ledger.charge(
        session, wallet_id, amount, key=key, order_id=order.id, now=now
    ):
        order.booked += amount
        order.settled_at = now
        return 0
    await operator_accounts.write_off(
        session, amount, currency=order.currency, key=key, order_id=order.id, now=now
    )
    order.written_off += amount
    return amount


def _key(order: Order) -> str:
    """Return the key of the next transfer for an order; its row is locked."""
    order.movements += 1
    return f"order:{order.id}:{order.movements}"


async def net_of(session: Session, order: Order) -> int | None:
    """Return what an order costs as it stands; `None`: that is not known, or owners decide."""
    if order.decided is not None:
        return order.decided
    if order.state not in AT_PANEL:
        return 0
    price = to_units(order.price)
    if order.state in FINISHED and order.state is not OrderState.REFUNDED:
        suborders = await _suborders(session, order)
        form = forms.form_for(order.service_type)
        if form is not None and (suborders or order.posts is not None):
            return _net_of_suborders(order, form, price, suborders)
        if await _may_have_come_in_part(session, order):
            return None
    return _net_of_whole(order, price)


async def _may_have_come_in_part(session: Session, order: Order) -> bool:
    """Return whether a canceled order had begun, and the panel has not said what of it came.

    Some name no runs of a drip-feed and no posts of a subscription: that it is canceled says
    nothing of those before.
    """
    if (
        order.state is not OrderState.CANCELED
        or order.charge == 0
        or not is_charged_by_suborders(order)
    ):
        return False
    in_progress = await order_events.has_been(session, order, OrderState.IN_PROGRESS)
    return in_progress or await order_events.has_been(session, order, OrderState.ACTIVE)


async def _suborders(session: Session, order: Order) -> list[SuborderStatus]:
    found = await suborders.of_order(session, order.id)
    return [SuborderStatus(it.state, it.remains) for it in found]


def _net_of_suborders(
    order: Order, form: OrderForm, price: int, suborders: list[SuborderStatus]
) -> int | None:
    if forms.has_dripfeed(form, order.answers):
        return net_of_runs(price, *_runs(order), suborders)
    posts = forms.posts_of(order.answers)
    if form.quantity is forms.QuantityRule.PER_POST and posts:
        return net_of_posts(price, posts, suborders, order.posts)
    return _net_of_whole(order, price)


def _runs(order: Order) -> tuple[int, int]:
    """Return how many runs a drip-feed is of, and the quantity of one."""
    runs = int(order.answers["runs"])
    return runs, order.quantity // runs


def _net_of_whole(order: Order, price: int) -> int | None:
    done = delivered_of(order.service_type, order.quantity, order.remains)
    return net(price, order.state, order.quantity, done)


async def is_not_known(session: Session, order: Order) -> bool:
    """Return whether a wallet pays an order that has ended, and nobody can say yet how much."""
    is_paid = order.wallet_id is not None and order.state in FINISHED
    return is_paid and await net_of(session, order) is None


async def runs_still_open(session: Session, order: Order) -> OpenRuns | None:
    """Return how the runs of a drip-feed stand, for which what it costs has to wait."""
    form = forms.form_for(order.service_type)
    if form is None or not forms.has_dripfeed(form, order.answers):
        return None
    if not await is_not_known(session, order):
        return None
    return open_runs(*_runs(order), await _suborders(session, order))


def is_at_a_loss(order: Order) -> bool:
    """Return whether the panel charges more for an order than its price has come to."""
    if order.wallet_id is None or order.charge is None or order.state not in AT_PANEL:
        return False
    price = from_units(order.booked + order.written_off)
    return order.charge * (order.exchange_rate or Decimal(1)) > price


async def decide(session: Session, order: Order, units: int, now: datetime) -> WalletChange | None:
    """Let an order, which is locked, cost what an owner says.

    Args:
        units: what it costs in all, from nothing to its price.
    """
    order.decided = min(max(units, 0), to_units(order.price))
    return await settle(session, order, now)


def paid(order: Order) -> Money:
    """Return what whoever ordered pays for an order, as far as it is known."""
    if order.wallet_id is None:
        charge = None if order.charge is None else order.charge * (order.exchange_rate or 1)
        return Money(order.price if charge is None else charge, order.currency)
    if order.state in AT_PANEL:
        return Money(from_units(order.booked), order.currency)
    return Money(order.price if order.state in RESERVED else Decimal(0), order.currency)
