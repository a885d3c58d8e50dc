"""How many decisions there were says nothing of anybody."""

from bot.core.database.decisions import Decisions
from bot.core.personal import Declared, PersonalData

PERSONAL = PersonalData(tables={Decisions: Declared(not_personal="count")})
