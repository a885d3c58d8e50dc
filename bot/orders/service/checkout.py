"""Placing an order from the form: what the summary showed is what is ordered."""

from collections.abc import Collection
from datetime import datetime

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.storefront import Storefront
from bot.core.access.roles import Role
from bot.core.access.service import chats
from bot.core.database.engine import Session
from bot.core.money import Money
from bot.orders import forms
from bot.orders.rules.purchases import Purchase, purchase_of
from bot.orders.rules.quotes import differences
from bot.orders.rules.states import OrderState
from bot.orders.service import reserving
from bot.orders.service.form import Change, NotOnSaleError, shown_of
from bot.orders.service.placing import place_draft
from bot.orders.service.quotes import OnOffer, on_offer
from bot.orders.service.reserving import Payment, payer_of
from bot.orders.tables import Draft, Order
from bot.spending.service import approvals, limits


class QuoteChangedError(Exception):
    """The service is not what the summary showed."""

    def __init__(self, change: Change) -> None:
        super().__init__("the quote has changed")
        self.change = change


async def check_out(
    session: Session,
    catalogue: Catalogue,
    draft: Draft,
    now: datetime,
    *,
    storefront: Storefront,
    role: Role,
    owners: Collection[int],
) -> Order:
    """Place the order of a confirmed draft; one above a limit waits for an approval.

    Args:
        storefront: how the operator sells what the panel offers.
        role: of who confirms.

    Raises:
        QuoteChangedError: the catalogue has changed since the summary was drawn.
        InputError: the limits do not allow the answers any more.
        NotOnSaleError: the service is no longer on sale, or is hidden.
        NotEnoughError, FrozenError: the wallet cannot pay it.
    """
    offer, purchase = await _as_shown(session, catalogue, draft, storefront)
    chat = await chats.get(session, draft.chat_id)
    if chat is None:
        raise RuntimeError("a form in a chat that is not stored")
    budget = await limits.budget_for_order(session, chat, role, now)
    if isinstance(quantity := draft.answers.get("quantity"), int):
        await chats.record_quantity(session, chat, quantity)
    above = budget.excess(purchase.price, is_endless=purchase.is_endless)
    state = OrderState.QUEUED if above is None else OrderState.AWAITING
    payment: Payment | None = None  # the operator pays
    if offer.service.sale is not None:
        payment = await _reserve(session, draft, purchase, now)
    order = await place_draft(
        session, draft, offer.row, purchase, now, state=state, payment=payment
    )
    if above is not None:
        await approvals.ask(session, order, above, owners, now)
    return order


async def _reserve(session: Session, draft: Draft, purchase: Purchase, now: datetime) -> Payment:
    """Reserve what an order costs in the wallet that pays."""
    price = Money(purchase.price, purchase.currency)
    return await reserving.reserve(session, payer_of(draft), price, draft.key, now)


async def _as_shown(
    session: Session, catalogue: Catalogue, draft: Draft, storefront: Storefront
) -> tuple[OnOffer, Purchase]:
    """Return the offer that a draft's summary showed, and what the draft comes to by it."""
    key, answers = draft.service_id or 0, draft.answers
    offer = (await on_offer(session, [key], storefront, draft.chat_id)).get(key, draft.chat_id)
    form = None if offer is None else forms.form_for(offer.service.type)
    if offer is None or form is None or catalogue.service(key) is None:
        raise NotOnSaleError
    before = shown_of(draft, offer.quote)
    if before is None or differences(before, offer.quote):
        raise QuoteChangedError(Change(before or offer.quote, offer.quote))
    forms.check_order(offer.service, form, answers)
    return offer, purchase_of(offer.service, form, answers, offer.quote.currency)
