"""The one list of handlers, in the order in which PTB asks them.

Groups: -2 sees what needs no visit, -1 is the gate, 0 are the features. At most one handler of a
group serves an update; the gate ends what is not to be served.
"""

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.broadcasts.buttons import BroadcastArea
from bot.broadcasts.handlers import broadcast, subscriptions
from bot.catalogue.buttons import CatalogueArea
from bot.catalogue.handlers import inline, overrides, search
from bot.chats.buttons import ChatArea
from bot.chats.handlers import groups, lists, privacy, settings, start
from bot.core.access import gate
from bot.core.telegram import error_handler, replies
from bot.core.telegram.command import Command
from bot.core.telegram.context import BotApplication
from bot.orders.buttons import OrderArea
from bot.orders.handlers import numbers, order, orders, requotes
from bot.orders.mass import handlers as mass_handlers
from bot.orders.mass.buttons import MassArea
from bot.owners.buttons import OwnerArea
from bot.owners.handlers import admin, dead_letters, order_search, owners
from bot.panel.buttons import PanelArea
from bot.panel.handlers import panels
from bot.reports.buttons import ReportArea
from bot.reports.handlers import export, statistics
from bot.spending.buttons import SpendingArea
from bot.spending.handlers import approvals, limits

# Edited messages are no new orders: "100" corrected to "1000" was answered already.
_FRESH = filters.UpdateType.MESSAGE

COMMAND_HANDLERS = {
    "start": start.start,
    "help": start.help_,
    "order": order.order,
    "services": order.services,
    "mass": mass_handlers.command,
    "search": search.search,
    "cancel": order.cancel,
    "orders": orders.log,
    "status": numbers.status,
    "refill": numbers.refill,
    "cancel_order": numbers.cancel_order,
    "stats": statistics.stats,
    "export": export.export,
    "language": start.language,
    "privacy": privacy.privacy,
    "forget": privacy.forget,
    "settings": settings.settings,
    "allow": lists.allow,
    "deny": lists.deny,
    "pause": settings.pause,
    "resume": settings.resume,
    "limit": limits.limit,
    "broadcast": broadcast.broadcast,
    "balance": owners.balance,
    "unresolved": owners.unresolved,
    "problems": dead_letters.problems,
    "admin": admin.admin,
    "find": order_search.find,
    "as": order_search.look_as,
}
TAP_HANDLERS = {
    ChatArea.MENU: start.menu_tap,
    OrderArea.FORM: order.tap,
    MassArea.MASS: mass_handlers.tap,
    OrderArea.ORDER: orders.card_tap,
    OrderArea.LOG: orders.log_tap,
    ChatArea.SETTINGS: settings.settings_tap,
    SpendingArea.APPROVAL: approvals.tap,
    OrderArea.REQUOTE: requotes.tap,
    ChatArea.ACCESS: owners.access_tap,
    OrderArea.UNRESOLVED: owners.unresolved_tap,
    PanelArea.PANEL: panels.panel_tap,
    OwnerArea.PROBLEM: dead_letters.problem_tap,
    OwnerArea.BALANCE: owners.balance_tap,
    ChatArea.LANGUAGE: start.language_tap,
    ReportArea.STATISTICS: statistics.stats_tap,
    ReportArea.EXPORT: export.export_tap,
    BroadcastArea.BROADCAST: broadcast.tap,
    BroadcastArea.NEWS: subscriptions.news_tap,
    ChatArea.PRIVACY: privacy.tap,
    CatalogueArea.OVERRIDE: overrides.override_tap,
    OwnerArea.ADMIN: admin.admin_tap,
    OwnerArea.FIND: order_search.find_tap,
    OwnerArea.LOOK_AS: order_search.look_tap,
}

ALLOWED_UPDATES = ("message", "callback_query", "inline_query", "my_chat_member", "chat_member")


def register(application: BotApplication) -> None:
    """Add every handler; nothing is registered from elsewhere."""
    # Before the gate, which would write the old chat down anew.
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, groups.migrated), -2)
    # An inline query has no chat, and the gate lets nothing in without one: it asks by itself.
    application.add_handler(InlineQueryHandler(inline.query), -2)
    application.add_handler(TypeHandler(Update, gate.gate), -1)
    for name, handler in COMMAND_HANDLERS.items():
        application.add_handler(Command(name, handler))
    for area, handler in TAP_HANDLERS.items():
        application.add_handler(CallbackQueryHandler(handler, pattern=f"^{area.value}(:|$)"))
    application.add_handler(CallbackQueryHandler(gate.unknown_tap))
    application.add_handler(ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(
        ChatMemberHandler(groups.administrators_changed, ChatMemberHandler.CHAT_MEMBER)
    )
    application.add_handler(Command(None, gate.unknown_command))
    said = _FRESH & ~filters.StatusUpdate.ALL & ~inline.PICKED
    application.add_handler(MessageHandler(said, replies.sent))
    application.add_error_handler(error_handler.failed)
