"""From the summary to the order log: what was shown is what is ordered, or it is asked again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.domain import forms
from bot.storage import chats, orders, panel
from bot.storage.engine import Session
from bot.storage.orders import Purchase
from bot.storage.tables import Draft, Order, ServiceRow, Step
from bot.telegram.form_steps import chosen


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


async def note_quote(session: Session, draft: Draft) -> None:
    """Remember on the draft what its summary is about to show."""
    if draft.step is Step.SUMMARY:
        quote = await _quote(session, (await chosen(session, draft)).row)
        draft.quote = {
            "rate": str(quote.rate),
            "minimum": quote.minimum,
            "maximum": quote.maximum,
            "currency": quote.currency,
        }


async def check_out(session: Session, draft: Draft, now: datetime) -> Order:
    """Write a confirmed draft into the order log.

    Raises:
        QuoteChangedError: the catalogue has changed since the summary was drawn.
        InputError: the limits do not allow the answers any more.
        GoneError: the service is gone.
    """
    about = await chosen(session, draft)
    after = await _quote(session, about.row)
    before = _shown(draft, after)
    if before != after:
        raise QuoteChangedError(before, after)
    answers = draft.answers
    forms.check_limits(about.service, about.form, answers)
    purchase = Purchase(
        params=forms.add_params(about.service.id, about.form, answers),
        quantity_hint=forms.quantity_hint(about.form, answers),
        quantity=forms.total_quantity(about.form, answers),
        link=str(answers.get("link", "")),
        price=forms.price_of(about.service, about.form, answers),
        currency=after.currency,
    )
    chat = await chats.get(session, draft.chat_id)
    if chat is not None and isinstance(answers.get("quantity"), int):
        chat.last_quantity = answers["quantity"]
    return await orders.confirm(session, draft, about.row, purchase, now)


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
