"""What the core itself hands over: its rows of people and chats."""

from bot.core.access.personal import PERSONAL as ACCESS
from bot.core.feature import Feature
from bot.core.inbox.personal import PERSONAL as INBOX
from bot.core.outbox.personal import PERSONAL as OUTBOX

CORE = Feature(personal=(ACCESS, INBOX, OUTBOX))
