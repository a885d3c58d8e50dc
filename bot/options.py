"""What each part of the bot needs of the settings."""

import logging
from collections.abc import Collection
from pathlib import Path

from bot.backups.rules import BackupPlan
from bot.catalogue.file import load_overrides
from bot.catalogue.rules.storefront import Storefront
from bot.config.settings import Settings
from bot.core.clock import Clock
from bot.core.inbox.concealing import Concealer
from bot.core.loops.options import WorkerOptions
from bot.core.sealing import Box
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


def concealer(settings: Settings, kinds: Collection[str]) -> Concealer | None:
    """Return what seals answers that are secrets; `None`: owners are asked for none.

    Args:
        kinds: the words of the questions.
    """
    secret = settings.secret_key.get_secret_value()
    return Concealer(Box(secret, b"secret answers"), kinds, settings.owner_ids) if secret else None


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


def worker_options(settings: Settings, clock: Clock) -> WorkerOptions:
    """Return how the worker loops work."""
    return WorkerOptions(
        owners=tuple(sorted(settings.owner_ids)),
        poll_seconds=settings.poll_seconds,
        concurrency=settings.provider_concurrency,
        has_wallets=selling(settings) is not None,
        clock=clock,
    )
