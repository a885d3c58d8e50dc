"""From the summary to the order log: what was shown is what is ordered, or it is asked again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot.domain import forms
from bot.domain.access import Role
from bot.domain.approvals import Verdict
from bot.domain.catalogue import Catalogue
from bot.domain.errors import InputError
from bot.domain.forms import Answers
from bot.domain.orders import OrderState
from bot.domain.purchases import purchase_of
from bot.storage import approvals, chats, limits, orders, panel
from bot.storage import catalogue as stored
from bot.storage.engine import Session
from bot.storage.tables import Draft, Order, ServiceRow, Step
from bot.telegram.screens.drafted import GoneError, chosen


@dataclass(frozen=True, slots=True)
class Quote:
    """What a summary showed: the rate and the limits of the service."""

    rate: Decimal
    minimum: int
    maximum: int
    currency: str


class QuoteChangedError(Exception):
    """The price or a limit is not what the summary showed."""

    def __init__(self, before: Quote, after: Quote) -> None:
        super().__init__("the quote has changed")
        self.before, self.after = before, after


def note_quote(catalogue: Catalogue, draft: Draft) -> None:
    """Remember on the draft what its summary is about to show.

    Raises:
        GoneError: the service is gone.
    """
    if draft.step is Step.SUMMARY:
        service = chosen(catalogue, draft)
        draft.quote = {
            "rate": str(service.rate),
            "minimum": service.minimum,
            "maximum": service.maximum,
            "currency": catalogue.currency,
        }


async def check_out(
    session: Session,
    catalogue: Catalogue,
    draft: Draft,
    now: datetime,
    *,
    role: Role,
    owners: Collection[int],
) -> Order:
    """Write a confirmed draft into the order log; what is above a limit waits for an approval.

    Args:
        role: of who confirms.

    Raises:
        QuoteChangedError: the catalogue has changed since the summary was drawn.
        InputError: the limits do not allow the answers any more.
        GoneError: the service is gone, or hidden.
    """
    shown = catalogue.service(draft.service_id or 0)
    row = await stored.get(session, draft.service_id or 0)
    form = None if row is None else forms.form_for(row.type)
    if shown is None or row is None or row.gone_at is not None or form is None:
        raise GoneError
    after = await _quote(session, row)
    before = _shown(draft, after)
    if before != after:
        raise QuoteChangedError(before, after)
    service, answers = stored.as_service(row), draft.answers
    forms.check_limits(service, form, answers)
    purchase = purchase_of(replace(service, name=shown.name), form, answers, after.currency)
    chat = await chats.get(session, draft.chat_id)
    if chat is None:
        raise RuntimeError("a form in a chat that was never written down")
    budget = await limits.budget_for_order(session, chat, role, now)
    if isinstance(answers.get("quantity"), int):
        await chats.note_quantity(session, chat, answers["quantity"])
    above = budget.excess(purchase.price)
    state = OrderState.QUEUED if above is None else OrderState.AWAITING
    order = await orders.confirm(session, draft, row, purchase, now, state=state)
    if above is not None:
        await approvals.ask(session, order, above, owners, now)
    return order


async def objection(
    session: Session, service_id: int, answers: Answers, price: Decimal, currency: str
) -> Verdict | None:
    """Say why an order that was confirmed a while ago cannot be sent as it was agreed."""
    row = await stored.get(session, service_id)
    form = None if row is None else forms.form_for(row.type)
    if row is None or row.gone_at is not None or form is None:
        return Verdict.GONE
    service = stored.as_service(row)
    try:
        forms.check_limits(service, form, answers)
    except InputError:
        return Verdict.CHANGED
    is_dearer = forms.price_of(service, form, answers).most > price
    same_currency = (await panel.look(session)).currency == currency
    return Verdict.CHANGED if is_dearer or not same_currency else None


async def _quote(session: Session, row: ServiceRow) -> Quote:
    currency = (await panel.look(session)).currency
    return Quote(row.rate, row.minimum, row.maximum, currency)


def _shown(draft: Draft, after: Quote) -> Quote:
    if draft.quote is None:
        return after
    return Quote(
        rate=Decimal(draft.quote["rate"]),
        minimum=draft.quote["minimum"],
        maximum=draft.quote["maximum"],
        currency=draft.quote["currency"],
    )
