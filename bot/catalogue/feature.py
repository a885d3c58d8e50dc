"""What the catalogue hands over: inline mode, overrides, merged services, news of the list."""

from telegram.ext import InlineQueryHandler

from bot.catalogue.buttons import CatalogueArea
from bot.catalogue.handlers import inline, merging, outgoing, overrides
from bot.catalogue.outbox import CatalogueMessage
from bot.catalogue.personal import PERSONAL
from bot.catalogue.supergroups import CHAT_ROWS
from bot.core.access.roles import Permission
from bot.core.feature import Feature
from bot.core.telegram.replies import question

FEATURE = Feature(
    buttons={
        CatalogueArea.OVERRIDE: overrides.override_tap,
        CatalogueArea.MERGING: merging.merging_tap,
    },
    questions=(
        question(overrides.QUESTIONS.values(), overrides.reply, Permission.OVERRIDE),
        question((merging.QUESTION,), merging.id_reply, Permission.OVERRIDE),
    ),
    updates=(
        # An inline query has no chat, and the gate lets nothing in without one: it asks by itself.
        (-2, InlineQueryHandler(inline.query)),
    ),
    messages={CatalogueMessage.NEWS: outgoing.list_changed},
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
