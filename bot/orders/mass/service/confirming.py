"""What the summary of a list shows, and that it is confirmed as it was shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.catalogue.rules.storefront import Storefront
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.database.engine import Session
from bot.orders import forms
from bot.orders.mass import store
from bot.orders.mass.rules import GoodLine, ValidatedList
from bot.orders.mass.tables import MassOrder
from bot.orders.rules.purchases import cost_of
from bot.orders.rules.quotes import Quote, quote_of
from bot.orders.service import reserving
from bot.orders.service.quotes import on_offer
from bot.orders.service.reserving import WalletBalance
from bot.spending.rules.limits import Excess
from bot.spending.service import approvals, limits


@dataclass(frozen=True, slots=True)
class Summarised:
    """A list as its summary is about to show it.

    Attributes:
        above: the limit that the list, or the dearest of its orders, exceeds.
        wallet: that is to pay; `None`: the operator does.
    """

    mass: MassOrder
    above: Excess | None
    wallet: WalletBalance | None = None


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
    wallet = await reserving.wallet_balance_of(session, mass) if sold else None
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

    `False`, and nothing is confirmed, if it no longer is what the summary showed.

    Args:
        validated: the list as it is now, by the catalogue in memory.
        storefront: how the operator sells what the panel offers.
        update_id: of the tap.

    Raises:
        NotEnoughError, FrozenError: the wallet cannot pay it; nothing was confirmed.
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
