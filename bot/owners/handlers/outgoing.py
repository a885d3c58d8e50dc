"""What owners are told by itself, and their messages that are drawn again."""

from datetime import datetime
from typing import Any

from bot.core.access.roles import ChatAccess
from bot.core.access.service import chats
from bot.core.database.engine import Session
from bot.core.outbox.alerts import Alert
from bot.core.outbox.composing import Addressee, LiveMessage, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.owners.screens import alerts, balance
from bot.owners.service import totals
from bot.panel.screens import cards
from bot.panel.screens.status_lines import about_panel, balance_line
from bot.panel.service import overview, panel_state
from bot.reports.rules.date_ranges import A_DAY
from bot.reports.rules.scope import Scope
from bot.reports.service import statistics


async def alert(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Alert an owner, in the words of its kind."""
    kind, values = _values(message)
    return await _named(session, alerts.alert(to.t, kind, values), values)


async def low_balance(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify an owner that the balance is below what was set."""
    values = _values(message)[1]
    return await _named(session, alerts.low_balance(to.t, values), values)


async def _named(session: Session, screen: Screen, values: dict[str, Any]) -> OutgoingMessage:
    """Return a message that says which panel it is about, where there are several."""
    name = await overview.name_among(session, values.get("panel_id"))
    return OutgoingMessage(about_panel(screen, name))


async def restored(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify an owner that an earlier copy of the database is in use."""
    return OutgoingMessage(alerts.restored(to.t, _values(message)[1]))


async def access_requested(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Ask an owner whether a chat is let in, unless that was decided meanwhile."""
    _, values = _values(message)
    asks = await chats.get(session, values["chat_id"])
    if asks is None or asks.standing is not ChatAccess.ASKED:
        return None
    return OutgoingMessage(alerts.access_requested(to.t, values))


def _values(message: OutboxMessage) -> tuple[Alert, dict[str, Any]]:
    values = dict(message.payload)
    return Alert(values.pop("alert")), values


async def digest(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Sum up a day for an owner."""
    until = datetime.fromisoformat(message.payload["until"])
    scope = Scope(chat_id=None, user_id=None, since=until - A_DAY, until=until)
    day, state = await statistics.total(session, scope), await panel_state.main(session)
    days_left = await totals.balance_days(session, state, until)
    panels = await overview.every(session)
    if len(panels) > 1:
        said = cards.overall(to.t, panels, until)
    else:
        said = [balance_line(to.t, state, days_left)]
    return OutgoingMessage(alerts.digest(to.t, day, said, until))


async def closed_by_restore(_: Session, __: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify a chat that what was open is closed, since an earlier copy is in use."""
    return OutgoingMessage(alerts.closed_by_restore(to.t))


async def draw_balance(session: Session, _: LiveMessage, actor: Actor, now: datetime) -> Screen:
    """Draw the answer to /balance again."""
    return balance.balances(await overview.every(session), actor.t, now)
