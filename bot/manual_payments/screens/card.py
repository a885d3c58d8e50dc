"""A top-up by hand, as who pays sees it."""

from datetime import datetime

from markupsafe import Markup, escape
from telegram import InlineKeyboardButton

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, copy_buttons, lines
from bot.manual_payments.buttons import ManualArea, ProofAction
from bot.manual_payments.rules.proofs import (
    OPEN_IN_ALL,
    REFUSED_MOST,
    Decision,
    Obstacle,
)
from bot.manual_payments.service.proofs import Paying
from bot.manual_payments.tables import Proof
from bot.payments.buttons import PaymentArea, TopUpAction
from bot.payments.rules.states import TopUpState
from bot.payments.tables import TopUp
from bot.wallet.buttons import WalletAction, WalletArea
from bot.wallet.rules.units import from_units

_STATES = {
    TopUpState.CHOSEN: N_("👇 Pay in our private chat: anybody here can do that."),
    TopUpState.REVIEW: N_("⏳ The owner is checking your payment. You will be notified here."),
    TopUpState.PAID: N_("✅ Paid."),
    TopUpState.EXPIRED: N_("⌛ This offer has ended. Nothing was paid."),
    TopUpState.WITHDRAWN: N_("✖️ Canceled. Nothing was paid."),
    TopUpState.REFUSED: N_("🚫 The owner of this bot does not see this payment."),
}
_IN_GROUP = N_("⏳ Somebody pays in our private chat.")


def card(t: Translator, it: Paying, now: datetime, *, in_private: bool) -> Screen:
    """Show a top-up by hand: in private with the account, until the proof is there."""
    top_up = it.top_up
    ended = top_up.state is TopUpState.OPEN and now >= top_up.expires_at
    state = TopUpState.EXPIRED if ended else top_up.state
    text = lines(
        t("👛 <b>Top up</b>"),
        escape(it.method.name),
        "",
        t("You pay: <b>{amount}</b>", amount=t.money(top_up.due, top_up.due_currency)),
        t("You get: <b>{amount}</b>", amount=t.money(from_units(top_up.units), top_up.currency)),
        "",
        *_how(t, it, state, in_private=in_private),
    )
    return Screen(text, _rows(t, it, state, in_private=in_private))


def _how(t: Translator, it: Paying, state: TopUpState, *, in_private: bool) -> list[Markup]:
    until = t("<i>Until {time}.</i>", time=t.datetime(it.top_up.expires_at))
    if state is not TopUpState.OPEN:
        said = [t(_STATES.get(state, _STATES[TopUpState.EXPIRED]))]
        refused = it.proof is not None and it.proof.decision is Decision.REFUSED
        if refused and it.proof is not None and in_private:
            said.append(t("Reason: {reason}", reason=it.proof.reason))
        return [*said, until] if state is TopUpState.CHOSEN else said
    if not in_private:
        return [t(_IN_GROUP), until]
    return [
        Markup("<code>{}</code>").format(it.method.text),
        Markup(""),
        t("When you have paid, tap the button and send what shows it."),
        until,
    ]


def _rows(t: Translator, it: Paying, state: TopUpState, *, in_private: bool) -> list[Row]:
    top_up = it.top_up
    wallet = button(t.plain("👛 Wallet"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    cancel = button(t.plain("✕ Cancel"), pack(PaymentArea.TOP_UP, TopUpAction.WITHDRAW, top_up.id))
    if state is TopUpState.CHOSEN:
        link = InlineKeyboardButton(t.plain("💬 Pay in private"), url=top_up.url)
        return [[link], [cancel, wallet]]
    if state is TopUpState.OPEN and in_private:
        paid = pack(ManualArea.PROOF, ProofAction.PAID, top_up.id)
        rows: list[Row] = [[button(t.plain("✅ I have paid"), paid, style="success")]]
        copy = copy_buttons((t.plain("⧉ Copy"), it.method.text))
        return [*([copy] if copy else []), *rows, [cancel, wallet]]
    if state in {TopUpState.EXPIRED, TopUpState.WITHDRAWN, TopUpState.REFUSED}:
        again = pack(PaymentArea.TOP_UP, TopUpAction.AMOUNTS, top_up.method)
        return [[button(t.plain("🔁 Again"), again)], [wallet]]
    return [[wallet]]


def ask_proof(t: Translator, it: Paying) -> Markup:
    """Ask for what is required of a proof, and is missing."""
    if it.lacks_picture and it.lacks_reference:
        return t("📎 Send a photo of the receipt, with the reference number as its caption.")
    if it.lacks_picture:
        return t("📎 Send a photo of the receipt, or a PDF.")
    return t("✏️ Send the reference number of your transfer.")


def is_checked(t: Translator) -> Screen:
    """Say to who has sent a proof what happens now."""
    return Screen(t(_STATES[TopUpState.REVIEW]))


def obstacle(t: Translator, it: Obstacle, most: str) -> str:
    """Say why nothing can be begun now.

    Args:
        most: the most of a first top-up.
    """
    match it:
        case Obstacle.OPEN_HERE:
            return t.plain("You have begun one already. Finish it first, or cancel it.")
        case Obstacle.OPEN_ELSEWHERE:
            return t.plain(
                "You have begun {number} top-ups already. Finish one first, or cancel it.",
                number=OPEN_IN_ALL,
            )
        case Obstacle.PAUSED:
            return t.plain(
                "{number} of your payments were not found. Try again tomorrow, or ask the owner.",
                number=REFUSED_MOST,
            )
        case Obstacle.FIRST:
            return t.plain("The first time you can add at most {amount}.", amount=most)


def decided(t: Translator, top_up: TopUp, proof: Proof) -> Screen:
    """Notify the payer that an owner does not see the money."""
    text = lines(
        t(
            "🚫 The owner of this bot does not see your payment of {amount}.",
            amount=t.money(top_up.due, top_up.due_currency),
        ),
        t("Reason: {reason}", reason=proof.reason),
        "",
        t("Did you pay? Send the owner what shows it: /support says how."),
    )
    again = pack(PaymentArea.TOP_UP, TopUpAction.AMOUNTS, top_up.method)
    return Screen(text, [[button(t.plain("🔁 Again"), again)]])


def asked(t: Translator, top_up: TopUp, proof: Proof) -> Screen:
    """Ask the payer what an owner asks."""
    text = lines(
        t(
            "❔ The owner of this bot asks about your payment of {amount}:",
            amount=t.money(top_up.due, top_up.due_currency),
        ),
        Markup("<blockquote>{}</blockquote>").format(proof.asked),
    )
    answer = pack(ManualArea.PROOF, ProofAction.ANSWER, top_up.id)
    return Screen(text, [[button(t.plain("✏️ Answer"), answer, style="primary")]])
