"""Lists of orders are begun: sent as such, or grown from a form."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.core.database.engine import Session
from bot.orders.mass import store
from bot.orders.mass.tables import MassOrder
from bot.orders.service.aside import bring_back
from bot.orders.service.form import leave_empty_form
from bot.orders.service.placing import Orderer
from bot.orders.store import drafts
from bot.orders.tables import Draft


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
        **asdict(by),
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
