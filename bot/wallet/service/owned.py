"""What owners do with any wallet, and what they are asked for: each is one transaction."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.core.access.service import chats
from bot.core.database import decisions
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.alerts import Alert
from bot.wallet.outbox import WalletMessage
from bot.wallet.rules.entries import Entry
from bot.wallet.rules.ledger import TransferKind
from bot.wallet.service import ledger
from bot.wallet.store import accounts, journal
from bot.wallet.tables import Transfer

ASKED_AGAIN = timedelta(minutes=30)
"""So long the owners are not asked again to top up the same wallet."""


@dataclass(frozen=True, slots=True)
class OwnerRequest:
    """Somebody asks the owners about the money in a chat's wallet.

    Attributes:
        back: they want it paid out, before they are forgotten.
    """

    chat_id: int
    title: str
    user_id: int
    name: str
    back: bool = False


async def ask_owners(
    session: Session,
    request: OwnerRequest,
    *,
    currency: str,
    owners: Collection[int],
    now: datetime,
) -> bool:
    """Send a request to the owners; `False` if they were asked a moment ago."""
    wallet = await ledger.open_wallet(session, request.chat_id, currency, now)
    if not await accounts.record_asked(session, wallet.id, now, before=now - ASKED_AGAIN):
        return False
    outbox_store.add_alert(session, owners, Alert.TOP_UP_REQUESTED, now, **asdict(request))
    return True


@dataclass(frozen=True, slots=True)
class Instruction:
    """What an owner has said: so many units, into a chat's wallet or off it.

    Attributes:
        key: of the question that was answered: it is done once.
    """

    kind: TransferKind
    chat_id: int
    units: int
    note: str
    key: str


async def chat_now(session: Session, chat_id: int) -> int:
    """Return the ID that a chat has now: a group's is another since it became a supergroup."""
    chat = await chats.get(session, chat_id)
    return chat_id if chat is None else chat.id


async def done_before(session: Session, key: str) -> bool:
    """Return whether what a question led to was done."""
    return await journal.find(session, key) is not None


async def carry_out(
    session: Session, said: Instruction, *, currency: str, by: int, now: datetime
) -> None:
    """Credit or debit a wallet, and tell its chat, once.

    Raises:
        NotEnoughError: so much is not available.
    """
    if await done_before(session, said.key):
        return
    chat = await chats.get(session, said.chat_id)
    chat_id = said.chat_id if chat is None else chat.id
    wallet = await ledger.open_wallet(session, chat_id, currency, now)
    book = ledger.credit if said.kind is TransferKind.CREDIT else ledger.debit
    done = await book(session, wallet.id, said.units, key=said.key, by=by, note=said.note, now=now)
    if chat is not None and chat.reachable:
        payload = {"transfer_id": done.id, "wallet_id": wallet.id}
        outbox_store.add(session, chat.id, WalletMessage.ADJUSTED, payload, now)


async def set_frozen(
    session: Session, chat_id: int, *, frozen: bool, currency: str, now: datetime
) -> None:
    """Freeze a chat's wallet, or let things be ordered from it again."""
    chat_id = await chat_now(session, chat_id)
    wallet = await ledger.open_wallet(session, chat_id, currency, now)
    await ledger.freeze(session, wallet.id, frozen=frozen)
    await decisions.record(session)


async def entry_of(session: Session, transfer_id: int, wallet_id: int) -> Entry:
    """Return a transfer as it is seen from a wallet."""
    row = await session.get_one(Transfer, transfer_id)
    sign = 1 if row.credit_id == wallet_id else -1
    return Entry(row.at, row.kind, sign * row.amount, row.order_id, row.note)
