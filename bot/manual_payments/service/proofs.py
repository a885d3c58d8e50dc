"""A proof as it comes in: piece by piece, until owners can decide."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.core.database.engine import Session
from bot.core.outbox import store as outbox_store
from bot.manual_payments.outbox import ManualMessage
from bot.manual_payments.rules.proofs import Picture
from bot.manual_payments.service import methods
from bot.manual_payments.store import methods as method_store
from bot.manual_payments.store import proofs as store
from bot.manual_payments.tables import ManualMethod, Proof
from bot.payments.rules.states import TopUpState
from bot.payments.service import manual, top_ups
from bot.payments.tables import TopUp


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody has sent in one message."""

    picture: Picture | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Paying:
    """A top-up by hand with its method, and what was sent for it so far."""

    top_up: TopUp
    method: ManualMethod
    proof: Proof | None

    @property
    def lacks_picture(self) -> bool:
        """Return whether a picture is required and missing."""
        return self.method.wants_picture and not (self.proof and self.proof.file_id)

    @property
    def lacks_reference(self) -> bool:
        """Return whether a reference is required and missing."""
        return self.method.wants_reference and not (self.proof and self.proof.reference)

    @property
    def is_complete(self) -> bool:
        """Return whether all that is required is there."""
        return not self.lacks_picture and not self.lacks_reference


async def paying(session: Session, top_up_id: int) -> Paying | None:
    """Return a top-up by hand with what was sent for it; `None`: there is none."""
    top_up = await top_ups.find(session, top_up_id)
    method = None if top_up is None else await methods.find(session, top_up.method)
    if top_up is None or method is None:
        return None
    return Paying(top_up, method, await store.of_top_up(session, top_up_id))


async def take(
    session: Session,
    top_up_id: int,
    person_id: int,
    sent: Sent,
    *,
    owners: Collection[int],
    now: datetime,
) -> Paying | None:
    """Add what somebody has sent; once all is there, owners are asked. `None`: it is too late.

    What comes after that changes nothing.
    """
    top_up = await top_ups.lock(session, top_up_id)
    if top_up is not None and top_up.state is TopUpState.REVIEW:
        return await paying(session, top_up_id)
    if top_up is None or top_up.state is not TopUpState.OPEN or now >= top_up.expires_at:
        return None
    it = await paying(session, top_up_id)
    if it is None:
        return None
    proof = it.proof or await store.add(
        session, Proof(top_up_id=top_up.id, method=top_up.method, person_id=person_id)
    )
    await _fill(session, proof, sent)
    it = Paying(top_up, it.method, proof)
    if it.is_complete:
        proof.sent_at = now
        manual.wait_for_owners(session, top_up, now)
        _ask_owners(session, proof, owners, now)
    session.add(proof)
    return it


async def _fill(session: Session, proof: Proof, sent: Sent) -> None:
    if sent.picture is not None:
        proof.file_id, proof.unique_id = sent.picture.file_id, sent.picture.unique_id
        proof.digest, proof.is_document = sent.picture.digest, sent.picture.is_document
    if sent.reference and sent.reference != proof.reference:
        proof.reference, proof.claimed = sent.reference, None
        await claim(session, proof)


async def claim(session: Session, proof: Proof) -> None:
    """Have a reference be this proof's own if nobody has used it; whoever is later is a hit."""
    await method_store.lock_settings(session)
    if not await store.is_claimed(session, proof.method, proof.reference):
        proof.claimed = proof.reference
        session.add(proof)


def _ask_owners(session: Session, proof: Proof, owners: Collection[int], now: datetime) -> None:
    for owner in owners:
        outbox_store.add(session, owner, ManualMessage.REVIEW, {"proof_id": proof.id}, now)


async def take_answer(
    session: Session,
    top_up_id: int,
    text: str,
    picture: Picture | None,
    *,
    owners: Collection[int],
    now: datetime,
) -> bool:
    """Put an answer to an owner's question before all owners; `False`: nobody asks any more."""
    found = await store.of_top_up(session, top_up_id)
    proof = None if found is None else await store.lock(session, found.id)
    if proof is None or proof.decision is not None or not proof.asked:
        return False
    proof.answer = text
    proof.approved_by = []
    if picture is not None:
        await _fill(session, proof, Sent(picture))
    session.add(proof)
    _ask_owners(session, proof, owners, now)
    return True
