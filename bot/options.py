"""What each part of the bot needs of the settings."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.backups.rules import BackupPlan
from bot.config import Settings
from bot.core.loops.options import WorkerOptions
from bot.panel.api.client import PanelOptions
from bot.panel.rules.accounts import PanelAccount


def backup_plan(settings: Settings) -> BackupPlan | None:
    """Return how the database is copied; `None`: not by itself."""
    if not settings.backup_dir:
        return None
    return BackupPlan(
        folder=Path(settings.backup_dir),
        keep=settings.backup_keep,
        hour=settings.backup_hour,
        chat_id=settings.backup_chat,
        passphrase=settings.backup_passphrase.get_secret_value(),
    )


def panel_options(settings: Settings) -> PanelOptions:
    """Return what the panel client needs of the settings."""
    return PanelOptions(
        url=settings.provider_api_url,
        key=settings.provider_api_key.get_secret_value(),
        send_quantity=settings.provider_send_quantity,
        cancel_param=settings.provider_cancel_param,
        min_interval=settings.provider_min_interval,
        user_agent=settings.provider_user_agent,
        extra_params=settings.provider_extra_params,
        request_id_param=settings.provider_request_id_param,
        currency=settings.provider_currency,
    )


def panel_account(settings: Settings) -> PanelAccount:
    """Return whose orders and services they are."""
    return PanelAccount(settings.provider_api_url, settings.provider_api_key.get_secret_value())


def worker_options(settings: Settings, clock: Callable[[], datetime]) -> WorkerOptions:
    """Return how the worker loops work."""
    return WorkerOptions(
        owners=tuple(sorted(settings.owner_ids)),
        poll_seconds=settings.poll_seconds,
        concurrency=settings.provider_concurrency,
        clock=clock,
    )
