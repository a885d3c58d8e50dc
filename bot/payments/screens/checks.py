"""How gateways compare with what is booked here, for owners."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button, lines
from bot.payments.buttons import OwnerAction, PaymentArea
from bot.payments.screens.labels import due, name
from bot.payments.tables import GatewayCheck


def line(t: Translator, it: GatewayCheck) -> Markup:
    """Say in a line what a gateway's list has come to."""
    if it.error and it.checked_at is None:
        return t("⚠️ It could not be read yet: {error}", error=it.error)
    if it.checked_at is None:
        return t("It is being read for the first time.")
    moment = t.datetime(it.checked_at)
    if it.error:
        return t("⚠️ Not read since {moment}: {error}", moment=moment, error=it.error)
    if it.unexplained and it.wrong_since is not None:
        return t(
            "⚠️ Unexplained: {amounts}, since {moment}",
            amounts=amounts(t, it.unexplained),
            moment=t.datetime(it.wrong_since),
        )
    return t("Unexplained: {amounts} · read {moment}", amounts=t.number(0), moment=moment)


def alert(
    t: Translator, method: str, since: datetime, error: str, unexplained: Mapping[str, str]
) -> Screen:
    """Notify an owner that a gateway cannot be read, or does not have what is booked here."""
    moment = t.datetime(since)
    text = (
        lines(
            t("⚠️ <b>{method} cannot be read</b>", method=name(t, method)),
            t("Since {moment}: {error}", moment=moment, error=error),
            t("What is paid there is credited as soon as it answers again."),
        )
        if error
        else lines(
            t("⚠️ <b>{method}: something is unexplained</b>", method=name(t, method)),
            t(
                "What it has, less what is booked here: {amounts}, since {moment}.",
                amounts=amounts(t, unexplained),
                moment=moment,
            ),
        )
    )
    home = pack(PaymentArea.OWNED, OwnerAction.HOME)
    return Screen(text, [[button(t.plain("💳 Payments"), home)]])


def amounts(t: Translator, of: Mapping[str, str] | Mapping[str, Decimal]) -> str:
    """List amounts in several currencies."""
    return str(t.comma).join(due(t, Decimal(amount), code) for code, amount in of.items())
