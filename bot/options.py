"""What each part of the bot needs of the settings."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from bot.backups.rules import BackupPlan
from bot.catalogue.file import load_overrides
from bot.catalogue.rules.storefront import Storefront
from bot.config import PECULIARITIES, Settings, of_added_panel
from bot.core.loops.options import WorkerOptions
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.here import PanelSetUp
from bot.panel.rules.accounts import PanelAccount
from bot.panel.vault import Vault
from bot.payments.gateways.crypto_pay_api import CryptoPayOptions
from bot.pricing.rules.selling import Selling

logger = logging.getLogger(__name__)


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


def vault(settings: Settings) -> Vault | None:
    """Return what seals the accounts of added panels; `None`: owners cannot add any."""
    secret = settings.secret_key.get_secret_value()
    return Vault(secret) if secret else None


def added_panel(settings: Settings, sealed: str, options: Mapping[str, str]) -> PanelClient | None:
    """Return what reaches a panel that owners have added; `None`: its key cannot be read.

    Args:
        sealed: its account.
        options: its peculiarities, by the names of the settings without `PROVIDER_`.
    """
    opened = vault(settings)
    account = None if opened is None else opened.open(sealed)
    if account is None:
        logger.error("panel_key_unreadable", extra={"why": "SECRET_KEY is missing, or another"})
        return None
    return PanelClient(panel_options(of_added_panel(settings, account.url, account.key, options)))


def panel_set_up(settings: Settings) -> PanelSetUp:
    """Return what the handlers of panels need."""

    def find_malformed(options: Mapping[str, str]) -> str | None:
        try:
            of_added_panel(settings, settings.provider_api_url, "-", options)
        except ValidationError as error:
            return str(error.errors()[0]["loc"][0]).lower().removeprefix("provider_")
        return None

    described = {
        name: Settings.model_fields[f"provider_{name}"].description or ""
        for name in sorted(PECULIARITIES)
    }
    return PanelSetUp(described, find_malformed)


def selling(settings: Settings) -> Selling | None:
    """Return how customers pay; `None`: the operator pays for all orders."""
    if settings.selling == "off":
        return None
    return Selling(settings.wallet_currency, settings.minimum_charge)


def crypto_pay(settings: Settings) -> CryptoPayOptions | None:
    """Return how Crypto Pay is called; `None`: nobody pays by it."""
    token = settings.crypto_pay_token.get_secret_value()
    return CryptoPayOptions(settings.crypto_pay_url, token) if token else None


def storefront(settings: Settings) -> Storefront:
    """Return how the operator sells what the panel offers."""
    return Storefront(load_overrides(settings.catalogue_file), selling(settings))


def worker_options(settings: Settings, clock: Callable[[], datetime]) -> WorkerOptions:
    """Return how the worker loops work."""
    return WorkerOptions(
        owners=tuple(sorted(settings.owner_ids)),
        poll_seconds=settings.poll_seconds,
        concurrency=settings.provider_concurrency,
        has_wallets=selling(settings) is not None,
        clock=clock,
    )
