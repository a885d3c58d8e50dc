"""What a chat and the owners hear of money that has arrived."""

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Screen, button, lines
from bot.payments.rules.states import Problem
from bot.payments.screens.labels import due
from bot.payments.tables import Payment
from bot.wallet.buttons import WalletAction, WalletArea
from bot.wallet.rules.units import from_units
from bot.wallet.service.statements import Statement

PROBLEMS = {
    Problem.UNREADABLE: N_("Its gateway names no amount that can be. Look it up there."),
    Problem.UNKNOWN: N_("Nobody knows what it was paid for."),
    Problem.CURRENCY: N_("It came in another currency than was asked."),
    Problem.NOBODY: N_("Whoever had this wallet was forgotten."),
    Problem.AMOUNT: N_("It is another amount than was asked."),
    Problem.AGAIN: N_("The same offer had been paid before."),
    Problem.LATE: N_("The offer had ended."),
    Problem.OTHER_PAYER: N_("Somebody else has paid it."),
}


def received(t: Translator, payment: Payment, it: Statement, *, is_group: bool) -> Screen:
    """Notify a chat of what was added to its wallet."""
    amount = t.money(from_units(payment.units), it.currency)
    head = (
        t("💰 {amount} was added to this group's wallet.", amount=amount)
        if is_group
        else t("💰 {amount} was added to your wallet.", amount=amount)
    )
    paid = due(t, payment.amount, payment.amount_currency)
    text = lines(
        head,
        t("Paid: {amount}", amount=paid),
        t("Balance: <b>{amount}</b>", amount=t.money(from_units(it.posted), it.currency)),
    )
    show = button(t.plain("👛 Wallet"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    return Screen(text, [[show]])


def taken_back(t: Translator, payment: Payment, it: Statement, *, is_frozen: bool) -> Screen:
    """Notify a chat that a payment was taken back, and its money with it."""
    text = lines(
        t(
            "↩️ A payment of {paid} was taken back. {amount} was taken off the wallet for it.",
            paid=due(t, payment.amount, payment.amount_currency),
            amount=t.money(from_units(payment.units), it.currency),
        )
        if not is_frozen
        else t(
            "↩️ A payment of {paid} was taken back, and too little of it is left in the wallet. "
            "Nothing can be ordered from it now. Ask the owner of this bot.",
            paid=due(t, payment.amount, payment.amount_currency),
        ),
        t("Balance: <b>{amount}</b>", amount=t.money(from_units(it.posted), it.currency)),
    )
    show = button(t.plain("👛 Wallet"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    return Screen(text, [[show]])


def given_back(t: Translator, payment: Payment, it: Statement) -> Screen:
    """Notify a chat that a payment went back to who had paid it."""
    text = lines(
        t(
            "↩️ A payment of {paid} was given back. {amount} was taken off the wallet for it.",
            paid=due(t, payment.amount, payment.amount_currency),
            amount=t.money(from_units(payment.units), it.currency),
        ),
        t("Balance: <b>{amount}</b>", amount=t.money(from_units(it.posted), it.currency)),
    )
    show = button(t.plain("👛 Wallet"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    return Screen(text, [[show]])
