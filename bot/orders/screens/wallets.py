"""What a wallet is to pay, in words: what is left after it, or what is missing."""

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.context import Actor
from bot.core.telegram.names import clip
from bot.core.telegram.screen import Row, button
from bot.orders.buttons import FormAction, OrderArea
from bot.orders.rules.states import ENDED
from bot.orders.service.reserving import WalletBalance
from bot.orders.service.settling import paid
from bot.orders.tables import Draft, Order
from bot.wallet.buttons import WalletAction, WalletArea
from bot.wallet.rules.ledger import NotEnoughError, RefusedError
from bot.wallet.rules.units import from_units, to_units

READY_SHOWN = 3
NAME_SHOWN = 20


def returned(t: Translator, order: Order) -> Markup | None:
    """Say what an order that is over has left in the wallet that it was paid from."""
    is_over = order.wallet_id is not None and order.state in ENDED and not order.written_off
    back = order.price - paid(order).amount
    return change(t, back, order.currency) if is_over and back > 0 else None


def change(t: Translator, back: Decimal, currency: str) -> Markup:
    """Say what has come back into a wallet; below zero, what was taken from it after all."""
    amount = t.money(abs(back), currency)
    if back < 0:
        return t("💰 {amount} was charged after all", amount=amount)
    return t("💰 {amount} is back in the wallet", amount=amount)


def can_pay(wallet: WalletBalance | None, price: Decimal) -> bool:
    """Return whether a price can be paid; without a wallet the operator pays it."""
    return wallet is None or (not wallet.is_frozen and to_units(price) <= wallet.available)


def after(
    actor: Actor, wallet: WalletBalance | None, price: Decimal, currency: str, *, pays_self: bool
) -> Markup | None:
    """Say what is left in a wallet once a price is paid, or what is missing.

    A group does not see what one of its people has.
    """
    if wallet is None:
        return None
    t, left = actor.t, wallet.available - to_units(price)
    if wallet.is_frozen:
        return Markup("\n🧊 ") + t("This wallet is frozen. Ask the owner of the bot.")
    if pays_self and actor.is_group:
        if left >= 0:
            return Markup("👤 ") + t("You pay from your own wallet.")
        return Markup("\n✋ ") + t("There is not enough in your own wallet.")
    if left < 0:
        lacking = t.money(from_units(-left), currency)
        return Markup("\n✋ ") + t("<b>{amount} is missing</b> in the wallet.", amount=lacking)
    rest = t.money(from_units(left), currency)
    return Markup("👛 ") + t("Left after this: {amount}", amount=rest)


def top_up_row(t: Translator) -> Row:
    """Return the button that leads to what is missing."""
    return [button(t.plain("+ Top up"), pack(WalletArea.WALLET, WalletAction.TOP_UP))]


def go_on_rows(t: Translator, ready: Sequence[Draft], *, is_group: bool) -> list[Row]:
    """Offer forms again that may have waited for money; nothing is ordered by that.

    Args:
        is_group: several people's may wait: each button says whose it goes on with.
    """
    rows: list[Row] = []
    for draft in ready[:READY_SHOWN]:
        label = t.plain("🛒 Continue the order")
        if is_group:
            label = t.plain("🛒 Continue {name}'s order", name=clip(draft.user_name, NAME_SHOWN))
        data = pack(OrderArea.FORM, draft.id, draft.revision, FormAction.SHOW)
        rows.append([button(label, data)])
    return rows


def payer_label(t: Translator, pays_self: bool) -> str:
    """Return what the button says that changes who pays in a group."""
    if pays_self:
        return t.plain("👥 Pay from the group's wallet")
    return t.plain("👤 Pay from my own wallet")


def refused(t: Translator, why: RefusedError, currency: str) -> str:
    """Say why nothing was ordered."""
    if isinstance(why, NotEnoughError):
        missing = t.money(from_units(why.missing), currency)
        text = N_("✋ Nothing was ordered: {amount} is missing in the wallet.")
        return t.plain(text, amount=missing)
    return t.plain("🧊 Nothing was ordered: the wallet is frozen.")
