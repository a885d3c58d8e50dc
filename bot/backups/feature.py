"""Backups by themselves."""

from bot.backups import handlers
from bot.backups.personal import PERSONAL
from bot.core.feature import Feature
from bot.core.outbox.alerts import Alert

ALERTS = frozenset(
    {Alert.BACKUP_FAILED, Alert.BACKUP_OLD, Alert.BACKUP_AGAIN, Alert.BACKUP_NOT_SENT}
)
FEATURE = Feature(alerts=dict.fromkeys(ALERTS, handlers.alert), personal=(PERSONAL,))
