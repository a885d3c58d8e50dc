"""Several links at once: a form asks for service and quantity once, and becomes a list."""

from bot.catalogue.on_sale import catalogue_here
from bot.catalogue.rules.services import Service
from bot.core.errors import InputError
from bot.core.telegram.context import Context
from bot.orders.handlers import request_reading
from bot.orders.mass import handlers as mass_handlers
from bot.orders.mass.service import beginning
from bot.orders.requests import OrderRequest
from bot.orders.service.form import chosen
from bot.orders.service.placing import Orderer
from bot.orders.tables import Draft, Step


def is_complete(draft: Draft) -> bool:
    """Return whether a form for several links knows all that the list needs."""
    return draft.step is Step.SUMMARY and len(OrderRequest.of(draft.request).links) > 1


async def hand_over(context: Context, draft: Draft, *, below: bool) -> None:
    """Turn a form for several links into a list of orders with one summary."""
    service = chosen(catalogue_here(context), draft)
    quantity = draft.answers.get("quantity")
    links = OrderRequest.of(draft.request).links
    text = "\n".join(_line(service, link, quantity) for link in links)
    fresh = beginning.new_list(
        Orderer.of(draft),
        currency=catalogue_here(context).currency,
        seen_update=draft.seen_update,
        now=context.now(),
    )
    await mass_handlers.show_new(context, fresh, draft, text, below=below)


def _line(service: Service, link: str, quantity: int | None) -> str:
    cells = [service.shown_id, link.replace("|", "%7C")]
    return " | ".join(cells if quantity is None else [*cells, str(quantity)])


def list_in(context: Context, text: str) -> str | None:
    """Return the list of orders that a text is, if each of its lines is a whole order."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:  # noqa: PLR2004 - one line is an order
        return None
    try:
        written = [_order_in(context, line) for line in lines]
    except InputError:
        return None
    return None if None in written else "\n".join(filter(None, written))


def _order_in(context: Context, line: str) -> str | None:
    said = request_reading.said_in(context, line)
    asked = request_reading.asked_by(context, said, service_first=True)
    if len(said.links) != 1 or len(asked.options) != 1:
        return None
    (request,) = asked.options
    service = catalogue_here(context).service(request.service or 0)
    return None if service is None else _line(service, said.links[0], request.quantity)
