"""What is kept by a group's id in files that were asked for, and in weekly summaries."""

from bot.core.supergroups import ChatRows
from bot.reports.tables import Export, WeeklySummary

CHAT_ROWS = ChatRows(
    messages={Export: ("message_id", "thread_id")},
    as_person=(Export.asked_by, Export.of_user),
    one_each=((Export.chat_id, (Export.asked_by,)), (WeeklySummary.chat_id, ())),
    as_chat=(Export.chat_id, Export.of_chat, WeeklySummary.chat_id),
)
