"""What is kept by a group's id in the lists of who may order."""

from bot.core.access.tables import ListedPerson
from bot.core.supergroups import ChatRows

CHAT_ROWS = ChatRows(
    as_person=(ListedPerson.user_id,),
    one_each=((ListedPerson.chat_id, (ListedPerson.user_id,)),),
    as_chat=(ListedPerson.chat_id,),
)
