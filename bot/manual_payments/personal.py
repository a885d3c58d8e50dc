"""What is kept of people who have paid by hand.

Payments stay, as the books do, and with them what shows that a proof was used before; the picture
itself is not handed out or sent any more.
"""

from sqlalchemy import ColumnElement, Text, or_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.core.personal import Declared, ErasureRequest, PersonalData, Rows
from bot.manual_payments.tables import ManualMethod, ManualSettings, Proof

_USED = "a transfer is credited once, whoever shows it again"


def _has_card(user_id: int) -> ColumnElement[bool]:
    """Return, for a query, whether a person was asked as an owner, or has decided."""
    cards, deciders = (type_coerce(col(it), Text) for it in (Proof.cards, Proof.approved_by))
    number = str(user_id)
    return or_(
        cards.contains(f"[{number},"),
        *(deciders.contains(f"{a}{number}{b}") for a in "[," for b in ",]"),
    )


def _rows(user_id: int) -> Rows:
    return {Proof: or_(col(Proof.person_id) == user_id, _has_card(user_id))}


async def _erase(session: AsyncSession, person: ErasureRequest) -> None:
    theirs = col(Proof.person_id) == person.user_id
    gone = {"file_id": "", "answer": "", "asked": "", "person_id": person.pseudonym}
    await session.execute(update(Proof).where(theirs).values(**gone))
    for proof in (await session.execute(select(Proof).where(_has_card(person.user_id)))).scalars():
        proof.cards = [card for card in proof.cards if card[0] != person.user_id]
        proof.approved_by = [
            person.pseudonym if it == person.user_id else it for it in proof.approved_by
        ]


PERSONAL = PersonalData(
    tables={
        Proof: Declared(
            file="payment_proofs",
            erased="file_id answer asked cards",
            pseudonymized="person_id approved_by",
            searched="decided_by reason",
            kept=dict.fromkeys(("reference", "claimed", "unique_id", "digest"), _USED),
            not_personal="method",
            withheld="cards approved_by claimed",
        ),
        ManualMethod: Declared(not_personal="name text currency least most"),
        ManualSettings: Declared(not_personal="two_owners_from first_most"),
    },
    rows=_rows,
    erase=_erase,
)
