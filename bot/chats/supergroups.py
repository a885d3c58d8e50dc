"""What is kept by a group's id in the settings' log, and of who wants to be forgotten."""

from bot.chats.tables import AuditEntry, Forgotten
from bot.core.supergroups import ChatRows

CHAT_ROWS = ChatRows(
    as_person=(AuditEntry.user_id, Forgotten.user_id), as_chat=(AuditEntry.chat_id,)
)
