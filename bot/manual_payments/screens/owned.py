"""The ways to pay by hand, as owners make them."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.manual_payments.buttons import ManualArea, OwnedAction, OwnedQuestion
from bot.manual_payments.service.methods import Lacks
from bot.manual_payments.tables import ManualMethod, ManualSettings
from bot.payments.buttons import OwnerAction, PaymentArea
from bot.payments.rules.methods import LEAST
from bot.wallet.rules.units import from_units

QUESTIONS = {
    OwnedQuestion.NAME: N_("🏦 What is it called? For example: Bank transfer."),
    OwnedQuestion.TEXT: N_("✏️ Send the account, and what people have to write with it."),
    OwnedQuestion.CURRENCY: N_("💱 In which currency do people pay? Send its three letters."),
    OwnedQuestion.LEAST: N_("Send the least of one top-up, in {currency}; 0: as for all ways."),
    OwnedQuestion.MOST: N_("Send the most of one top-up, in {currency}; 0: as for all ways."),
    OwnedQuestion.PERCENT: N_("Send a fee in percent, or a bonus with a minus: -5. 0: neither."),
    OwnedQuestion.TWO_OWNERS: N_(
        "From which amount do two owners have to approve, in {currency}? 0: never."
    ),
    OwnedQuestion.FIRST: N_(
        "How much can new people add at most the first time, in {currency}? 0: no limit."
    ),
}


@dataclass(frozen=True, slots=True)
class MethodPage:
    """A way to pay, and what keeps it from working."""

    method: ManualMethod
    lacks: Lacks
    currency: str  # of the wallets


def home(
    t: Translator, found: Sequence[ManualMethod], it: ManualSettings, currency: str
) -> Screen:
    """List the ways to pay by hand."""
    text = lines(
        t("🏦 <b>Payments by hand</b>"),
        t("People pay to your account and send what shows it. You approve when it is there."),
        "",
        t("Two owners from: {amount}", amount=_amount(t, it.two_owners_from, currency)),
        t("First top-up at most: {amount}", amount=_amount(t, it.first_most, currency)),
    )
    rows: list[Row] = [
        [button(_label(t, each), _data(OwnedAction.SHOW, each.id))] for each in found
    ]
    rows += [
        [button(t.plain("+ Add a way to pay"), _data(OwnedAction.ADD), style="primary")],
        [
            button(t.plain("👥 Two owners"), _data(OwnedAction.SET, OwnedQuestion.TWO_OWNERS)),
            button(t.plain("🆕 First top-up"), _data(OwnedAction.SET, OwnedQuestion.FIRST)),
        ],
        [button(t.plain("⬅️ Payments"), pack(PaymentArea.OWNED, OwnerAction.HOME))],
    ]
    return Screen(text, rows)


def _amount(t: Translator, units: int, currency: str) -> str:
    return t.money(from_units(units), currency) if units else "—"


def _label(t: Translator, it: ManualMethod) -> str:
    return f"{it.name}: {t.plain('on') if it.is_on else t.plain('off')}"


def _data(action: OwnedAction, *args: object) -> str:
    return pack(ManualArea.OWNED, action, *args)


def method(t: Translator, page: MethodPage) -> Screen:
    """Show a way to pay, with all that can be changed of it."""
    it = page.method
    text = lines(
        Markup("🏦 <b>{}</b>: {}").format(it.name, t("on") if it.is_on else t("off")),
        "",
        Markup("<code>{}</code>").format(it.text) if it.text else t("There is no account yet."),
        "",
        t("Currency: {currency}", currency=it.currency),
        t("At least: {amount}", amount=_amount(t, it.least, page.currency)),
        t("At most: {amount}", amount=_amount(t, it.most, page.currency)),
        _percent(t, it),
        *_missing(t, page),
    )
    return Screen(text, _rows(t, it, can_work=not page.lacks))


def _percent(t: Translator, it: ManualMethod) -> Markup:
    if it.percent < 0:
        return t("Bonus: {percent}", percent=t.percent(-it.percent))
    return t("Fee: {percent}", percent=t.percent(it.percent))


def _missing(t: Translator, page: MethodPage) -> list[Markup]:
    it, said = page.method, []
    if page.lacks.text:
        said.append(t("⚠️ Nobody can pay in this way: its account is missing."))
    if page.lacks.rate:
        said.append(
            t(
                "⚠️ Nobody can pay in this way: there is no exchange rate of {base} to {quote}.",
                base=it.currency,
                quote=page.currency,
            )
        )
    if page.lacks.amounts:
        least, most = (
            t.money(from_units(units), page.currency) for units in (it.least or LEAST, it.most)
        )
        said.append(
            Markup("⚠️ ")
            + t("At least {least} is more than at most {most}.", least=least, most=most)
        )
    return [Markup(""), *said] if said else []


def _rows(t: Translator, it: ManualMethod, *, can_work: bool) -> list[Row]:
    def edit(label: str, question: OwnedQuestion) -> InlineKeyboardButton:
        return button(label, _data(OwnedAction.EDIT, it.id, question))

    def toggle(label: str, action: OwnedAction, *, on: bool) -> InlineKeyboardButton:
        return button(f"{'✅' if on else '⬜'} {label}", _data(action, it.id, int(not on)))

    switch = (
        button(t.plain("⏸ Switch off"), _data(OwnedAction.SWITCH, it.id, 0))
        if it.is_on
        else button(t.plain("▶️ Switch on"), _data(OwnedAction.SWITCH, it.id, 1), style="success")
    )
    return [
        [
            edit(t.plain("✏️ Name"), OwnedQuestion.NAME),
            edit(t.plain("✏️ Account"), OwnedQuestion.TEXT),
        ],
        [
            edit(t.plain("💱 Currency"), OwnedQuestion.CURRENCY),
            edit(t.plain("% Fee or bonus"), OwnedQuestion.PERCENT),
        ],
        [
            edit(t.plain("⬇️ At least"), OwnedQuestion.LEAST),
            edit(t.plain("⬆️ At most"), OwnedQuestion.MOST),
        ],
        [
            toggle(t.plain("Picture"), OwnedAction.PICTURE, on=it.wants_picture),
            toggle(t.plain("Reference"), OwnedAction.REFERENCE, on=it.wants_reference),
        ],
        *([[switch]] if can_work or it.is_on else []),
        [
            button(t.plain("🗑 Remove"), _data(OwnedAction.REMOVE, it.id), style="danger"),
            button(t.plain("⬅️ Back"), _data(OwnedAction.HOME)),
        ],
    ]


def removal(t: Translator, it: ManualMethod) -> Screen:
    """Ask whether a way to pay is really to go."""
    text = lines(
        t("🗑 <b>Remove {name}?</b>", name=it.name),
        t("Nobody can begin to pay in this way any more. What was begun can still be paid."),
    )
    yes = button(t.plain("🗑 Remove"), _data(OwnedAction.SURELY, it.id), style="danger")
    return Screen(text, [[yes], [button(t.plain("✕ Cancel"), _data(OwnedAction.SHOW, it.id))]])
