"""What broadcasts hand over."""

from bot.broadcasts.buttons import BroadcastArea
from bot.broadcasts.handlers import broadcast, outgoing, subscriptions
from bot.broadcasts.outbox import BroadcastMessage
from bot.broadcasts.personal import PERSONAL
from bot.broadcasts.supergroups import CHAT_ROWS
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question

FEATURE = Feature(
    commands=(
        Command(
            "broadcast",
            N_("A message to many chats"),
            Permission.BROADCAST,
            Menu.OWNER,
            broadcast.broadcast,
            N_("Sale today"),
        ),
    ),
    buttons={BroadcastArea.BROADCAST: broadcast.tap, BroadcastArea.NEWS: subscriptions.news_tap},
    questions=(
        question(
            broadcast.QUESTIONS.values(),
            broadcast.reply,
            Permission.BROADCAST,
            only_text=False,
        ),
    ),
    messages={BroadcastMessage.BROADCAST_ENDED: outgoing.ended},
    live_messages={"broadcast": outgoing.draw_progress},
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
