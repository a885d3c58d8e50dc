"""What is kept by a group's id in files that were asked for."""

from bot.core.supergroups import ChatRows
from bot.reports.tables import Export

CHAT_ROWS = ChatRows(
    messages={Export: ("message_id", "thread_id")},
    as_person=(Export.asked_by, Export.of_user),
    one_each=((Export.chat_id, (Export.asked_by,)),),
    as_chat=(Export.chat_id, Export.of_chat),
)
