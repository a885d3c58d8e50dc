"""Placing an order from the form: what the summary showed is what is ordered."""

from collections.abc import Collection
from datetime import datetime

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.overrides import FileOverrides
from bot.core.access.roles import Role
from bot.core.access.store import chats
from bot.core.database.engine import Session
from bot.orders import forms
from bot.orders.rules.purchases import Purchase, purchase_of
from bot.orders.rules.quotes import differences
from bot.orders.rules.states import OrderState
from bot.orders.service.form import Change, NotOnSaleError, shown_of
from bot.orders.service.placing import place_draft
from bot.orders.service.quotes import OnOffer, on_offer
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
    file: FileOverrides,
    role: Role,
    owners: Collection[int],
) -> Order:
    """Place the order of a confirmed draft; one above a limit waits for an approval.

    Args:
        file: the operator's file of overrides.
        role: of who confirms.

    Raises:
        QuoteChangedError: the catalogue has changed since the summary was drawn.
        InputError: the limits do not allow the answers any more.
        NotOnSaleError: the service is no longer on sale, or is hidden.
    """
    offer, purchase = await _as_shown(session, catalogue, draft, file)
    chat = await chats.get(session, draft.chat_id)
    if chat is None:
        raise RuntimeError("a form in a chat that is not stored")
    budget = await limits.budget_for_order(session, chat, role, now)
    if isinstance(quantity := draft.answers.get("quantity"), int):
        await chats.record_quantity(session, chat, quantity)
    above = budget.excess(purchase.price, is_endless=purchase.is_endless)
    state = OrderState.QUEUED if above is None else OrderState.AWAITING
    order = await place_draft(session, draft, offer.row, purchase, now, state=state)
    if above is not None:
        await approvals.ask(session, order, above, owners, now)
    return order


async def _as_shown(
    session: Session, catalogue: Catalogue, draft: Draft, file: FileOverrides
) -> tuple[OnOffer, Purchase]:
    """Return the offer that a draft's summary showed, and what the draft comes to by it."""
    key, answers = draft.service_id or 0, draft.answers
    offer = (await on_offer(session, [key], file)).get(key)
    form = None if offer is None else forms.form_for(offer.service.type)
    if offer is None or form is None or catalogue.service(key) is None:
        raise NotOnSaleError
    before = shown_of(draft, offer.quote)
    if before is None or differences(before, offer.quote):
        raise QuoteChangedError(Change(before or offer.quote, offer.quote))
    forms.check_limits(offer.service, form, answers)
    return offer, purchase_of(offer.service, form, answers, offer.quote.currency)
