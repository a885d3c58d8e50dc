"""What people see when they redeem a code."""

from datetime import datetime

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button, lines
from bot.vouchers.buttons import VoucherArea
from bot.vouchers.rules.outcomes import Outcome, Redeeming
from bot.wallet.buttons import WalletAction, WalletArea
from bot.wallet.rules.units import from_units
from bot.wallet.service.statements import Statement

_REFUSALS = {
    Outcome.UNKNOWN: N_("❌ There is no such code. Check it and send it again."),
    Outcome.USED_UP: N_("❌ This code is used up."),
    Outcome.OVER: N_("❌ This code is not valid any more."),
    Outcome.AGAIN: N_("❌ You have redeemed this code already."),
    Outcome.CURRENCY: N_("❌ This code is for another currency. Ask who gave it to you."),
    Outcome.PAUSED: N_("⏳ Too many wrong codes."),
}


def redeemed(t: Translator, it: Redeeming, wallet: Statement, *, is_group: bool) -> Screen:
    """Say what a code has added."""
    amount = t.money(from_units(it.units), wallet.currency)
    head = (
        t("🎟 {amount} was added to this group's wallet.", amount=amount)
        if is_group
        else t("🎟 {amount} was added to your wallet.", amount=amount)
    )
    balance = t.money(from_units(wallet.posted), wallet.currency)
    text = lines(head, t("Balance: <b>{amount}</b>", amount=balance))
    show = button(t.plain("👛 Wallet"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    return Screen(text, [[show]])


def refused(t: Translator, it: Redeeming, currency: str, now: datetime) -> Screen:
    """Say why nothing was added; who has redeemed the code hears what that was worth.

    Whose answer got lost knows nothing of it until they send the code again.
    """
    wait = None
    if it.until is not None:
        minutes = -(-int((it.until - now).total_seconds()) // 60)
        wait = t("You can try again in {time}.", time=t.duration(max(minutes, 1)))
    added = None
    if it.outcome is Outcome.AGAIN:
        added = t("✅ {amount} was added.", amount=t.money(from_units(it.units), currency))
    again = button(t.plain("🎟 Another code"), pack(VoucherArea.REDEEM))
    return Screen(lines(t(_REFUSALS[it.outcome]), added, wait), [[again]])
