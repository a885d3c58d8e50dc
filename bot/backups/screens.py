"""What owners read about backups."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from bot.backups import service
from bot.backups.tables import BackupState
from bot.core.i18n import Translator
from bot.core.outbox.alerts import Alert
from bot.core.telegram import texts
from bot.core.telegram.screen import Screen, lines


def status(t: Translator, state: BackupState, now: datetime) -> Markup:
    """Say how old the last backup is, and whether something is wrong."""
    if state.made_at is None:
        return t("⚠️ Backups are failing.") if state.error else t("💾 No automatic backup yet.")
    age = texts.moment(t, state.made_at, now)
    if state.error:
        return t("⚠️ Last backup: {age}. Backups have failed since.", age=age)
    if service.is_old(state, now):
        return t("⚠️ Last backup: {age}", age=age)
    return t("💾 Last backup: {age}", age=age)


def alert(t: Translator, kind: Alert, values: Mapping[str, Any]) -> Screen:
    """Say that backups fail, are old or work again, or that one could not be sent."""
    words = values.get("words", "")
    if kind is Alert.BACKUP_AGAIN:
        return Screen(t("✅ Backups work again."))
    if kind is Alert.BACKUP_NOT_SENT:
        return Screen(t("💾 A backup was made, but could not be sent: {words}", words=words))
    head = t("💾 The backup failed: {words}\nIt is tried again every hour.", words=words)
    if kind is Alert.BACKUP_OLD:
        head = t("💾 There has been no backup for two days: {words}", words=words)
    if not values["made_at"]:
        return Screen(head)
    time = t.datetime(datetime.fromisoformat(values["made_at"]))
    return Screen(lines(head, t("The last one is from {time}.", time=time)))


def caption(t: Translator, made_at: datetime, suffix: str) -> Markup:
    """Say what a file is; the suffix of one of several is its number."""
    number = suffix.removeprefix(".")
    return lines(
        t("💾 Backup from {time}, encrypted", time=t.datetime(made_at)),
        t("File {number}: all of them are needed to restore it.", number=int(number))
        if number.isdigit()
        else None,
    )
