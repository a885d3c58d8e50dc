"""How people pay in, for owners."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.manual_payments.buttons import ManualArea, OwnedAction
from bot.owners.buttons import AdminAction, OwnerArea
from bot.payments.buttons import OwnerAction, OwnerQuestion, PaymentArea
from bot.payments.rules.methods import CRYPTO_PAY, STAR_CURRENCY
from bot.payments.rules.states import PaymentFilter
from bot.payments.screens import checks
from bot.payments.screens.labels import due, name
from bot.payments.screens.payments import list_data
from bot.payments.tables import GatewayCheck
from bot.vouchers.buttons import OwnedAction as VoucherAction
from bot.vouchers.buttons import VoucherArea


@dataclass(frozen=True, slots=True)
class Methods:
    """The ways to pay in as they are set.

    Attributes:
        known: every one there is, and `on` those that are switched on.
        checks: how their gateways compare with what is booked here.
        star_rate: what a Star is worth in the wallets' currency; `None`: nobody has said.
        fees: what gateways have kept of all payments, by method and currency.
        on_hold: Stars that cannot be withdrawn yet, and when the first of them can.
    """

    known: Sequence[str]
    on: Sequence[str]
    star_rate: Decimal | None
    currency: str
    checks: Mapping[str, GatewayCheck]
    fees: Mapping[str, Mapping[str, Decimal]]
    on_hold: tuple[Decimal, datetime] | None = None


def home(t: Translator, it: Methods) -> Screen:
    """Show the ways to pay in, each to be switched on or off."""
    text = lines(
        t("💳 <b>Payments</b>"),
        t("How customers pay in to their wallets."),
        "",
        *(_line(t, it, method) for method in it.known),
        "",
        _rate_line(t, it),
        _hold_line(t, it),
    )
    if CRYPTO_PAY in it.known:
        text = lines(text, "", t(_RULE))
    rows: list[Row] = [[_switch(t, method, on=method in it.on)] for method in it.known]
    ask = pack(PaymentArea.OWNED, OwnerAction.ASK, OwnerQuestion.STAR_RATE)
    rows.append([button(t.plain("✏️ What a Star is worth"), ask)])
    rows.append([button(t.plain("🧾 All payments"), list_data(PaymentFilter.ALL, 0))])
    manual_methods = pack(ManualArea.OWNED, OwnedAction.HOME)
    codes = pack(VoucherArea.OWNED, VoucherAction.HOME, 0)
    rows.append(
        [button(t.plain("🏦 By hand"), manual_methods), button(t.plain("🎟 Vouchers"), codes)]
    )
    rows.append([button(t.plain("⬅️ Dashboard"), pack(OwnerArea.ADMIN, AdminAction.HOME))])
    return Screen(text, rows)


_RULE = N_(
    "<i>Telegram wants digital goods and services to be sold for Stars only in its apps. Whether "
    "you take anything else is your decision.</i>"
)


def _line(t: Translator, it: Methods, method: str) -> Markup:
    state = t("on") if method in it.on else t("off")
    text = Markup("{}: {}").format(name(t, method), state)
    check, fees = it.checks.get(method), it.fees.get(method)
    return lines(
        text,
        None if check is None else checks.line(t, check),
        t("Fees it has kept: {amounts}", amounts=checks.amounts(t, fees)) if fees else None,
    )


def _switch(t: Translator, method: str, *, on: bool) -> InlineKeyboardButton:
    data = pack(PaymentArea.OWNED, OwnerAction.SWITCH, method, int(not on))
    text = N_("{method}: switch off") if on else N_("{method}: switch on")
    return button(t.plain(text, method=name(t, method)), data)


def _hold_line(t: Translator, it: Methods) -> Markup | None:
    if it.on_hold is None:
        return None
    stars, first = it.on_hold
    return t(
        "⏳ {amount} cannot be withdrawn yet, the first of them from {day}.",
        amount=due(t, stars, STAR_CURRENCY),
        day=t.day(first.date()),
    )


def _rate_line(t: Translator, it: Methods) -> Markup:
    if it.star_rate is None:
        return t(
            "⭐ Say what a Star is worth in {currency}: until then nobody can pay with Stars.",
            currency=it.currency,
        )
    return t("⭐ A Star is credited as {amount}.", amount=t.money(it.star_rate, it.currency))
