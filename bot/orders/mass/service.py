"""Lists of orders: begun, shown, confirmed, and their orders placed, at once or once approved."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.catalogue.rules.storefront import Storefront
from bot.catalogue.service.offers import stored_service
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.orders import forms
from bot.orders.mass import store
from bot.orders.mass.rules import GoodLine, ValidatedList
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.purchases import Cost, cost_of, purchase_of
from bot.orders.rules.quotes import Quote, quote_of
from bot.orders.rules.states import OrderState
from bot.orders.service import reserving, unsent
from bot.orders.service.aside import bring_back
from bot.orders.service.form import leave_empty_form
from bot.orders.service.placing import Orderer, place
from bot.orders.service.quotes import on_offer
from bot.orders.service.reserving import Payment, Purse
from bot.orders.store import drafts
from bot.orders.tables import Draft, Order
from bot.panel.service import panel_state
from bot.spending.rules.approvals import Verdict
from bot.spending.rules.limits import Excess
from bot.spending.service import approvals, limits
from bot.spending.service.approvals import Question
from bot.wallet.rules.units import from_units

AT_ONCE = 50
"""Orders placed in one transaction."""
REFUSED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Begun:
    """A list that was begun, and what it has replaced: a former list, a form without answers."""

    mass: MassOrder
    left: Sequence[MassOrder | Draft]


def new_list(by: Orderer, *, currency: str, seen_update: int, now: datetime) -> MassOrder:
    """Return a list to be begun.

    Args:
        seen_update: the update that begins it.
    """
    return MassOrder(
        key=secrets.token_hex(12),
        chat_id=by.chat_id,
        user_id=by.user_id,
        user_name=by.user_name,
        thread_id=by.thread_id,
        source_message_id=by.source_message_id,
        currency=currency,
        seen_update=seen_update,
        created_at=now,
    )


async def begin(session: Session, fresh: MassOrder) -> Begun:
    """Store a new list in place of the person's former one; an update begins one.

    A half-filled form waits meanwhile.
    """
    former = await store.open_of(session, fresh.chat_id, fresh.user_id)
    if former is not None and former.seen_update == fresh.seen_update:
        return Begun(former, ())
    form = await leave_empty_form(session, fresh.chat_id, fresh.user_id)
    left = [it for it in (former, form) if it is not None]
    return Begun(await store.begin(session, fresh), left)


async def begin_from(session: Session, fresh: MassOrder, form: Draft) -> Begun:
    """Store the list that a form has become, in place of the person's former one.

    What was put aside for the form waits on.
    """
    former = await store.open_of(session, fresh.chat_id, fresh.user_id)
    if bring_back(form):
        form.message_id = form.prompt_message_id = None
        await drafts.save(session, form)
    else:
        await drafts.discard(session, form)
    return Begun(await store.begin(session, fresh), [] if former is None else [former])


async def record_message(session: Session, mass_id: int, message_id: int) -> None:
    """Record in which message a list shows."""
    stored = await store.get(session, mass_id)
    if stored is not None:
        stored.message_id = message_id


@dataclass(frozen=True, slots=True)
class Summarised:
    """A list as its summary is about to show it.

    Attributes:
        above: the limit that the list, or the dearest of its orders, exceeds.
        wallet: that is to pay; `None`: the operator does.
    """

    mass: MassOrder
    above: Excess | None
    wallet: Purse | None = None


async def summarise(
    session: Session,
    mass_id: int,
    validated: ValidatedList,
    *,
    currency: str,
    chat: Chat,
    role: Role,
    now: datetime,
    text: str | None = None,
) -> Summarised | None:
    """Record what the summary of a list is about to show; `None` if it was confirmed or left.

    Args:
        text: the list, where it was sent just now.
    """
    mass = await store.get(session, mass_id)
    if mass is None or mass.confirmed_at is not None:
        return None
    mass.text = mass.text if text is None else text
    mass.price, mass.currency = validated.price, currency
    mass.quotes = _quotes(validated, currency)
    sold = any(line.service.sale is not None for line in validated.good)
    wallet = await reserving.purse_of(session, mass) if sold else None
    return Summarised(mass, await _above(session, chat, role, validated, now), wallet)


def _quotes(validated: ValidatedList, currency: str) -> dict[str, dict[str, Any]]:
    services = {line.service.key: line.service for line in validated.good}
    return {str(key): quote_of(it, currency).as_json() for key, it in services.items()}


async def _above(
    session: Session, chat: Chat, role: Role, validated: ValidatedList, now: datetime
) -> Excess | None:
    budget = await limits.budget_for_order(session, chat, role, now)
    dearest = max((line.price for line in validated.good), default=None)
    return budget.excess(validated.price, dearest)


async def confirm(
    session: Session,
    mass: MassOrder,
    validated: ValidatedList,
    *,
    currency: str,
    chat: Chat,
    role: Role,
    storefront: Storefront,
    owners: Collection[int],
    update_id: int,
    now: datetime,
) -> bool:
    """Confirm a list, which must be locked; one above a limit waits for an approval.

    Raises:
        NotEnoughError, FrozenError: the wallet cannot pay it; nothing was confirmed.

    `False`, and nothing is confirmed, if it no longer is what the summary showed.

    Args:
        validated: the list as it is now, by the catalogue in memory.
        storefront: how the operator sells what the panel offers.
        update_id: of the tap.
    """
    quotes = _quotes(validated, currency)
    is_shown = (validated.price, _read(quotes)) == (mass.price, _read(mass.quotes))
    if not is_shown or not await _is_current(session, quotes, storefront, mass.chat_id):
        return False
    above = await _above(session, chat, role, validated, now)
    lines = [_as_confirmed(mass, line, quotes) for line in validated.good]
    if storefront.selling is not None:
        mass.wallet_id = await reserving.reserve_lines(session, mass, lines, now)
    mass.confirmed_at, mass.seen_update, mass.text = now, update_id, ""
    mass.lines = lines
    if above is not None:
        await approvals.ask(session, mass, above, owners, now)
    return True


def _as_confirmed(
    mass: MassOrder, line: GoodLine, quotes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    form = forms.form_for(line.service.type)
    cost = None if form is None else cost_of(line.service, form, line.answers)
    return {
        "number": line.number,
        "service": line.service.key,
        "answers": dict(line.answers),
        "price": str(line.price),
        "quote": quotes[str(line.service.key)],
        **({} if cost is None else {"cost": cost.as_json(), "hold": f"{mass.key}:{line.number}"}),
    }


def _read(quotes: Mapping[str, Mapping[str, Any]]) -> dict[str, Quote]:
    return {key: Quote.read(kept) for key, kept in quotes.items()}


async def _is_current(
    session: Session,
    quotes: Mapping[str, Mapping[str, Any]],
    storefront: Storefront,
    chat_id: int,
) -> bool:
    """Return whether the services still are what the catalogue in memory says."""
    offers = await on_offer(session, [int(key) for key in quotes], storefront, chat_id)
    now = {key: offers.get(int(key), chat_id) for key in quotes}
    return {key: it and it.quote for key, it in now.items()} == _read(quotes)


async def place_all(
    begin_transaction: Callable[[], AbstractAsyncContextManager[Session]],
    mass_id: int,
    now: datetime,
) -> None:
    """Place the orders of a confirmed list, some in each transaction; again is harmless.

    A list that waits for an approval is left alone.
    """
    left = True
    while left:
        async with begin_transaction() as session:
            left = await _place_some(session, mass_id, now)


async def _place_some(session: Session, mass_id: int, now: datetime) -> bool:
    """Place the next orders of a confirmed list; return whether there are more."""
    mass = await store.get(session, mass_id)
    if mass is None or await approvals.holds(session, mass_id):
        return False
    for line in mass.lines[:AT_ONCE]:
        await _place_line(session, mass, line, now)
    mass.lines = mass.lines[AT_ONCE:]
    return bool(mass.lines)


async def _place_line(
    session: Session, mass: MassOrder, line: Mapping[str, Any], now: datetime
) -> None:
    """Place an order as it was agreed; what has changed since is seen when it is submitted."""
    stored = await stored_service(session, line["service"])
    if stored is None:
        await reserving.release_lines(session, [line], now)
        return
    present = quote_of(stored.service, (await panel_state.main(session)).currency)
    quote = Quote.known(line.get("quote", {}), present)
    form = forms.form_for(quote.type)
    if form is None:
        await reserving.release_lines(session, [line], now)
        return
    name = quote.name or stored.service.name
    service = replace(stored.service, name=name, type=quote.type, rate=quote.rate)
    purchase = replace(
        purchase_of(service, form, line["answers"], mass.currency),
        price=Decimal(line["price"]),
        quote=quote,
        cost=Cost.read(line["cost"]) if "cost" in line else None,
    )
    key = f"{mass.key}:{line['number']}"
    payment = None if mass.wallet_id is None else Payment(mass.wallet_id, line["hold"])
    await place(
        session,
        stored.row,
        purchase,
        key=key,
        by=Orderer.of(mass),
        now=now,
        batch_id=mass.id,
        payment=payment,
    )


async def withdraw_waiting(session: Session, mass: MassOrder, name: str, now: datetime) -> int:
    """End the orders of a confirmed list, which is locked, that have not left; count them."""
    waiting = await store.lock_queued(session, mass.id)
    count = len(waiting) + len(mass.lines)
    await reserving.release_lines(session, mass.lines, now)
    mass.lines = []
    for order in waiting:
        await unsent.withdraw(session, order, name, now)
    return count


@dataclass(frozen=True, slots=True)
class Progress:
    """How a confirmed list stands.

    Attributes:
        counts: how many of its orders are in each state.
        refused: the first that the panel refused.
        question: what was asked about a list above a limit.
        paid: from the wallet, as its orders stand; `None`: the operator pays.
    """

    mass: MassOrder
    counts: Mapping[OrderState, int]
    refused: Collection[Order] = ()
    question: Question | None = None
    paid: Decimal | None = None

    @property
    def total(self) -> int:
        """Return of how many orders the list is."""
        return sum(self.counts.values()) + len(self.mass.lines)

    @property
    def is_held(self) -> bool:
        """Return whether it waits for an approval, or did not get it."""
        asked = self.question
        return asked is not None and asked.approval.verdict is not Verdict.APPROVED


async def progress_of(session: Session, mass: MassOrder) -> Progress:
    """Return how a confirmed list stands."""
    return Progress(
        mass,
        await store.counts(session, mass.id),
        await store.in_state(session, mass.id, OrderState.REJECTED, REFUSED_SHOWN),
        await approvals.question_about(session, mass),
        None if mass.wallet_id is None else from_units(await store.booked(session, mass.id)),
    )
