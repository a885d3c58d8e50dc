"""What each part of the bot needs of the settings."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from bot.backups.rules import BackupPlan
from bot.catalogue.file import load_overrides
from bot.catalogue.rules.storefront import Storefront
from bot.config import PECULIARITIES, Settings, of_added_panel
from bot.core.inbox.concealing import Concealer
from bot.core.loops.options import WorkerOptions
from bot.core.sealing import Box
from bot.panel.api import trial
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.errors import NotSentError
from bot.panel.api.trial import TrialError
from bot.panel.here import PanelSetUp
from bot.panel.rules.accounts import PanelAccount
from bot.panel.rules.trials import Fault
from bot.panel.service.checks import Tried
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


def concealer(settings: Settings, kinds: Collection[str]) -> Concealer | None:
    """Return what seals answers that are secrets; `None`: owners are asked for none.

    Args:
        kinds: the words of the questions.
    """
    secret = settings.secret_key.get_secret_value()
    return Concealer(Box(secret, b"secret answers"), kinds, settings.owner_ids) if secret else None


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


async def try_account(settings: Settings, sealed: str, options: Mapping[str, str]) -> Tried:
    """Ask for the balance and the services of an account that an owner has typed.

    Args:
        sealed: the account; its address may be that of a site, whose API is looked for.
        options: the peculiarities of its panel.

    Raises:
        TrialError: address or key cannot be used.
    """
    opened, now = vault(settings), datetime.now(UTC)
    typed = None if opened is None else opened.open(sealed)
    if opened is None or typed is None:
        raise TrialError(Fault.SEALED, "")
    url = await _found(settings, typed, options)
    account = PanelAccount(url, typed.key)
    own = panel_options(of_added_panel(settings, url, account.key, options))
    client = PanelClient(own)
    try:
        report = await trial.ask_panel(client, own)
    finally:
        await client.aclose()
    count = len(report.services.services)
    return Tried(account, opened.seal(account), report.balance, count, now)


async def _found(settings: Settings, typed: PanelAccount, options: Mapping[str, str]) -> str:
    """Return where the API is that was meant by an address."""
    own = of_added_panel(settings, typed.url, typed.key, options)
    try:
        found = await trial.find_address(typed.url, own.provider_user_agent)
    except NotSentError as error:
        raise await trial.unreachable(typed.url, error) from None
    return found or typed.url


def panel_set_up(settings: Settings) -> PanelSetUp:
    """Return what the handlers of panels need."""

    def find_malformed(options: Mapping[str, str], account: PanelAccount | None) -> str | None:
        url = account.url if account else settings.provider_api_url
        try:
            of_added_panel(settings, url, account.key if account else "-", options)
        except ValidationError as error:
            return str(error.errors()[0]["loc"][0]).lower().removeprefix("provider_")
        return None

    described = {
        name: Settings.model_fields[f"provider_{name}"].description or ""
        for name in sorted(PECULIARITIES)
    }
    return PanelSetUp(described, find_malformed, vault(settings))


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
