"""What the core itself hands over: its rows of people and chats."""

from bot.core.access.personal import PERSONAL as PEOPLE
from bot.core.access.supergroups import CHAT_ROWS as LISTS
from bot.core.feature import Feature
from bot.core.inbox.personal import PERSONAL as UPDATES
from bot.core.outbox.personal import PERSONAL as MESSAGES
from bot.core.outbox.supergroups import CHAT_ROWS as OUTBOX

CORE = Feature(personal=(PEOPLE, UPDATES, MESSAGES), chat_rows=(LISTS, OUTBOX))
