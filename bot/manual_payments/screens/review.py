"""The card by which owners decide whether money has arrived."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup, escape
from telegram.constants import MessageLimit

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import texts
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.screen import Media, Row, Screen, button, lines, shorten
from bot.manual_payments.buttons import ManualArea, ReviewAction, ReviewQuestion
from bot.manual_payments.rules.proofs import Alike, Decision
from bot.manual_payments.service.deciding import Approving, Review, split_of
from bot.owners.buttons import AdminAction, OwnerArea
from bot.wallet.rules.units import from_units

QUESTIONS = {
    ReviewQuestion.AMOUNT: N_("💰 How much has arrived? Send the amount, for example {example}."),
    ReviewQuestion.REASON: N_("🚫 Why is it refused? The customer reads your answer."),
    ReviewQuestion.QUESTION: N_("❔ What do you want to know? The customer reads your question."),
}
ANSWERS = {
    Approving.FIRST: N_("Noted. A second owner has to approve it as well."),
    Approving.AGAIN: N_("You have approved it already: a second owner has to."),
    Approving.OWN: N_("This payment is your own: another owner has to decide."),
    Approving.NOTHING: N_("That is too little to be added."),
}
_STATES = {None: N_("waits"), Decision.APPROVED: N_("approved"), Decision.REFUSED: N_("refused")}
LONGEST_NAME = 24
LONGEST_TEXT = 200
_ROOMS = ((3, LONGEST_TEXT), (2, 100), (1, 40), (0, 20))
"""So many hits of a kind, and characters of what was asked: less where a caption has no room."""
_ROOM_LEFT = 24  # marks that turn lines from right to left


def card(t: Translator, it: Review, owner_id: int, now: datetime) -> Screen:
    """Ask whether money has arrived, or say who has decided that."""
    proof = it.proof
    is_undecided = proof.decision is None
    media = Media(proof.file_id, proof.is_document) if proof.file_id else None
    texts_ = (_text(t, it, owner_id, now, room) for room in _ROOMS)
    text = next((text for text in texts_ if media is None or _fits(text)), None)
    rows = _rows(t, it) if is_undecided and not it.is_own(owner_id) else []
    return Screen(text or _text(t, it, owner_id, now, _ROOMS[-1]), rows, media)


def _fits(text: Markup) -> bool:
    """Return whether a text has room under a picture."""
    units = len(text.striptags().encode("utf-16-le")) // 2
    return units <= MessageLimit.CAPTION_LENGTH - _ROOM_LEFT


def _text(
    t: Translator, it: Review, owner_id: int, now: datetime, room: tuple[int, int]
) -> Markup:
    proof = it.proof
    is_undecided = proof.decision is None
    return lines(
        t("🏦 <b>Has this payment arrived?</b>") if is_undecided else _head(t, it),
        *_what(t, it),
        "",
        *_who(t, it, now),
        t("Reference: {reference}", reference=_code(proof.reference)) if proof.reference else None,
        *_hits(t, it, now, room[0]),
        *_asked(t, it, room[1]),
        *(_undecided(t, it, owner_id) if is_undecided else _decided(t, it)),
    )


def _head(t: Translator, it: Review) -> Markup:
    if it.proof.decision is Decision.APPROVED:
        return t("✅ <b>Approved by {name}</b>", name=it.proof.decided_by)
    return t("🚫 <b>Refused by {name}</b>", name=it.proof.decided_by)


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def _what(t: Translator, it: Review) -> list[Markup]:
    found, top_up = it.split, it.top_up
    amount = t.money(it.amount, top_up.due_currency)
    said = [
        Markup("#{} · {}").format(it.proof.id, shorten(it.method.name, LONGEST_NAME)),
        t("Amount: <b>{amount}</b>", amount=amount),
        t("Added to the wallet: {amount}", amount=_units(t, found.credited, top_up.currency)),
    ]
    if it.amount != top_up.due:
        said.append(t("Asked: {amount}", amount=t.money(top_up.due, top_up.due_currency)))
    return said


def _units(t: Translator, units: int, currency: str) -> str:
    return t.money(from_units(units), currency)


def _who(t: Translator, it: Review, now: datetime) -> list[Markup]:
    known, chat = it.history, it.chat
    said = [
        Markup("👤 {}").format(texts.person(it.proof.person_id, shorten(known.name, LONGEST_NAME)))
    ]
    if chat is not None and chat.type != "private":
        said.append(Markup("👥 {}").format(shorten(chat.title, LONGEST_NAME)))
    if known.first_seen_at is not None:
        age = texts.moment(t, known.first_seen_at, now)
        said.append(t("First seen: {age} · orders: {number}", age=age, number=known.orders))
    said.append(
        t(
            "Paid before: {number} ({amount}) · refused: {refused}",
            number=known.payments,
            amount=_units(t, known.paid, it.top_up.currency),
            refused=known.refused,
        )
    )
    return said


def _hits(t: Translator, it: Review, now: datetime, most: int) -> list[Markup]:
    found = (
        (N_("⚠️ <b>Same reference:</b> {who}"), it.hits.reference),
        (N_("⚠️ <b>Same picture:</b> {who}"), it.hits.picture),
        (N_("⚠️ Same amount within an hour: {who}"), it.hits.amount),
    )
    return [t(text, who=_names(t, alike, now, most)) for text, alike in found if alike]


def _names(t: Translator, alike: Sequence[Alike], now: datetime, most: int) -> Markup:
    if not most:
        return Markup("#{}").format(alike[0].number)
    return t.comma.join(
        Markup("#{} {} ({})").format(
            it.number,
            shorten(it.name, LONGEST_NAME),
            t.comma.join([t(_STATES[it.decision]), texts.moment(t, it.sent_at, now)]),
        )
        for it in alike[:most]
    )


def _asked(t: Translator, it: Review, most: int) -> list[Markup]:
    proof = it.proof
    if not proof.asked:
        return []
    answer = escape(shorten(proof.answer, most)) if proof.answer else t("no answer yet")
    return [Markup("❔ {}\n💬 {}").format(shorten(proof.asked, most), answer)]


def _undecided(t: Translator, it: Review, owner_id: int) -> list[Markup]:
    said = [Markup("")]
    if not it.is_somebodys:
        said.append(t("The person was forgotten meanwhile: nothing is added by itself."))
    if it.is_own(owner_id):
        return [*said, t("This payment is your own: another owner has to decide.")]
    if it.proof.approved_by:
        said.append(t("👍 Approved by {name}. A second owner decides.", name=it.proof.decided_by))
    elif it.needs_two:
        said.append(t("Two owners have to approve so much."))
    said.append(t("Approve only when you see the money: a picture proves nothing."))
    return said


def _decided(t: Translator, it: Review) -> list[Markup]:
    if it.proof.decision is Decision.REFUSED:
        return [t("Reason: {reason}", reason=shorten(it.proof.reason, LONGEST_TEXT))]
    return []


def verdict(t: Translator, it: Review) -> str:
    """Say in a line what was decided, and by whom; empty until then."""
    if it.proof.decision is None:
        return ""
    if it.proof.decision is Decision.APPROVED:
        return t.plain("👍 Approved by {name}.", name=it.proof.decided_by)
    return t.plain("🚫 Refused by {name}.", name=it.proof.decided_by)


def digest(it: Review, arrived: Decimal) -> str:
    """Return what stands for all that a yes is to."""
    proof = it.proof
    return digest_of(
        arrived, it.top_up.units, proof.reference, proof.digest, proof.answer, proof.approved_by
    )


def _rows(t: Translator, it: Review) -> list[Row]:
    number = it.proof.id
    amount = t.money(it.amount, it.top_up.due_currency)
    yes = _data(ReviewAction.APPROVE, number, digest(it, it.amount))
    person = pack(OwnerArea.ADMIN, AdminAction.PERSON, it.proof.person_id)
    return [
        [button(t.plain("✅ Approve {amount}", amount=amount), yes, style="success")],
        [button(t.plain("✏️ Another amount"), _data(ReviewAction.OTHER, number))],
        [
            button(t.plain("🚫 Refuse"), _data(ReviewAction.REFUSE, number), style="danger"),
            button(t.plain("❔ Ask back"), _data(ReviewAction.ASK, number)),
        ],
        [button(t.plain("👤 Person"), person)],
    ]


def _data(action: ReviewAction, *args: object) -> str:
    return pack(ManualArea.REVIEW, action, *args)


def sure(t: Translator, it: Review, arrived: Decimal, message_id: int) -> Screen:
    """Show what another amount comes to, and ask.

    Args:
        message_id: of the question that it answers.
    """
    found, top_up = split_of(it.top_up, arrived), it.top_up
    amount = t.money(arrived, top_up.due_currency)
    text = lines(
        t("💰 <b>Approve another amount?</b>"),
        Markup("#{} · {}").format(it.proof.id, it.method.name),
        t("Asked: {amount}", amount=t.money(top_up.due, top_up.due_currency)),
        t("Arrived: <b>{amount}</b>", amount=amount),
        t(
            "Added to the wallet: <b>{amount}</b>",
            amount=_units(t, found.credited, top_up.currency),
        ),
    )
    yes = _data(ReviewAction.SURE, it.proof.id, digest(it, arrived), message_id)
    label = t.plain("✅ Approve {amount}", amount=amount)
    back = button(t.plain("✕ Cancel"), _data(ReviewAction.SHOW, it.proof.id))
    return Screen(text, [[button(label, yes, style="success")], [back]])
