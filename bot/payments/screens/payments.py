"""Payments on record: lists and cards for owners, and a person's own for /paysupport."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape
from telegram import InlineKeyboardButton

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.paging import Page
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.screen import Row, Screen, button, copy_buttons, lines, page_row
from bot.payments.buttons import OwnerAction, OwnerQuestion, PaymentArea, SupportAction
from bot.payments.rules.states import PaymentFilter, PaymentState, Problem
from bot.payments.screens.labels import due, name
from bot.payments.screens.receipts import PROBLEMS
from bot.payments.tables import Payment
from bot.wallet.rules.units import from_units

STATES = {
    PaymentState.CREDITED: N_("credited"),
    PaymentState.SUSPENSE: N_("waits for your word"),
    PaymentState.REFUNDING: N_("is being given back"),
    PaymentState.REFUNDED: N_("given back"),
    PaymentState.TAKEN_BACK: N_("taken back"),
}
_FILTERS = {
    PaymentFilter.ALL: N_("All"),
    PaymentFilter.WAITING: N_("Waiting"),
    PaymentFilter.GIVEN_BACK: N_("Given back"),
}


def list_data(which: PaymentFilter, number: int) -> str:
    """Return the data of the button that lists payments."""
    return pack(PaymentArea.OWNED, OwnerAction.LIST, which, number)


def listed(t: Translator, which: PaymentFilter, page: Page[Payment]) -> Screen:
    """List payments, the latest first; each opens its card."""
    text = lines(
        t("🧾 <b>Payments</b>"),
        t.plural("{number} payment", "{number} payments", page.total),
        "",
        *(_line(t, it) for it in page.items),
    )
    filters = [
        button(("• " if it is which else "") + t.plain(label), list_data(it, 0))
        for it, label in _FILTERS.items()
    ]
    search = pack(PaymentArea.OWNED, OwnerAction.ASK, OwnerQuestion.PAYMENT)
    rows: list[Row] = [
        filters,
        *([_card_button(t, it)] for it in page.items),
        *page_row(t, page, lambda to: list_data(which, to)),
        [button(t.plain("🔎 Find"), search), _home_button(t)],
    ]
    return Screen(text, rows)


def found(t: Translator, items: Sequence[Payment]) -> Screen:
    """Show what a search has found."""
    head = t("🔎 <b>Payments found</b>") if items else t("No payment was found.")
    text = lines(head, *(_line(t, it) for it in items))
    rows: list[Row] = [[_card_button(t, it)] for it in items]
    return Screen(text, [*rows, [_list_button(t)]])


def _line(t: Translator, it: Payment) -> Markup:
    return Markup("{} · {} · {}").format(
        due(t, it.amount, it.amount_currency), t(STATES[it.state]), t.datetime(it.paid_at)
    )


def _card_button(t: Translator, it: Payment) -> InlineKeyboardButton:
    label = f"{due(t, it.amount, it.amount_currency)} · {t.datetime(it.paid_at)}"
    return button(label, pack(PaymentArea.OWNED, OwnerAction.CARD, it.id))


def _home_button(t: Translator) -> InlineKeyboardButton:
    return button(t.plain("⬅️ Payments"), pack(PaymentArea.OWNED, OwnerAction.HOME))


def _list_button(t: Translator) -> InlineKeyboardButton:
    return button(t.plain("🧾 All payments"), list_data(PaymentFilter.ALL, 0))


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """A payment as owners see it.

    Attributes:
        payer: what the person is called.
        asked_by: what who asked for it is called, where the gateway does not name the payer.
        can_give_back: its gateway can.
    """

    payment: Payment
    payer: str
    currency: str
    can_give_back: bool
    asked_by: str = ""


def digest(it: Payment) -> str:
    """Return what stands for a payment as it was shown."""
    return digest_of(it.id, it.state, it.units, it.refusals)


def card(t: Translator, it: PaymentCard, *, sure: bool = False) -> Screen:
    """Show a payment, and what can be done about it.

    Args:
        sure: ask once more whether it is to be given back.
    """
    payment = it.payment
    problem = Problem(payment.problem) if payment.problem else None
    credited = t.money(from_units(payment.units), it.currency) if payment.units else None
    text = lines(
        Markup("🧾 <b>{}</b> · {}").format(
            due(t, payment.amount, payment.amount_currency), name(t, payment.method)
        ),
        t("Status: {status}", status=t.plain(STATES[payment.state])),
        t("From: {name}", name=it.payer) if it.payer else None,
        t("Asked by {name}", name=it.asked_by) if it.asked_by else None,
        t("Paid: {moment}", moment=t.datetime(payment.paid_at)),
        t("Credited: {amount}", amount=credited) if credited else None,
        t("Fee kept by the gateway: {amount}", amount=due(t, payment.fee, payment.fee_currency))
        if payment.fee_currency
        else None,
        Markup("🆔 <code>{}</code>").format(payment.external_id),
        Markup("\n⚠️ ") + t(PROBLEMS[problem]) if problem else None,
        Markup("\n") + t("<b>Give it back?</b> The whole payment goes back to whoever made it.")
        if sure
        else None,
    )
    return Screen(text, _card_rows(t, it, sure=sure))


def _card_rows(t: Translator, it: PaymentCard, *, sure: bool) -> list[Row]:
    payment, shown = it.payment, digest(it.payment)
    back: Row = [_list_button(t), *copy_buttons((t.plain("⧉ Copy number"), payment.external_id))]
    if payment.state not in {PaymentState.CREDITED, PaymentState.SUSPENSE}:
        return [back]
    if sure:
        yes = pack(PaymentArea.OWNED, OwnerAction.SURE, payment.id, shown)
        no = pack(PaymentArea.OWNED, OwnerAction.CARD, payment.id)
        return [
            [
                button(t.plain("↩️ Give back"), yes, style="danger"),
                button(t.plain("⬅️ Back"), no),
            ]
        ]
    rows: list[Row] = []
    if payment.state is PaymentState.SUSPENSE and payment.payer_id is not None:
        data = pack(PaymentArea.OWNED, OwnerAction.CREDIT, payment.id, shown)
        rows.append([button(t.plain("✅ Credit to who has paid"), data, style="success")])
    if it.can_give_back:
        ask = pack(PaymentArea.OWNED, OwnerAction.GIVE_BACK, payment.id)
        rows.append([button(t.plain("↩️ Give back …"), ask)])
    return [*rows, back]


def own(t: Translator, items: Sequence[Payment], contact: str) -> Screen:
    """Show people their own payments, each with a button that asks the owners: /paysupport."""
    text = lines(
        t("💳 <b>Help with payments</b>"),
        t("Something is wrong with a payment? Tap it, and the owner of this bot is asked.")
        if items
        else t("You have not paid anything here yet."),
        Markup("\n") + escape(contact) if contact else None,
        "" if items else None,
        *(_own_line(t, it) for it in items),
    )
    rows = [
        [
            button(
                f"✋ {due(t, it.amount, it.amount_currency)} · {t.datetime(it.paid_at)}",
                pack(PaymentArea.SUPPORT, SupportAction.ASK, it.id),
            )
        ]
        for it in items
    ]
    return Screen(text, rows)


def _own_line(t: Translator, it: Payment) -> Markup:
    state = t("given back") if it.state is PaymentState.REFUNDED else None
    paid = Markup("{} · {} · <code>{}</code>").format(
        due(t, it.amount, it.amount_currency), t.datetime(it.paid_at), it.external_id
    )
    return paid if state is None else Markup("{} · {}").format(paid, state)


def alert(
    t: Translator, it: PaymentCard, *, needs_help: bool, is_refused: bool, is_frozen: bool
) -> Screen:
    """Notify an owner of a payment that needs them.

    Args:
        needs_help: who has paid it asks for help.
        is_refused: its gateway does not give it back.
        is_frozen: nothing is ordered from the wallet.
    """
    head = N_("⚠️ <b>A payment is not as it should be</b>")
    if needs_help:
        head = N_("✋ <b>Help needed with a payment</b>")
    elif is_refused:
        head = N_("⚠️ <b>A payment was not given back: the gateway refuses it</b>")
    was_taken = it.payment.state is PaymentState.TAKEN_BACK
    if was_taken:
        head = N_("⚠️ <b>A payment was taken back: by its gateway, or by who had paid it</b>")
    shown = card(t, it)
    frozen = (
        t("The wallet had less left than that, and is frozen. Unfreeze it when this is settled.")
        if was_taken and is_frozen
        else None
    )
    return Screen(lines(t(head), "", shown.text, frozen), shown.rows)
