"""The books of wallets, compared with the order log and with what the panel has charged.

All is read from the tables, and computed here anew, without the ledger's own queries.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from sqlmodel import select

from bot.core.database.engine import Database
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.states import AT_PANEL, RESERVED, OrderState
from bot.orders.tables import Order
from bot.panel.rules.statuses import order_state
from bot.sandbox.panel.orders import PanelOrder
from bot.sandbox.panel.server import SandboxPanel
from bot.wallet.rules.ledger import AccountKind, HoldState, TransferKind
from bot.wallet.rules.units import to_units
from bot.wallet.tables import Transfer
from tests.wallet import books
from tests.wallet.books import Books

PLACES = Decimal("1e-8")
"""Of a charge, as the panel writes it."""


Number = tuple[int, str]
"""Our number of a panel, and its number of an order: each panel numbers for itself."""


@dataclass(frozen=True)
class Records:
    """All that is compared.

    Attributes:
        lines: what is reserved for lines of lists that are no orders yet, by its keys.
        at_panel: the panels' orders.
    """

    books: Books
    orders: Sequence[Order]
    lines: Mapping[str, int]
    at_panel: Mapping[Number, PanelOrder]


def at_panels(panels: Sequence[SandboxPanel]) -> dict[Number, PanelOrder]:
    """Return what panels have taken; the bot has numbered them in this order, from 1."""
    return {
        (panel_id, number): order
        for panel_id, panel in enumerate(panels, 1)
        for number, order in panel.orders.items()
    }


def number_of(order: Order) -> Number:
    """Return under which number of which panel an order of the log is known."""
    return order.panel_id, order.provider_order_id or ""


async def read(database: Database, panels: Sequence[SandboxPanel]) -> Records:
    """Read the books and the log at one moment; nothing may be under way.

    Args:
        panels: in the order in which the bot numbers them.
    """
    async with database.read() as session:
        orders = (await session.execute(select(Order))).scalars().all()
        lists = (await session.execute(select(MassOrder))).scalars().all()
    lines = {
        line["hold"]: to_units(Decimal(line["price"]))
        for mass in lists
        for line in mass.lines
        if "hold" in line
    }
    return Records(await books.read(database), orders, lines, at_panels(panels))


def differences(records: Records) -> list[str]:
    """Return all that does not agree; nothing is found in books that are true."""
    return list(
        chain(
            _wallets(records.books),
            _holds(records),
            _orders(records),
            _revenue(records),
            _panel(records),
        )
    )


def _wallets(found: Books) -> Iterator[str]:
    """Two sides of everything, wallets as their journals, and none below zero."""
    balances, held = found.balances(), found.held()
    own = sum(it.posted for it in found.wallets())
    others = sum(
        balances[it.id] for it in found.accounts.values() if it.kind is not AccountKind.WALLET
    )
    if own + others:
        yield f"wallets and accounts come to {own + others}, not to nothing"
    for it in found.transfers:
        currencies = {found.accounts[side].currency for side in (it.debit_id, it.credit_id)}
        if currencies != {it.currency} or it.amount <= 0:
            yield f"not a transfer: {it!r}"
    for wallet in found.wallets():
        if (wallet.posted, wallet.held) != (balances[wallet.id], held[wallet.id]):
            yield f"{wallet!r}: {balances[wallet.id]} by its journal, {held[wallet.id]} held"
        if not 0 <= wallet.held <= wallet.posted:
            yield f"below zero: {wallet!r}"


def _holds(records: Records) -> Iterator[str]:
    """What is reserved is for an order or line that waits, and nothing was ordered without."""
    expected = dict(records.lines)
    for order in records.orders:
        if order.wallet_id is None:
            yield f"no wallet pays {order!r}"
        waits = order.state in RESERVED
        if waits != bool(order.hold_key):
            yield f"{'nothing' if waits else 'something'} is reserved for {order!r}"
        if order.hold_key:
            expected[order.hold_key] = to_units(order.price)
    found = {it.key: it for it in records.books.holds}
    is_open = {key: it.amount for key, it in found.items() if it.state is HoldState.OPEN}
    if is_open != expected:
        yield f"reserved: {is_open}, waiting: {expected}"
    for order in records.orders:
        if not any(key.partition("@")[0] == order.draft_key for key in found):
            yield f"ordered without a hold: {order!r}"
    for key, it in found.items():
        if it.state is not HoldState.CAPTURED and it.captured:
            yield f"{key} is {it.state}, and {it.captured} of it taken"


def _orders(records: Records) -> Iterator[str]:
    """What is booked for an order is what its transfers come to, and what it costs."""
    paid: Counter[int] = Counter()
    unpaid: Counter[int] = Counter()
    revenue = {it.id for it in records.books.accounts.values() if it.kind is AccountKind.REVENUE}
    for it in records.books.transfers:
        if it.order_id is not None:
            into = unpaid if it.kind is TransferKind.LOSS else paid
            into[it.order_id] += it.amount if it.credit_id in revenue else -it.amount
    for order in records.orders:
        booked = (paid.pop(order.id, 0), unpaid.pop(order.id, 0))
        if booked != (order.booked, order.written_off):
            yield f"{booked} moved, {order.booked} and {order.written_off} in {order!r}"
        costs = _cost(order, records.at_panel)
        if costs is not None and sum(booked) != costs:
            yield f"costs {costs}, {booked} moved for {order!r}"
    if paid or unpaid:
        yield f"moved for orders that are in no log: {paid}, {unpaid}"


def _revenue(records: Records) -> Iterator[str]:
    """What was charged less what was returned is what all orders cost."""
    balances = records.books.balances()
    charged = sum(
        balances[it.id] for it in records.books.accounts.values() if it.kind is AccountKind.REVENUE
    )
    cost = sum(
        order.booked + order.written_off if (it := _cost(order, records.at_panel)) is None else it
        for order in records.orders
    )
    if charged != cost:
        yield f"{charged} were charged, all orders cost {cost}"


def _cost(order: Order, at_panel: Mapping[Number, PanelOrder]) -> int | None:
    """Return what an order costs by the panel's own record; `None`: owners decide that."""
    if order.decided is not None:
        return order.decided
    if order.state not in AT_PANEL:
        return 0
    there, price = at_panel[number_of(order)], to_units(order.price)
    state = order_state(there.status)
    if state in {OrderState.CANCELED, OrderState.REFUNDED}:
        return 0
    if state is not OrderState.PARTIAL:
        return price
    if there.remains <= 0:
        return None
    came = there.quantity - min(there.remains, there.quantity)
    return -(-price * came // there.quantity)


def _panel(records: Records) -> Iterator[str]:
    """What the panel has charged is booked as the cost of an order, of each and of all."""
    known = {number_of(order): order for order in records.orders if order.provider_order_id}
    for number, order in known.items():
        there = records.at_panel.get(number)
        if there is None or order.charge != charged(there):
            yield f"charged: {there!r}, booked: {order!r}"
    logged = {order.link: order for order in records.orders}
    for number, there in records.at_panel.items():
        other = logged.get(str(there.params.get("link")))
        is_unclear = other is not None and other.state is OrderState.UNKNOWN
        if number not in known and not is_unclear:
            yield f"charged for no order: {there!r}"


def charged(order: PanelOrder) -> Decimal:
    """Return what the panel says that it has charged for an order."""
    now = order.charge if order.settled is None else order.settled
    return now.quantize(PLACES)


def transfers_of(found: Books, order_id: int) -> list[Transfer]:
    """Return what was moved for an order, the oldest first."""
    return [it for it in found.transfers if it.order_id == order_id]
