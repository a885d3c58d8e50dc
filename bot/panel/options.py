"""The panels as the settings describe one, and owners the others."""

import logging
from collections.abc import Mapping

from pydantic import ValidationError

from bot.config.settings import Settings
from bot.core.clock import utc_now
from bot.panel.api import trial
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.errors import NotSentError
from bot.panel.api.trial import TrialError
from bot.panel.dependencies import PanelDependencies
from bot.panel.rules.accounts import PanelAccount
from bot.panel.rules.trials import Fault
from bot.panel.service.checks import Tried
from bot.panel.vault import Vault

logger = logging.getLogger(__name__)

PECULIARITIES = frozenset(
    name.removeprefix("provider_")
    for name in Settings.model_fields
    if name.startswith("provider_") and name not in {"provider_api_url", "provider_api_key"}
)
"""What may differ between panels, as the settings are called without `PROVIDER_`."""


def of_added_panel(settings: Settings, url: str, key: str, options: Mapping[str, str]) -> Settings:
    """Return the settings as they are for a panel that owners have added.

    Args:
        options: its `PECULIARITIES`; what is missing is as usual, not as in the settings.

    Raises:
        ValidationError: one of them is malformed.
    """
    own = {f"PROVIDER_{name.upper()}": value for name, value in options.items()}
    others = {
        name.upper(): getattr(settings, name)
        for name in Settings.model_fields
        if not name.startswith("provider_")
    }
    return Settings.model_validate(
        {**others, **own, "PROVIDER_API_URL": url, "PROVIDER_API_KEY": key}
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


def panel_client(
    settings: Settings, sealed: str, options: Mapping[str, str]
) -> PanelClient | None:
    """Return a client of a panel; `None`: its key cannot be read.

    Args:
        sealed: the account; empty: that of the settings.
        options: of a panel that owners have added: its peculiarities, by the names of the
            settings without `PROVIDER_`.
    """
    if not sealed:
        return PanelClient(panel_options(settings))
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
    opened, now = vault(settings), utc_now()
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


def panel_set_up(settings: Settings) -> PanelDependencies:
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
    return PanelDependencies(described, find_malformed, vault(settings))
