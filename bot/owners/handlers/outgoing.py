"""What owners are told by itself, and their messages that are drawn again."""

from datetime import datetime
from typing import Any

from bot.core.access.roles import ChatAccess
from bot.core.access.store import chats
from bot.core.database.engine import Session
from bot.core.outbox.alerts import Alert
from bot.core.outbox.composing import Addressee, OutgoingMessage, View
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.owners.screens import alerts, owners
from bot.owners.service import totals
from bot.panel.service import panel_state
from bot.reports.rules.date_ranges import A_DAY
from bot.reports.rules.scope import Scope
from bot.reports.service import statistics


async def alert(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Tell an owner of trouble, in the words of its kind."""
    kind, values = _values(message)
    return OutgoingMessage(owners.alert(to.t, kind, values))


async def low_balance(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Tell an owner that the balance is below what was set."""
    return OutgoingMessage(alerts.low_balance(to.t, _values(message)[1]))


async def restored(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Tell an owner that an earlier copy of the database is in use."""
    return OutgoingMessage(alerts.restored(to.t, _values(message)[1]))


async def access_wanted(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Ask an owner whether a chat is let in, unless that was decided meanwhile."""
    _, values = _values(message)
    asks = await chats.get(session, values["chat_id"])
    if asks is None or asks.standing is not ChatAccess.ASKED:
        return None
    return OutgoingMessage(owners.access_wanted(to.t, values))


def _values(message: OutboxMessage) -> tuple[Alert, dict[str, Any]]:
    values = dict(message.payload)
    return Alert(values.pop("alert")), values


async def digest(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Tell an owner how a day was."""
    until = datetime.fromisoformat(message.payload["until"])
    scope = Scope(chat_id=None, user_id=None, since=until - A_DAY, until=until)
    day, state = await statistics.total(session, scope), await panel_state.main(session)
    days_left = await totals.balance_days(session, state, until)
    return OutgoingMessage(alerts.digest(to.t, day, state, days_left, until))


async def closed_by_restore(_: Session, __: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Tell a chat that what was open is closed, since an earlier copy is in use."""
    return OutgoingMessage(alerts.closed_by_restore(to.t))


async def draw_balance(session: Session, _: View, actor: Actor, now: datetime) -> Screen:
    """Draw the answer to /balance again."""
    return owners.balance(await panel_state.main(session), actor.t, now)
