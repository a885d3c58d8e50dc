"""What is stored about a person and why, in plain words; what forgetting them means."""

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from bot.chats.buttons import ChatArea, PrivacyAction
from bot.chats.rules.forgetting import LIMITS_NEED
from bot.core.dead_letters import KEPT
from bot.core.i18n import Translator
from bot.core.money import Money
from bot.core.telegram.buttons import digest_of, pack
from bot.core.telegram.screen import Row, Screen, button, lines
from bot.wallet.buttons import WalletAction, WalletArea

ASK_BACK = pack(WalletArea.WALLET, WalletAction.ASK_BACK)
"""The button by which somebody asks for what is in the wallet before they are forgotten."""


def privacy(
    t: Translator, *, in_group: bool, remembered: timedelta, has_wallets: bool = False
) -> Screen:
    """Say what is stored and why, with a button for each thing that can be done about it.

    Args:
        remembered: for how long it is known that an update came.
        has_wallets: customers pay from wallets.
    """
    text = lines(
        t("🔐 <b>What is stored about you, and why</b>"),
        "",
        t(
            "• Your name, @username, language, and the days of your first and last message: to "
            "know who orders, and to answer."
        ),
        t(
            "• Your orders: service, link, quantity, your other answers, price, state: to place "
            "and follow them. The panel gets them without your name."
        ),
        t(
            "• Forms, favourites, the lists of who may order, requests for refills and "
            "cancellations: until you are done with them, or with the orders."
        ),
        *(_money(t) if has_wallets else ()),
        t("• Changes of a group's settings, with who made them: its administrators see these."),
        t(
            "• This chat: whether it was let in, its settings and limits, the owners' note, and "
            "whether they have blocked you."
        ),
        _messages(t, remembered),
        "",
        t(
            "The owners of this bot can see all of it, a group's administrators what was ordered "
            "there; nobody else can. /forget erases it; orders stay without a name, a link or "
            "answers."
        ),
    )
    if in_group:
        return Screen(lines(text, t("<i>Your data and /forget are in your chat with me.</i>")))
    return Screen(
        text,
        [
            [button(t.plain("📦 Get my data"), pack(ChatArea.PRIVACY, PrivacyAction.EXPORT))],
            [button(t.plain("🗑 Forget me"), pack(ChatArea.PRIVACY, PrivacyAction.FORGET))],
        ],
    )


def _money(t: Translator) -> Sequence[Markup]:
    return (
        t("• Your wallet: what came in and went out, when, and why: these are the books."),
        t(
            "• Your payments: how, how much, when, and the number that the payment service gives "
            "them: to credit each once, and to give it back."
        ),
    )


def _messages(t: Translator, remembered: timedelta) -> Markup:
    return t.plural(
        "• What you write: until it is handled, which takes moments; that it came, for {number} "
        "day. What could not be handled: until an owner has looked at it, {kept} days at most.",
        "• What you write: until it is handled, which takes moments; that it came, for {number} "
        "days. What could not be handled: until an owner has looked at it, {kept} days at most.",
        remembered.days,
        kept=KEPT.days,
    )


def digest(at_stake: Sequence[Money]) -> str:
    """Return what stands for the money that is lost; empty: there is none."""
    return digest_of(*((it.amount, it.currency) for it in at_stake)) if at_stake else ""


def sure(t: Translator, under_way: int, at_stake: Sequence[Money] = ()) -> Screen:
    """Say what will happen, and ask.

    Args:
        at_stake: the money that is lost with it.
    """
    money = [t.money(it.amount, it.currency) for it in at_stake]
    text = lines(
        t("🗑 <b>Erase your data?</b>"),
        "",
        *(
            t(
                "💸 <b>You have {amount} in your wallet: it is lost with your data.</b> Spend it "
                "first, or ask the owner to pay it out.",
                amount=amount,
            )
            for amount in money
        ),
        "" if money else None,
        t(
            "First you get a file with all your data. Then your name, forms, favourites and "
            "places on lists are erased. Of your orders the sums, services, quantities, dates "
            "and states stay; your name, the links and your answers do not."
        ),
        t.plural(
            "Your order in progress stays as it is until it ends.",
            "Your {number} orders in progress stay as they are until they end.",
            under_way,
        )
        if under_way
        else None,
        t.plural(
            "Spending limits stay in force: for {number} day, orders keep the ID of this chat.",
            "Spending limits stay in force: for {number} days, orders keep the ID of this chat.",
            LIMITS_NEED.days,
        ),
        t(
            "Of this chat its number and settings stay. Who was blocked stays blocked: of that "
            "only the number is kept."
        ),
    )
    return Screen(text, _sure_rows(t, at_stake, money))


def _sure_rows(t: Translator, at_stake: Sequence[Money], money: Sequence[str]) -> list[Row]:
    shown = [digest(at_stake)] if at_stake else []
    yes = pack(ChatArea.PRIVACY, PrivacyAction.FORGET_SURE, *shown)
    label = t.plain("🗑 Yes, forget me")
    if money:
        label = t.plain("🗑 Forget me and {amount}", amount=str(t.comma).join(money))
    rows: list[Row] = [
        [button(label, yes, style="danger")],
        [button(t.plain("⬅️ Back"), pack(ChatArea.PRIVACY, PrivacyAction.SHOW))],
    ]
    return [[button(t.plain("✋ Ask the owner"), ASK_BACK)], *rows] if money else rows


def forgotten(t: Translator, under_way: int) -> Screen:
    """Say that it was done, and what is still to come."""
    rest = t.plural(
        "{number} order is in progress; it is erased when it ends.",
        "{number} orders are in progress; they are erased when they end.",
        under_way,
    )
    return Screen(
        lines(
            t("✅ Your data was erased. The file below is everything that was stored."),
            rest if under_way else None,
            t("If you write to me again, you start as a new user."),
        )
    )
