"""What the core itself hands over: its rows of people and chats, and its kinds of message."""

from bot.core.access.personal import PERSONAL as PEOPLE
from bot.core.access.supergroups import CHAT_ROWS as LISTS
from bot.core.database.personal import PERSONAL as DECISIONS
from bot.core.feature import Feature
from bot.core.inbox.personal import PERSONAL as UPDATES
from bot.core.outbox.personal import PERSONAL as MESSAGES
from bot.core.outbox.store import OutboxKind
from bot.core.outbox.supergroups import CHAT_ROWS as OUTBOX
from bot.core.outbox.undelivered import Fallback
from bot.core.questions.personal import PERSONAL as QUESTIONS
from bot.core.questions.supergroups import CHAT_ROWS as ASKED

CORE = Feature(
    undelivered={
        OutboxKind.LIVE_MESSAGE: Fallback(is_local=True),
        OutboxKind.FAILURE: Fallback(is_local=True),
        OutboxKind.ALERT: Fallback(is_kept=True),
    },
    personal=(PEOPLE, DECISIONS, UPDATES, MESSAGES, QUESTIONS),
    chat_rows=(LISTS, OUTBOX, ASKED),
)
