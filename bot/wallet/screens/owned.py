"""A chat's wallet as owners see it, and what all wallets come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.charts.layout import Format
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram import texts
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.screen import Row, Screen, button, lines, page_row
from bot.owners.buttons import AdminAction, OwnerArea
from bot.owners.screens.navigation import home_row
from bot.wallet.buttons import OwnedAction, WalletArea, WalletQuestion
from bot.wallet.rules.ledger import Check, Difference
from bot.wallet.screens.wallet import StatementTaps, balance_lines, entry_lines, money
from bot.wallet.service.statements import Statement, Totals

QUESTIONS = {
    WalletQuestion.CREDIT: N_(
        "👛 Send how much to add to the wallet of {title}, and the reason, for example: 5 cash\n"
        "They see the reason, too."
    ),
    WalletQuestion.DEBIT: N_(
        "👛 Send how much to take off the wallet of {title}, and the reason, for example: "
        "5 paid out\nThey see the reason, too."
    ),
}
_CHECK_LABELS = {
    Check.POSTED: N_("The balance of {wallet} is {stored}, but its entries come to {journal}."),
    Check.HELD: N_("{wallet} has {stored} reserved, but its orders come to {journal}."),
    Check.CURRENCY: N_("An entry of {stored} is in another currency than its wallet."),
    Check.ORDER: N_("Order {wallet} was charged {journal}, but {stored} was given back."),
}
DIFFERENCES_SHOWN = 10


def tap(action: OwnedAction, chat_id: int, *about: object) -> str:
    """Return the data of a button about a chat's wallet."""
    return pack(WalletArea.OWNED, action, chat_id, *about)


def open_button(t: Translator, chat_id: int) -> InlineKeyboardButton:
    """Return the button that opens a chat's wallet."""
    return button(t.plain("👛 Wallet"), tap(OwnedAction.SHOW, chat_id, 0))


def line(t: Translator, it: Statement) -> Markup:
    """Say in a line what a wallet has."""
    balance = t("👛 Balance: {amount}", amount=money(t, it.posted, it.currency))
    if it.held:
        balance += Markup(" · ") + t("reserved: {amount}", amount=money(t, it.held, it.currency))
    return balance + Markup(" · ") + t("🧊 frozen") if it.is_frozen else balance


def wallet(t: Translator, title: str, it: Statement, said: Markup | None = None) -> Screen:
    """Show owners a chat's wallet, and what they can do with it.

    Args:
        said: what has just been done.
    """
    text = lines(
        said,
        "" if said else None,
        t("👛 <b>Wallet of {title}</b>", title=title),
        Markup("<code>{}</code>").format(it.chat_id),
        "",
        *balance_lines(t, it),
        t("🧊 Frozen: nothing can be ordered from it.") if it.is_frozen else None,
        "",
        *entry_lines(t, it),
    )
    turn = page_row(t, it.page, lambda to: tap(OwnedAction.SHOW, it.chat_id, to))
    return Screen(text, [*turn, *_rows(t, it)])


def _rows(t: Translator, it: Statement) -> list[Row]:
    credit, debit = (
        tap(OwnedAction.ASK, it.chat_id, asked)
        for asked in (WalletQuestion.CREDIT, WalletQuestion.DEBIT)
    )
    freeze = (
        button(t.plain("🔥 Unfreeze"), tap(OwnedAction.FREEZE, it.chat_id, 0))
        if it.is_frozen
        else button(t.plain("🧊 Freeze"), tap(OwnedAction.FREEZE, it.chat_id, 1), style="danger")
    )
    rows: list[Row] = [[button(t.plain("+ Credit"), credit), button(t.plain("− Debit"), debit)]]
    statement = button(t.plain("📄 Statement"), tap(OwnedAction.STATEMENT, it.chat_id))
    card = (
        button(t.plain("👤 Person"), pack(OwnerArea.ADMIN, AdminAction.PERSON, it.chat_id))
        if it.chat_id > 0
        else button(t.plain("👥 Chat"), pack(OwnerArea.ADMIN, AdminAction.CHAT, it.chat_id))
    )
    return [
        *rows,
        [statement, freeze] if it.page.items else [freeze],
        [card, *home_row(t)],
    ]


