"""What is pushed about wallets: to their chats, and to owners."""

from bot.core.database.engine import Session
from bot.core.outbox.composing import Addressee, OutgoingMessage
from bot.core.outbox.tables import OutboxMessage
from bot.core.telegram.screen import Screen
from bot.orders.screens.wallets import go_on_rows
from bot.orders.service import open_forms
from bot.wallet.screens import owned as owned_screens
from bot.wallet.screens import wallet as screens
from bot.wallet.service import books, ledger, owned, statements


async def adjusted(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify a chat of what an owner has put into its wallet, or taken off.

    Forms that may have waited for money are offered again; nothing is ordered by itself.
    """
    wallet_id = message.payload["wallet_id"]
    wallet = await ledger.get(session, wallet_id)
    entry = await owned.entry_of(session, message.payload["transfer_id"], wallet_id)
    it = await statements.load(session, to.chat.id, wallet.currency)
    is_group = to.chat.type != "private"
    screen = screens.adjusted(to.t, entry, it, is_group=is_group)
    ready = await open_forms.ready(session, to.chat.id) if entry.units > 0 else ()
    rows = [*go_on_rows(to.t, ready, is_group=is_group), *screen.rows]
    return OutgoingMessage(Screen(screen.text, rows))


async def is_low(session: Session, _: OutboxMessage, to: Addressee) -> OutgoingMessage | None:
    """Notify a chat that little is left in its wallet, if that is still so."""
    wallet = await ledger.wallet_of(session, to.chat.id)
    if wallet is None or wallet.available >= wallet.low:
        return None
    it = await statements.load(session, to.chat.id, wallet.currency)
    return OutgoingMessage(screens.is_low(to.t, it, is_group=to.chat.type != "private"))


async def top_up_requested(
    session: Session, message: OutboxMessage, to: Addressee
) -> OutgoingMessage:
    """Notify an owner that somebody wants to pay in, or to be paid out."""
    chat_id = message.payload["chat_id"]
    wallet = await ledger.wallet_of(session, chat_id)
    currency = "" if wallet is None else wallet.currency
    it = await statements.load(session, chat_id, currency)
    return OutgoingMessage(owned_screens.top_up_requested(to.t, it, message.payload))


async def differ(session: Session, message: OutboxMessage, to: Addressee) -> OutgoingMessage:
    """Notify an owner that the books are not true."""
    found = [books.as_difference(it) for it in message.payload["differences"]]
    wallets = [it.wallet_id for it in found if it.wallet_id is not None]
    currency = (await ledger.get(session, wallets[0])).currency if wallets else ""
    return OutgoingMessage(owned_screens.books_differ(to.t, found, currency))
