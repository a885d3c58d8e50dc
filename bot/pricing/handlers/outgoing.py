"""What owners are told about prices by itself."""

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.pricing.screens import alerts


async def under_floor(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify an owner which services are no longer sold."""
    return OutgoingMessage(alerts.under_floor(to.t, message.payload))


async def exchange_rate(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Remind an owner of the exchange rate."""
    return OutgoingMessage(alerts.exchange_rate(to.t, message.payload, to.now))
