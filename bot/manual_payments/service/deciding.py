"""Owners decide about a proof, once; what follows is the same transaction."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.chats.rules.forgetting import NOBODY
from bot.core.access.service import chats
from bot.core.access.tables import Chat
from bot.core.database import decisions
from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.core.outbox.store import OutboxKind
from bot.manual_payments.outbox import REVIEW_MESSAGE, ManualMessage
from bot.manual_payments.rules.amounts import Split, split
from bot.manual_payments.rules.proofs import Decision, History, Hits
from bot.manual_payments.service import methods
from bot.manual_payments.store import proofs as store
from bot.manual_payments.tables import ManualMethod, Proof
from bot.payments.service import manual, top_ups
from bot.payments.service.manual import Approved
from bot.payments.tables import TopUp
from bot.wallet.service import ledger
from bot.wallet.tables import Account


class Approving(StrEnum):
    """What came of a yes."""

    DONE = "done"
    FIRST = "first"  # a second owner has to approve the same
    AGAIN = "again"  # the same owner cannot be the second
    OWN = "own"  # nobody approves what they have asked for or paid themselves
    NOTHING = "nothing"  # so little cannot be credited


@dataclass(frozen=True, slots=True)
class Review:
    """A proof with all that owners see of it.

    Attributes:
        chat: whose wallet it is for.
        amount: what is to be approved: as owners say, else what was asked.
        needs_two: a second owner has to approve it.
    """

    proof: Proof
    top_up: TopUp
    method: ManualMethod
    wallet: Account
    chat: Chat | None
    history: History
    hits: Hits
    needs_two: bool

    @property
    def amount(self) -> Decimal:
        """Return what is approved by the button: as an owner has said, else what was asked."""
        return self.proof.arrived or self.top_up.due

    @property
    def split(self) -> Split:
        """Return where it goes."""
        return split_of(self.top_up, self.amount)

    @property
    def is_somebodys(self) -> bool:
        """Return whether the wallet's person was not forgotten."""
        return self.wallet.chat_id is not None and self.wallet.chat_id > NOBODY

    def is_own(self, user_id: int) -> bool:
        """Return whether somebody has asked for it, or paid it."""
        return _is_own(self.proof, self.top_up, user_id)


def split_of(top_up: TopUp, arrived: Decimal) -> Split:
    """Return where an amount goes that has arrived for a top-up."""
    return split(arrived, top_up.due, top_up.units, top_up.rate)


def _is_own(proof: Proof, top_up: TopUp, user_id: int) -> bool:
    return user_id in {proof.person_id, top_up.asked_by, top_up.pay_in, top_up.chat_id}


async def review(session: Session, proof_id: int) -> Review | None:
    """Return a proof with all that owners see of it."""
    proof = await store.find(session, proof_id)
    return None if proof is None else await _review(session, proof)


async def _review(session: Session, proof: Proof) -> Review | None:
    top_up = await top_ups.find(session, proof.top_up_id)
    method = None if top_up is None else await methods.find(session, top_up.method)
    if top_up is None or method is None:
        return None
    wallet = await ledger.get(session, top_up.wallet_id)
    arrived = proof.arrived or top_up.due
    return Review(
        proof=proof,
        top_up=top_up,
        method=method,
        wallet=wallet,
        chat=None if wallet.chat_id is None else await chats.get(session, wallet.chat_id),
        history=await store.history(session, proof),
        hits=await store.hits(session, proof, top_up.due),
        needs_two=await _needs_two(session, split_of(top_up, arrived)),
    )


async def _needs_two(session: Session, found: Split) -> bool:
    limit = (await methods.settings(session)).two_owners_from
    return 0 < limit <= found.credited


async def lock(session: Session, proof_id: int) -> Review | None:
    """Lock a proof and its top-up, and return them as they are now; `None`: there is none."""
    found = await store.find(session, proof_id)
    if found is None or await top_ups.lock(session, found.top_up_id) is None:
        return None
    proof = await store.lock(session, proof_id)
    return None if proof is None or proof.sent_at is None else await _review(session, proof)


async def approve(
    session: Session,
    it: Review,
    arrived: Decimal,
    *,
    by: int,
    name: str,
    owners: Collection[int],
    now: datetime,
) -> Approving:
    """Say that an amount has arrived; the proof must be locked, and undecided."""
    proof, found = it.proof, split_of(it.top_up, arrived)
    if it.is_own(by):
        return Approving.OWN
    if found.from_paid <= 0:
        return Approving.NOTHING
    earlier = proof.approved_by if arrived == it.amount else []
    if await _needs_two(session, found) and not set(earlier) - {by}:
        if by in earlier:
            return Approving.AGAIN
        proof.approved_by, proof.decided_by, proof.arrived = [by], name, arrived
        session.add(proof)
        await decisions.record(session)
        redraw(session, proof, now)
        return Approving.FIRST
    names = [proof.decided_by, name] if earlier else [name]
    proof.approved_by, proof.arrived = [*earlier, by], arrived
    what = Approved(proof.person_id, arrived, found.from_paid, found.bonus, found.fee)
    await manual.credit(session, it.top_up, what, owners=owners, now=now)
    await _decide(session, proof, Decision.APPROVED, ", ".join(names), now)
    return Approving.DONE


async def refuse(session: Session, it: Review, reason: str, name: str, now: datetime) -> None:
    """Say that the money is not there; the proof must be locked, and undecided.

    Its reference may be used again: by somebody whose transfer it is.
    """
    it.proof.reason, it.proof.claimed = reason, None
    manual.refuse(session, it.top_up, now)
    await _decide(session, it.proof, Decision.REFUSED, name, now)
    _notify(session, it, ManualMessage.DECIDED, now)


async def _decide(
    session: Session, proof: Proof, decision: Decision, name: str, now: datetime
) -> None:
    proof.decision, proof.decided_at, proof.decided_by = decision, now, name
    session.add(proof)
    await decisions.record(session)
    redraw(session, proof, now)


def ask(session: Session, it: Review, question: str, now: datetime) -> None:
    """Ask who has paid for something; the proof must be locked, and undecided."""
    it.proof.asked, it.proof.answer = question, ""
    session.add(it.proof)
    redraw(session, it.proof, now)
    _notify(session, it, ManualMessage.ASKED, now)


def _notify(session: Session, it: Review, kind: ManualMessage, now: datetime) -> None:
    chat_id = it.proof.person_id
    if chat_id > 0:  # not of somebody who was forgotten
        outbox_store.add(session, chat_id, kind, {"proof_id": it.proof.id}, now)


def redraw(session: Session, proof: Proof, now: datetime) -> None:
    """Have every owner's card show how it is now."""
    for chat_id, message_id in proof.cards:
        view = {"view": REVIEW_MESSAGE, "proof_id": proof.id}
        payload = {"message_id": message_id, "view": view}
        outbox_store.add(session, chat_id, OutboxKind.LIVE_MESSAGE, payload, now)


async def record_card(
    session: Session, proof_id: int, chat_id: int, message_id: int, now: datetime
) -> None:
    """Remember a message that asks, to be drawn again; at once if it was decided meanwhile."""
    proof = await store.lock(session, proof_id)
    if proof is not None:
        proof.cards = [*proof.cards, [chat_id, message_id]]
        session.add(proof)
        if proof.decision is not None:
            redraw(session, proof, now)
