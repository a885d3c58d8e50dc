"""Nothing is kept of people here; what the copies hold /forget cannot reach."""

from bot.backups.tables import BackupState
from bot.core.personal import Declared, PersonalData

PERSONAL = PersonalData(tables={BackupState: Declared(not_personal="lease_holder error unsent")})
