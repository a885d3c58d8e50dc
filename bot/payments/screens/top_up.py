"""Paying in, step by step: how, how much, what it costs and gives, and how it went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup, escape
from telegram import InlineKeyboardButton

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import columns
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.payments.buttons import PaymentArea, TopUpAction
from bot.payments.rules.gateways import Offer
from bot.payments.rules.states import TopUpState
from bot.payments.screens.labels import due, name
from bot.payments.tables import TopUp
from bot.vouchers.buttons import VoucherArea
from bot.wallet.buttons import WalletAction, WalletArea
from bot.wallet.rules.units import from_units

HALF_A_ROW = 20
"""So many columns of a label a phone shows on one of two buttons."""
_TITLE = N_("👛 <b>Top up</b>")


@dataclass(frozen=True, slots=True)
class WaysToPay:
    """What a chat can choose from.

    Attributes:
        contact: whom people can turn to, in the owners' own words.
        is_asked: the owners have just been asked.
        names: what owners call the ways to pay by hand, by their codes.
        has_codes: codes can be redeemed.
    """

    methods: Sequence[str]
    contact: str = ""
    is_asked: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    has_codes: bool = False


def ways(actor: Actor, it: WaysToPay) -> Screen:
    """Ask how somebody wants to pay; without any way the owner of the bot is asked."""
    t = actor.t
    head = (
        t("How do you want to pay?")
        if it.methods
        else t("Ask the owner of this bot how to pay. What you paid is then added to this wallet.")
    )
    text = lines(
        t(_TITLE),
        t("<i>For the wallet of this group.</i>") if actor.is_group else None,
        "",
        head,
        Markup("\n") + escape(it.contact) if it.contact else None,
        "" if it.is_asked else None,
        t("✅ The owner was asked. You'll be notified here when the money is added.")
        if it.is_asked
        else None,
    )
    rows: list[Row] = [
        [button(name(t, method, it.names), _data(TopUpAction.AMOUNTS, method), style="primary")]
        for method in it.methods
    ]
    if it.has_codes:
        rows.append([button(t.plain("🎟 Redeem a code"), pack(VoucherArea.REDEEM))])
    ask = pack(WalletArea.WALLET, WalletAction.ASK_OWNERS)
    if not it.is_asked:
        rows.append([button(t.plain("✋ Ask the owner"), ask)])
    rows.append([button(t.plain("⬅️ Back"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))])
    return Screen(text, rows)


def amounts(actor: Actor, title: str, offers: Sequence[Offer], currency: str) -> Screen:
    """Ask how much is to be added; each amount says what it costs.

    Args:
        title: what the way to pay is called.
        offers: of one way to pay, at least one.
    """
    t, method = actor.t, offers[0].method
    text = lines(t(_TITLE), escape(title), "", t("How much do you want to add?"))
    choices = [
        button(
            _gets_and_costs(t, it, currency),
            _data(TopUpAction.OFFER, method, it.quoted_units),
        )
        for it in offers
    ]
    other = button(t.plain("✏️ Another amount"), _data(TopUpAction.OTHER, method))
    is_long = any(columns.width(choice.text) > HALF_A_ROW for choice in choices)
    rows = rows_of(choices, 1 if is_long else 2)
    return Screen(text, [*rows, [other], [_back_to_ways(t)]])


def _gets_and_costs(t: Translator, it: Offer, currency: str) -> str:
    """Say what somebody gets and what it costs; where that is the same, once."""
    gets, costs = t.money(from_units(it.units), currency), due(t, it.due, it.due_currency)
    return gets if gets == costs else t.plain("{gets} for {costs}", gets=gets, costs=costs)


def digest(offer: Offer, latest: int) -> str:
    """Return what stands for an offer as it was shown.

    Args:
        latest: number of the wallet's last top-up: an offer is taken up once.
    """
    return digest_of(offer.method, offer.due, offer.due_currency, offer.units, latest)


def offer(actor: Actor, it: Offer, currency: str, latest: int) -> Screen:
    """Show what a top-up costs and gives, before anything is paid."""
    t = actor.t
    asked = due(t, it.due, it.due_currency)
    text = lines(
        t(_TITLE),
        t("<i>For the wallet of this group.</i>") if actor.is_group else None,
        "",
        t("You pay: <b>{amount}</b>", amount=asked),
        t("You get: <b>{amount}</b>", amount=t.money(from_units(it.units), currency)),
        "",
        t("The offer holds for {time}.", time=t.duration(int(it.holds.total_seconds()) // 60)),
    )
    go = _data(TopUpAction.GO, it.method, it.quoted_units, digest(it, latest))
    label = t.plain("Pay {amount}", amount=asked)
    back = button(t.plain("⬅️ Back"), _data(TopUpAction.AMOUNTS, it.method))
    return Screen(text, [[button(label, go, style="success")], [back]])


_STATES = {
    TopUpState.CHOSEN: N_("👇 Pay in our private chat: anybody here can do that."),
    TopUpState.NEW: N_("⏳ The invoice is on its way …"),
    TopUpState.OPEN: N_("👇 Pay the invoice. The money is added as soon as it is paid."),
    TopUpState.REVIEW: N_("⏳ The owner is checking your payment. You will be notified here."),
    TopUpState.PAID: N_("✅ Paid."),
    TopUpState.EXPIRED: N_("⌛ This offer has ended. Nothing was paid."),
    TopUpState.WITHDRAWN: N_("✖️ Canceled. Nothing was paid."),
    TopUpState.REFUSED: N_("🚫 The owner of this bot does not see this payment."),
    TopUpState.FAILED: N_("⚠️ No invoice could be made. Try again later, or pay in another way."),
}


def top_up(t: Translator, it: TopUp, now: datetime) -> Screen:
    """Show how a top-up is."""
    state = TopUpState.EXPIRED if _has_ended(it, now) else it.state
    text = lines(
        t(_TITLE),
        "",
        t("You pay: <b>{amount}</b>", amount=due(t, it.due, it.due_currency)),
        t("You get: <b>{amount}</b>", amount=t.money(from_units(it.units), it.currency)),
        "",
        t(_STATES[state]),
        None if state.is_over else t("<i>Until {time}.</i>", time=t.datetime(it.expires_at)),
    )
    return Screen(text, _rows(t, it, state))


def _has_ended(it: TopUp, now: datetime) -> bool:
    return not it.state.is_over and now >= it.expires_at


def _rows(t: Translator, it: TopUp, state: TopUpState) -> list[Row]:
    wallet = button(t.plain("👛 Wallet"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    if state is TopUpState.PAID:
        return [[wallet]]
    if state.is_over:
        again = button(t.plain("🔁 Again"), _data(TopUpAction.OFFER, it.method, it.units))
        return [[again], [wallet]]
    cancel = button(t.plain("✕ Cancel"), _data(TopUpAction.WITHDRAW, it.id))
    if not it.url:
        return [[cancel, wallet]]
    amount = due(t, it.due, it.due_currency)
    label = (
        t.plain("💬 Pay in private")
        if state is TopUpState.CHOSEN
        else t.plain("Pay {amount}", amount=amount)
    )
    return [[InlineKeyboardButton(label, url=it.url)], [cancel, wallet]]


def _data(action: TopUpAction, *args: object) -> str:
    return pack(PaymentArea.TOP_UP, action, *args)


def _back_to_ways(t: Translator) -> InlineKeyboardButton:
    return button(t.plain("⬅️ Back"), pack(WalletArea.WALLET, WalletAction.TOP_UP, 1))
