"""Batches of codes, for owners."""

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.errors import N_
from bot.core.i18n import MINUTES_A_DAY, Translator
from bot.core.paging import Page
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.screen import Row, Screen, button, lines, page_row
from bot.payments.buttons import OwnerAction, PaymentArea
from bot.vouchers.buttons import OwnedAction, OwnedQuestion, VoucherArea
from bot.vouchers.rules.codes import shown
from bot.vouchers.service.batches import BatchPage
from bot.vouchers.tables import VoucherBatch
from bot.wallet.rules.units import from_units

QUESTIONS = {
    OwnedQuestion.AMOUNT: N_("💰 How much is a code worth, in {currency}?"),
    OwnedQuestion.COUNT: N_("🔢 How many codes? At most {most}."),
    OwnedQuestion.USES: N_("👥 How many people can redeem one and the same code?"),
    OwnedQuestion.DAYS: N_("📅 How many days can they be redeemed? 0: for ever."),
    OwnedQuestion.NOTE: N_("📝 A note for yourself, for example who gets them."),
}


def home(t: Translator, page: Page[VoucherBatch]) -> Screen:
    """List the batches, the latest first."""
    text = lines(
        t("🎟 <b>Vouchers</b>"),
        t("Codes that add money to the wallet of whoever redeems them, with /redeem."),
    )
    rows: list[Row] = [
        [button(_label(t, it), _data(OwnedAction.SHOW, it.id))] for it in page.items
    ]
    return Screen(
        text,
        [
            *rows,
            *page_row(t, page, lambda to: _data(OwnedAction.HOME, to)),
            [button(t.plain("+ New codes"), _data(OwnedAction.NEW), style="primary")],
            [button(t.plain("⬅️ Payments"), pack(PaymentArea.OWNED, OwnerAction.HOME))],
        ],
    )


def _data(action: OwnedAction, *args: object) -> str:
    return pack(VoucherArea.OWNED, action, *args)


def _label(t: Translator, it: VoucherBatch) -> str:
    amount = t.money(from_units(it.amount), it.currency)
    return f"#{it.id} · {t.number(it.count)} × {amount}" + (f" · {it.note}" if it.note else "")


def digest(it: VoucherBatch) -> str:
    """Return what stands for all that is made with a batch."""
    return digest_of(it.amount, it.currency, it.count, it.uses, it.days, it.is_sold)


def batch(t: Translator, page: BatchPage) -> Screen:
    """Show a batch: to be prepared, or with what was redeemed of it."""
    it = page.batch
    most = it.amount * it.count * it.uses
    text = lines(
        t("🎟 <b>Codes #{number}</b>", number=str(it.id)),
        Markup("<i>{}</i>").format(it.note) if it.note else None,
        "",
        t("Worth: <b>{amount}</b> each", amount=_money(t, it.amount, it)),
        t("Codes: {count} · people for each: {uses}", count=it.count, uses=it.uses),
        t("In all at most: {amount}", amount=_money(t, most, it)),
        _until(t, it),
        t("Sold: paid for outside the bot.")
        if it.is_sold
        else t("Given away: they are your expense."),
        *(_made(t, page) if it.made_at is not None else []),
    )
    return Screen(text, _made_rows(t, it) if it.made_at is not None else _draft_rows(t, it))


def _money(t: Translator, units: int, it: VoucherBatch) -> str:
    return t.money(from_units(units), it.currency)


def _until(t: Translator, it: VoucherBatch) -> Markup:
    if it.valid_until is not None:
        return t("Valid until {time}.", time=t.datetime(it.valid_until))
    if it.days:
        return t("Valid for {time}.", time=t.duration(it.days * MINUTES_A_DAY))
    return t("Never expires.")


def _made(t: Translator, page: BatchPage) -> list[Markup]:
    said = [
        Markup(""),
        t(
            "Redeemed: {number} ({amount})",
            number=page.times,
            amount=_money(t, page.units, page.batch),
        ),
    ]
    return [*said, t("⏸ Stopped: nobody can redeem them.")] if page.batch.is_stopped else said


def _draft_rows(t: Translator, it: VoucherBatch) -> list[Row]:
    def edit(label: str, question: OwnedQuestion) -> InlineKeyboardButton:
        return button(label, _data(OwnedAction.EDIT, it.id, question))

    kind = (
        button(t.plain("🎁 Give them away"), _data(OwnedAction.SOLD, it.id, 0))
        if it.is_sold
        else button(t.plain("💵 They are sold"), _data(OwnedAction.SOLD, it.id, 1))
    )
    make = button(
        t.plain("✅ Make the codes"), _data(OwnedAction.MAKE, it.id, digest(it)), style="success"
    )
    return [
        [
            edit(t.plain("💰 Amount"), OwnedQuestion.AMOUNT),
            edit(t.plain("🔢 Codes"), OwnedQuestion.COUNT),
        ],
        [
            edit(t.plain("👥 Uses"), OwnedQuestion.USES),
            edit(t.plain("📅 Days"), OwnedQuestion.DAYS),
        ],
        [edit(t.plain("📝 Note"), OwnedQuestion.NOTE), kind],
        *([[make]] if it.amount else []),
        [
            button(t.plain("🗑 Remove"), _data(OwnedAction.DROP, it.id), style="danger"),
            button(t.plain("⬅️ Back"), _data(OwnedAction.HOME, 0)),
        ],
    ]


def _made_rows(t: Translator, it: VoucherBatch) -> list[Row]:
    stop = (
        button(t.plain("▶️ Let them be redeemed"), _data(OwnedAction.STOP, it.id, 0))
        if it.is_stopped
        else button(t.plain("⏸ Stop"), _data(OwnedAction.STOP, it.id, 1), style="danger")
    )
    return [[stop], [button(t.plain("⬅️ Back"), _data(OwnedAction.HOME, 0))]]


def file_of(codes: list[str], opens: str) -> bytes:
    """Return the codes as a table, each with the link that redeems it.

    Args:
        opens: the link, but for the code at its end.
    """
    rows = [f"{shown(code)},{opens}{code}" for code in codes]
    return "\r\n".join(["code,link", *rows, ""]).encode()