def statement_taps(chat_id: int) -> StatementTaps:
    """Return the data of the buttons beside a chat's statement."""
    return StatementTaps(
        files=[tap(OwnedAction.FILE, chat_id, format_) for format_ in Format],
        picture=tap(OwnedAction.PICTURE, chat_id),
        back=tap(OwnedAction.SHOW, chat_id, 0),
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an owner has typed, before it is done.

    Attributes:
        message_id: of the question that it answers.
    """

    question: WalletQuestion
    message_id: int
    units: int
    note: str

    @property
    def change(self) -> int:
        """Return what it adds to the wallet, in units."""
        return self.units if self.question is WalletQuestion.CREDIT else -self.units


def digest(it: Statement, asked: Proposal) -> str:
    """Return what stands for all that a proposal shows."""
    return digest_of(it.chat_id, it.posted, it.held, asked.change, asked.note)


def sure(t: Translator, title: str, it: Statement, asked: Proposal) -> Screen:
    """Show what a credit or a debit comes to, and ask."""
    amount = money(t, asked.units, it.currency)
    is_credit = asked.question is WalletQuestion.CREDIT
    head = (
        t("👛 <b>Add {amount} to the wallet of {title}?</b>", amount=amount, title=title)
        if is_credit
        else t("👛 <b>Take {amount} off the wallet of {title}?</b>", amount=amount, title=title)
    )
    text = lines(
        head,
        t("Reason: {reason}", reason=asked.note),
        "",
        t("Balance now: {amount}", amount=money(t, it.posted, it.currency)),
        t("Afterwards: {amount}", amount=money(t, it.posted + asked.change, it.currency)),
    )
    yes = tap(OwnedAction.SURE, it.chat_id, asked.message_id, digest(it, asked))
    label = (
        t.plain("+ Add {amount}", amount=amount)
        if is_credit
        else t.plain("− Take off {amount}", amount=amount)
    )
    back = button(t.plain("✕ Cancel"), tap(OwnedAction.SHOW, it.chat_id, 0))
    return Screen(text, [[button(label, yes, style="success")], [back]])


def done(t: Translator, it: Statement, asked: Proposal) -> Markup:
    """Say that it is done."""
    amount = money(t, asked.units, it.currency)
    if asked.question is WalletQuestion.CREDIT:
        return t("✅ {amount} was added.", amount=amount)
    return t("✅ {amount} was taken off.", amount=amount)


def top_up_requested(t: Translator, it: Statement, values: Mapping[str, Any]) -> Screen:
    """Notify an owner that somebody wants to pay in, or to be paid out."""
    who = texts.person(values["user_id"], values["name"])
    text = lines(
        t("💸 <b>Somebody asks for their balance back</b>")
        if values["back"]
        else t("👛 <b>Somebody wants to top up</b>"),
        t("Asked by {name}", name=who),
        Markup("{} · <code>{}</code>").format(values["title"], it.chat_id),
        line(t, it),
        "",
        t(
            "Agree with them how the money is paid out, then take it off here. After that they "
            "can have their data erased."
        )
        if values["back"]
        else t("Agree with them how they pay, then add what you got here."),
    )
    asked = WalletQuestion.DEBIT if values["back"] else WalletQuestion.CREDIT
    label = t.plain("− Debit") if values["back"] else t.plain("+ Credit")
    act = button(label, tap(OwnedAction.ASK, it.chat_id, asked))
    return Screen(text, [[act, open_button(t, it.chat_id)]])


def money_page(
    t: Translator,
    all_wallets: Totals,
    found: Sequence[Difference] | None,
    currency: str,
    checked: str,
) -> Screen:
    """Show what all wallets come to, and whether the books are true.

    Args:
        found: when the books were last compared with themselves; `None`: they were not yet.
        checked: how long ago.
    """
    unexplained = sum(abs(it.stored - it.journal) for it in found or ())
    text = lines(
        t("💰 <b>Money</b>"),
        "",
        t("In all wallets: <b>{amount}</b>", amount=money(t, all_wallets.posted, currency)),
        t("Reserved for orders: {amount}", amount=money(t, all_wallets.held, currency)),
        t("Wallets with money: {number}", number=all_wallets.count),
        "",
        t("Unexplained in wallets: not checked yet.")
        if found is None
        else t(
            "{sign} Unexplained in wallets: <b>{amount}</b> (checked {age})",
            sign="🚨" if found else "✅",
            amount=money(t, unexplained, currency),
            age=checked,
        ),
        *(difference(t, it, currency) for it in (found or ())[:DIFFERENCES_SHOWN]),
    )
    check = button(t.plain("🔄 Check now"), tap(OwnedAction.CHECK, 0))
    return Screen(text, [[check], home_row(t)])


def difference(t: Translator, it: Difference, currency: str) -> Markup:
    """Say what is not equal in the books."""
    wallet_id = f"#{it.number}"
    name = wallet_id if it.chat_id is None else str(it.chat_id)
    return t(
        _CHECK_LABELS[it.compared],
        wallet=wallet_id if it.compared is Check.ORDER else name,
        stored=money(t, it.stored, currency),
        journal=money(t, it.journal, currency),
    )


def books_differ(t: Translator, found: Sequence[Difference], currency: str) -> Screen:
    """Notify an owner that the books are not true."""
    text = lines(
        t("🚨 <b>The books of the wallets do not add up.</b>"),
        *(difference(t, it, currency) for it in found[:DIFFERENCES_SHOWN]),
        "",
        t("These wallets are frozen: nothing can be ordered from them until you unfreeze them."),
    )
    shown = dict.fromkeys(it.chat_id for it in found if it.chat_id is not None)
    rows = [[open_button(t, chat_id)] for chat_id in list(shown)[:DIFFERENCES_SHOWN]]
    page = [button(t.plain("💰 Money"), tap(OwnedAction.MONEY, 0))]
    return Screen(text, [*rows, page])
