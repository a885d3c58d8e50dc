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
from bot.core.supergroups import MoveChat
from bot.orders.feature import FEATURE as ORDERS
from bot.orders.mass.feature import FEATURE as MASS
from bot.owners.feature import FEATURE as OWNERS
from bot.panel.feature import FEATURE as PANEL
from bot.refills.feature import FEATURE as REFILLS
from bot.reports.feature import FEATURE as REPORTS
from bot.spending.feature import FEATURE as SPENDING

FEATURES = Features(
    (
        *(CORE, OWNERS, CATALOGUE, BROADCASTS, CHATS),
        *(MASS, ORDERS, REFILLS, SPENDING, REPORTS, PANEL, BACKUPS),
    ),
    menu=(
        *("start", "order", "services", "mass", "search", "orders", "status", "refill"),
        *("cancel_order", "stats", "export", "cancel", "language", "privacy", "forget", "help"),
        *("settings", "allow", "deny", "pause", "resume", "limit"),
        *("broadcast", "balance", "unresolved", "problems", "admin", "find", "as"),
    ),
)
"""In this order what people type is offered to the features, and what they keep of somebody who
wants to be forgotten is erased. `menu` is the order of the commands in Telegram's menus and /help.
"""

undelivered = Undelivered(FEATURES.undelivered)
"""Decides where messages go that their chats cannot get."""

move_chat: MoveChat = partial(supergroups.migrate, FEATURES.chat_rows)
"""Takes what is kept of a group to the supergroup that it has become."""
