"""From the summary to the order log: what was shown is what is ordered, or it is asked again."""

from collections.abc import Collection
from datetime import datetime

from bot.catalogue.rules.catalogue import Catalogue
from bot.catalogue.rules.overrides import FileOverrides
from bot.core.access.roles import Role
from bot.core.access.store import chats
from bot.core.database.engine import Session
from bot.orders import forms
from bot.orders.rules.purchases import purchase_of
from bot.orders.rules.quotes import Quote, differences, quote_of
from bot.orders.rules.states import OrderState
from bot.orders.screens.form_view import GoneError, chosen
from bot.orders.store import orders
from bot.orders.store.quotes import on_offer
from bot.orders.tables import Draft, Order, Step
from bot.spending.store import approvals, limits

_ABOUT_A_SERVICE = frozenset({Step.CARD, Step.FIELD, Step.CHANGE, Step.SUMMARY})


class QuoteChangedError(Exception):
    """The service is not what the summary showed."""

    def __init__(self, before: Quote, after: Quote) -> None:
        super().__init__("the quote has changed")
        self.before, self.after = before, after


def record_quote(catalogue: Catalogue, draft: Draft) -> Quote | None:
    """Remember on the draft what its screen is about to show of the service.

    Returns:
        What the screens before have shown, if that has changed.

    Raises:
        GoneError: the service is gone.
    """
    if draft.step not in _ABOUT_A_SERVICE:
        return None
    now = quote_of(chosen(catalogue, draft), catalogue.currency)
    before = shown_of(draft, now)
    draft.quote = now.as_json()
    return before if before is not None and differences(before, now) else None


def shown_of(draft: Draft, now: Quote) -> Quote | None:
    """Return what a draft's screens have shown of its service; `None` if nothing of this one."""
    kept = draft.quote
    if kept is None or kept.get("id", now.id) != now.id:
        return None
    return Quote.known(kept, now)


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
    """Write a confirmed draft into the order log; what is above a limit waits for an approval.

    Args:
        file: the operators' shapes of the catalogue, without their buttons'.
        role: of who confirms.

    Raises:
        QuoteChangedError: the catalogue has changed since the summary was drawn.
        InputError: the limits do not allow the answers any more.
        GoneError: the service is gone, or hidden.
    """
    key, answers = draft.service_id or 0, draft.answers
    offer = (await on_offer(session, [key], file)).get(key)
    form = None if offer is None else forms.form_for(offer.service.type)
    if offer is None or form is None or catalogue.service(key) is None:
        raise GoneError
    before = shown_of(draft, offer.quote)
    if before is None or differences(before, offer.quote):
        raise QuoteChangedError(before or offer.quote, offer.quote)
    forms.check_limits(offer.service, form, answers)
    purchase = purchase_of(offer.service, form, answers, offer.quote.currency)
    chat = await chats.get(session, draft.chat_id)
    if chat is None:
        raise RuntimeError("a form in a chat that was never written down")
    budget = await limits.budget_for_order(session, chat, role, now)
    if isinstance(answers.get("quantity"), int):
        await chats.record_quantity(session, chat, answers["quantity"])
    above = budget.excess(purchase.price, is_endless=purchase.is_endless)
    state = OrderState.QUEUED if above is None else OrderState.AWAITING
    order = await orders.confirm(session, draft, offer.row, purchase, now, state=state)
    if above is not None:
        await approvals.ask(session, order, above, owners, now)
    return order
