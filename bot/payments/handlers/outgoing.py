"""What is pushed about payments, and the messages of top-ups that are drawn again."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, LiveMessage, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.manual_payments.screens import card as manual_screens
from bot.manual_payments.service import proofs
from bot.orders.screens.wallets import go_on_rows
from bot.orders.service import open_forms
from bot.payments.handlers import records
from bot.payments.rules.methods import is_manual
from bot.payments.screens import checks
from bot.payments.screens import payments as record_screens
from bot.payments.screens import receipts as screens
from bot.payments.screens import top_up as top_up_screens
from bot.payments.service import payments, top_ups
from bot.payments.tables import Payment
from bot.wallet.service import ledger, statements
from bot.wallet.service.statements import Statement


@dataclass(frozen=True, slots=True)
class _About:
    """A payment, and the wallet that it is or was in, as its chat sees it."""

    payment: Payment
    wallet: Statement
    is_frozen: bool


async def _about(session: Session, message: OutboxMessage, to: Addressee) -> _About | None:
    payment = await payments.find(session, message.payload["payment_id"])
    if payment is None or payment.wallet_id is None:
        return None
    wallet = await ledger.get(session, payment.wallet_id)
    it = await statements.load(session, to.chat.id, wallet.currency)
    return _About(payment, it, wallet.frozen)


async def received(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Notify a chat of what was added, and offer forms again that may have waited for money."""
    about = await _about(session, message, to)
    if about is None:
        return None
    is_group = to.chat.type != "private"
    screen = screens.received(to.t, about.payment, about.wallet, is_group=is_group)
    ready = await open_forms.ready(session, to.chat.id)
    rows = go_on_rows(to.t, ready, is_group=is_group)
    return OutgoingMessage(Screen(screen.text, [*rows, *screen.rows]))


async def given_back(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Notify a chat that a payment went back to who had paid it."""
    about = await _about(session, message, to)
    if about is None:
        return None
    return OutgoingMessage(screens.given_back(to.t, about.payment, about.wallet))


async def taken_back(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage | None:
    """Notify a chat that a payment was taken back."""
    about = await _about(session, message, to)
    if about is None:
        return None
    return OutgoingMessage(
        screens.taken_back(to.t, about.payment, about.wallet, is_frozen=about.is_frozen)
    )


async def unexplained(_: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify an owner of a gateway that has another sum than our rows, or cannot be read."""
    said = message.payload
    since = datetime.fromisoformat(said["since"])
    return OutgoingMessage(
        checks.alert(to.t, said["method"], since, said["error"], said["unexplained"])
    )


async def alert(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage | None:
    """Notify an owner of a payment that needs them."""
    payment = await payments.find(session, message.payload["payment_id"])
    if payment is None:
        return None
    currency, is_frozen = "", False
    if payment.wallet_id is not None:
        wallet = await ledger.get(session, payment.wallet_id)
        currency, is_frozen = wallet.currency, wallet.frozen
    it = await records.view(session, payment, currency)
    why = message.payload
    return OutgoingMessage(
        record_screens.alert(
            to.t,
            it,
            needs_help=why.get("help", False),
            is_refused=why.get("refused", False),
            is_frozen=is_frozen,
        )
    )


async def draw(session: Session, view: LiveMessage, viewer: Actor, now: datetime) -> Screen | None:
    """Draw the message of a top-up again."""
    row = await top_ups.find(session, view["top_up_id"])
    if row is None:
        return None
    it = await proofs.paying(session, row.id) if is_manual(row.method) else None
    if it is None:
        return top_up_screens.top_up(viewer.t, row, now)
    return manual_screens.card(viewer.t, it, now, in_private=not viewer.is_group)
