"""Every feature of the bot, in one visible order: a new one is a line here."""

from functools import partial

from bot.backups.feature import FEATURE as BACKUPS
from bot.broadcasts.feature import FEATURE as BROADCASTS
from bot.catalogue.feature import FEATURE as CATALOGUE
from bot.chats.feature import FEATURE as CHATS
from bot.chats.service import supergroups
from bot.core.feature import Features
from bot.core.outbox.undelivered import Undelivered
from bot.core.own import CORE
from bot.core.supergroups import MigrateChat
from bot.core.telegram.commands import Menu, Topic
from bot.manual_payments.feature import FEATURE as MANUAL_PAYMENTS
from bot.orders.feature import FEATURE as ORDERS
from bot.orders.mass.feature import FEATURE as MASS
from bot.owners.feature import FEATURE as OWNERS
from bot.panel.feature import FEATURE as PANEL
from bot.payments.feature import FEATURE as PAYMENTS
from bot.pricing.feature import FEATURE as PRICING
from bot.refills.feature import FEATURE as REFILLS
from bot.reports.feature import FEATURE as REPORTS
from bot.spending.feature import FEATURE as SPENDING
from bot.vouchers.feature import FEATURE as VOUCHERS
from bot.wallet.feature import FEATURE as WALLET

FEATURES = Features(
    (
        *(CORE, OWNERS, CATALOGUE, BROADCASTS, CHATS),
        *(MASS, ORDERS, REFILLS, SPENDING, PRICING, REPORTS, PANEL, BACKUPS, WALLET, PAYMENTS),
        *(MANUAL_PAYMENTS, VOUCHERS),
    ),
    topics={
        Topic.ORDER: ("order", "services", "search", "mass", "cancel"),
        Topic.FOLLOW: ("orders", "status", "refill", "cancel_order"),
        Topic.REPORT: ("wallet", "redeem", "stats", "export"),
        Topic.PEOPLE: ("allow", "deny", "pause", "resume", "limit"),
        Topic.HERE: (
            "start",
            "settings",
            "language",
            "support",
            "paysupport",
            "terms",
            "privacy",
            "forget",
            "help",
        ),
        Topic.OWN: (*("admin", "find", "as", "unresolved", "problems", "balance", "broadcast"),),
    },
    most_used={
        Menu.PRIVATE: ("order", "services", "orders", "wallet", "mass", "settings", "help"),
        Menu.GROUP: ("order", "services", "orders", "status", "wallet", "help"),
        Menu.GROUP_ADMINISTRATORS: (
            *("order", "services", "orders", "settings", "limit", "allow", "deny"),
            *("pause", "resume", "stats", "help"),
        ),
        Menu.OWNER: (
            *("order", "services", "orders", "mass", "admin", "find", "unresolved"),
            *("problems", "balance", "broadcast", "settings", "help"),
        ),
    },
)
"""In this order what people type is offered to the features, and what they keep of somebody who
wants to be forgotten is erased.
"""

undelivered = Undelivered(FEATURES.undelivered)
"""Decides where messages go that their chats cannot get."""

migrate_chat: MigrateChat = partial(supergroups.migrate, FEATURES.chat_rows)
"""Takes what is kept of a group to the supergroup that it has become."""
