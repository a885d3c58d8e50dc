"""What the catalogue hands over: search, inline mode, overrides."""

from telegram.ext import InlineQueryHandler

from bot.catalogue.buttons import CatalogueArea
from bot.catalogue.handlers import inline, outgoing, overrides, search
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.outbox.store import OutboxKind
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question

FEATURE = Feature(
    commands=(
        Command("search", N_("Find a service"), Permission.BROWSE, Menu.EVERYWHERE, search.search),
    ),
    buttons={CatalogueArea.OVERRIDE: overrides.override_tap},
    questions=(question(overrides.is_reply, overrides.reply, Permission.OVERRIDE),),
    updates=(
        # An inline query has no chat, and the gate lets nothing in without one: it asks by itself.
        (-2, InlineQueryHandler(inline.query)),
    ),
    messages={OutboxKind.NEWS: outgoing.list_changed},
)
