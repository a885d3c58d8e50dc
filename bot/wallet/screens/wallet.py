"""A chat's wallet: what is in it, and its entries."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.core.charts.layout import Format
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines, page_row, rows_of
from bot.wallet.buttons import WalletAction, WalletArea
from bot.wallet.rules.entries import Entry
from bot.wallet.rules.ledger import TransferKind
from bot.wallet.rules.units import from_units
from bot.wallet.service.statements import Statement

ENTRY_LABELS = {
    TransferKind.CHARGE: N_("Order {order}"),
    TransferKind.REFUND: N_("Back from order {order}"),
    TransferKind.CREDIT: N_("Top-up"),
    TransferKind.DEBIT: N_("Taken off by the owner"),
    TransferKind.PAYMENT: N_("Top-up"),
    TransferKind.PAYBACK: N_("Top-up given back"),
    TransferKind.CHARGEBACK: N_("Top-up taken back"),
    TransferKind.VOUCHER: N_("Code redeemed"),
    TransferKind.BONUS: N_("Bonus"),
    TransferKind.FEE: N_("Fee"),
    TransferKind.LOSS: N_("Order {order}"),
    TransferKind.MERGE: N_("From this group's other wallet"),
    TransferKind.FORFEIT: N_("Forfeited with /forget"),
}


def money(t: Translator, units: int, currency: str) -> str:
    """Write an amount of a wallet, exactly."""
    return t.money(from_units(units), currency)


def signed(t: Translator, units: int, currency: str) -> str:
    """Write what came in or went out, with its sign."""
    return ("+" if units > 0 else "−") + money(t, abs(units), currency)


def label(t: Translator, entry: Entry) -> str:
    """Say what an entry is for."""
    order = "" if entry.order_id is None else f"#{entry.order_id}"
    return t.plain(ENTRY_LABELS[entry.kind], order=order).strip()


def balance_lines(t: Translator, it: Statement) -> list[Markup]:
    """Say what is in a wallet, and what of it is reserved."""
    found = [t("Balance: <b>{amount}</b>", amount=money(t, it.posted, it.currency))]
    if it.held:
        found += [
            t("Reserved for orders: {amount}", amount=money(t, it.held, it.currency)),
            t("Available: <b>{amount}</b>", amount=money(t, it.available, it.currency)),
        ]
    return found


def entry_lines(t: Translator, it: Statement) -> list[Markup]:
    """List a page of entries."""
    if not it.page.items:
        return [t("No transactions yet.")]
    return [t("<b>Transactions</b>"), *(_line(t, each, it.currency) for each in it.page.items)]


def _line(t: Translator, entry: Entry, currency: str) -> Markup:
    line = Markup("{} · {} · {}").format(
        signed(t, entry.units, currency), label(t, entry), t.datetime(entry.at)
    )
    return line + Markup("\n   <i>{}</i>").format(entry.note) if entry.note else line


def title(actor: Actor) -> str:
    """Return what a chat's wallet is called there."""
    t = actor.t
    return t.plain("Wallet of this group") if actor.is_group else t.plain("Wallet")


def wallet(actor: Actor, it: Statement) -> Screen:
    """Show a chat its wallet."""
    t = actor.t
    text = lines(
        Markup("👛 <b>{}</b>").format(title(actor)),
        "",
        *balance_lines(t, it),
        t("🧊 This wallet is frozen: nothing can be ordered from it. Ask the owner of this bot.")
        if it.is_frozen
        else None,
        "",
        *entry_lines(t, it),
    )
    top_up = button(t.plain("+ Top up"), pack(WalletArea.WALLET, WalletAction.TOP_UP, 1))
    rows: list[Row] = [
        *page_row(t, it.page, lambda to: pack(WalletArea.WALLET, WalletAction.SHOW, to)),
        [top_up],
    ]
    if it.page.items:
        statement = pack(WalletArea.WALLET, WalletAction.STATEMENT)
        rows[-1] = [button(t.plain("📄 Statement"), statement), top_up]
    low = pack(WalletArea.WALLET, WalletAction.LOW)
    return Screen(text, [*rows, [button(t.plain("🔔 Low balance"), low)]])


@dataclass(frozen=True, slots=True)
class StatementTaps:
    """The data of the buttons beside a statement: a file of each format, a picture, back."""

    files: Sequence[str]
    picture: str
    back: str


def caption(t: Translator, it: Statement) -> Markup:
    """Say how much a statement tells."""
    return lines(
        t("📄 <b>Statement</b>"),
        t.plural("{number} transaction", "{number} transactions", it.page.total),
        *balance_lines(t, it),
    )


def statement(t: Translator, it: Statement, taps: StatementTaps) -> Screen:
    """Offer a wallet's statement."""
    formats = [
        button(format_.value.upper(), data)
        for format_, data in zip(Format, taps.files, strict=True)
    ]
    picture = button(t.plain("🖼 Picture"), taps.picture)
    back = button(t.plain("⬅️ Back"), taps.back)
    return Screen(caption(t, it), [[*formats, picture], [back]])


def adjusted(t: Translator, entry: Entry, it: Statement, *, is_group: bool) -> Screen:
    """Notify a chat that an owner has put something into its wallet, or taken it off."""
    amount, balance = (money(t, units, it.currency) for units in (abs(entry.units), it.posted))
    if entry.units > 0:
        head = (
            t("💰 {amount} was added to this group's wallet.", amount=amount)
            if is_group
            else t("💰 {amount} was added to your wallet.", amount=amount)
        )
    else:
        head = (
            t("💸 {amount} was taken off this group's wallet.", amount=amount)
            if is_group
            else t("💸 {amount} was taken off your wallet.", amount=amount)
        )
    text = lines(
        head,
        Markup("<i>{}</i>").format(entry.note) if entry.note else None,
        t("Balance: <b>{amount}</b>", amount=balance),
    )
    show = button(t.plain("👛 Wallet"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    return Screen(text, [[show]])


def low_choices(actor: Actor, it: Statement, choices: Sequence[int]) -> Screen:
    """Ask below which balance a chat wants to be told."""
    t = actor.t
    text = lines(
        t("🔔 <b>Low balance</b>"),
        t("Below which balance do you want to be notified here?"),
    )
    offered = [
        button(
            ("• " if units == it.low else "")
            + (money(t, units, it.currency) if units else t.plain("Never")),
            pack(WalletArea.WALLET, WalletAction.LOW, units),
        )
        for units in choices
    ]
    back = button(t.plain("⬅️ Back"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    return Screen(text, [*rows_of(offered, 3), [back]])


def is_low(t: Translator, it: Statement, *, is_group: bool) -> Screen:
    """Notify a chat that little is left."""
    amount = money(t, it.available, it.currency)
    text = (
        t("🔔 Only {amount} is left in this group's wallet.", amount=amount)
        if is_group
        else t("🔔 Only {amount} is left in your wallet.", amount=amount)
    )
    top_up = button(t.plain("+ Top up"), pack(WalletArea.WALLET, WalletAction.TOP_UP))
    show = button(t.plain("👛 Wallet"), pack(WalletArea.WALLET, WalletAction.SHOW, 0))
    return Screen(text, [[top_up, show]])
