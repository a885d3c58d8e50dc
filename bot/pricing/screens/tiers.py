"""Tiers, who is in them, and what a single customer pays."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.core.paging import paginate
from bot.core.telegram.buttons import pack
from bot.core.telegram.screen import Row, Screen, button, lines, page_row, rows_of
from bot.owners.buttons import AdminAction, OwnerArea
from bot.pricing.buttons import PriceAction, PriceQuestion, PricingArea
from bot.pricing.rules.overview import narrowest_first
from bot.pricing.rules.prices import Buyer, Rule
from bot.pricing.rules.scopes import buyer_word
from bot.pricing.screens.home import home_row, rule_button
from bot.pricing.screens.labels import PriceView

MEMBERS_A_PAGE = 10
RULES_SHOWN = 20


def tiers(view: PriceView) -> Screen:
    """List the tiers."""
    t = view.t
    rows: list[Row] = []
    for tier_id, name in view.board.tiers.items():
        label = f"🏷 {name} · {t.number(len(_members(view, tier_id)))}"
        rows.append([button(label, pack(PricingArea.PRICES, PriceAction.TIER, tier_id))])
    text = lines(
        t("🏷 <b>Tiers</b> · {number}", number=len(rows)),
        t("Customers of a tier pay by its rules. Put a customer in one at 👥 Chats, 💵 Prices."),
    )
    new = pack(PricingArea.PRICES, PriceAction.ASK, PriceQuestion.TIER, 0)
    return Screen(text, [*rows, [button(t.plain("+ New tier"), new)], home_row(view)])


def tier(view: PriceView, tier_id: int) -> Screen:
    """Show a tier: its rules, and how many are in it."""
    t, name = view.t, view.board.tiers.get(tier_id)
    if name is None:
        return Screen(t("This tier no longer exists."), [home_row(view)])
    count = len(_members(view, tier_id))
    rules = _rules(view, Buyer(tier_id=tier_id))
    text = lines(
        Markup("🏷 <b>{}</b>").format(name),
        t.plural("{number} customer", "{number} customers", count),
        t("No rules of its own: it pays what everybody pays.") if not rules else None,
    )

    def do(label: str, action: PriceAction, *about: object) -> InlineKeyboardButton:
        return button(label, pack(PricingArea.PRICES, action, *about))

    rows: list[Row] = [[rule_button(view, it)] for it in rules]
    rows.append([do(t.plain("+ Add a rule"), PriceAction.GOODS, buyer_word(Buyer(tier_id)))])
    if count:
        rows.append([do(t.plain("👥 Customers"), PriceAction.MEMBERS, tier_id, 0)])
    rename = do(t.plain("✏️ Name"), PriceAction.ASK, PriceQuestion.TIER, tier_id)
    rows.append([rename, do(t.plain("🗑 Delete"), PriceAction.DELETE_TIER, tier_id)])
    return Screen(text, [*rows, [do(t.plain("🏷 Tiers"), PriceAction.TIERS)], home_row(view)])


def members(view: PriceView, tier_id: int, number: int) -> Screen:
    """List who is in a tier."""
    t = view.t
    page = paginate(_members(view, tier_id), number, MEMBERS_A_PAGE)
    rows: list[Row] = [
        [
            button(
                view.buyer(Buyer(chat_id=chat_id)),
                pack(PricingArea.PRICES, PriceAction.CUSTOMER, chat_id),
            )
        ]
        for chat_id in page.items
    ]
    turn = page_row(t, page, lambda at: pack(PricingArea.PRICES, PriceAction.MEMBERS, tier_id, at))
    text = Markup("🏷 <b>{}</b>").format(view.board.tiers.get(tier_id, tier_id))
    back = button(t.plain("⬅️ Back"), pack(PricingArea.PRICES, PriceAction.TIER, tier_id))
    return Screen(text, [*rows, *turn, [back]])


class CustomerCard(NamedTuple):
    """A chat that may order."""

    chat_id: int
    title: str


def customer(view: PriceView, it: CustomerCard) -> Screen:
    """Show what a customer pays by, and the tiers to choose from."""
    t, buyer = view.t, Buyer(chat_id=it.chat_id)
    tier_id = view.board.prices.tier_of.get(it.chat_id, 0)
    rules = _rules(view, buyer)
    sign = "👤" if it.chat_id > 0 else "👥"
    text = lines(
        Markup("💵 <b>{} {}</b>").format(sign, it.title),
        t("Tier: {name}", name=view.board.tiers[tier_id]) if tier_id else t("In no tier."),
        t.plural("{number} rule of its own", "{number} rules of its own", len(rules))
        if rules
        else t("No rules of its own."),
    )
    rows: list[Row] = [[rule_button(view, rule)] for rule in rules]
    goods = pack(PricingArea.PRICES, PriceAction.GOODS, buyer_word(buyer))
    rows.append([button(t.plain("+ Add a rule"), goods)])
    if view.board.tiers:
        none = t.plain("In no tier")
        choices = [(0, none), *((tier, f"🏷 {name}") for tier, name in view.board.tiers.items())]
        rows += rows_of(
            [
                button(
                    ("• " if tier == tier_id else "") + label,
                    pack(PricingArea.PRICES, PriceAction.PUT, it.chat_id, tier),
                )
                for tier, label in choices
            ],
            2,
        )
    card = pack(OwnerArea.ADMIN, AdminAction.CHAT, it.chat_id)
    return Screen(text, [*rows, [button(t.plain("⬅️ Back"), card)], home_row(view)])


def _members(view: PriceView, tier_id: int) -> Sequence[int]:
    return sorted(chat for chat, tier in view.board.prices.tier_of.items() if tier == tier_id)


def _rules(view: PriceView, buyer: Buyer) -> Sequence[Rule]:
    own = (it for it in view.board.prices.rules if it.buyer == buyer)
    return narrowest_first(own)[:RULES_SHOWN]
