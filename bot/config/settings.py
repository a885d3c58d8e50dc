"""The settings of the bot: what each may be, and what follows from them.

The description of each field says what its variable should look like: it is the text of the fault
that ends the start when it does not.
"""

import hashlib
from decimal import Decimal
from typing import Annotated, Literal
from urllib.request import getproxies

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from bot import __version__
from bot.config.types import (
    LOWER,
    UPPER,
    CryptoPayNetwork,
    DatabaseUrl,
    HeaderSecret,
    HeaderText,
    HttpUrl,
    HttpUrlOrNothing,
    Params,
    Seconds,
    SecretToken,
    Token,
    UserIds,
)
from bot.core.errors import N_
from bot.core.redaction import secrets_in_params, secrets_in_url
from bot.panel.rules.peculiarities import USUAL_CONCURRENCY, USUAL_REFILL_HOURS

SHORTEST_PASSPHRASE = 12
SHORTEST_SECRET = 32
WALLET_PLACES = 4
"""Decimal places of what wallets hold."""
CRYPTO_PAY_URLS = {"main": "https://pay.crypt.bot", "test": "https://testnet-pay.crypt.bot"}
"""Of its networks (https://help.send.tg/en/articles/10279948-crypto-pay-api)."""


class Settings(BaseModel):
    """What the bot was told. Made from the values given alone: `load_settings` looks around."""

    model_config = ConfigDict(
        alias_generator=str.upper,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    telegram_bot_token: Token = Field(
        description="the bot's token as @BotFather gave it, such as 123456:ABC-DEF1234ghIkl"
    )
    telegram_api_url: HttpUrl = Field(
        "https://api.telegram.org",
        description="the http(s) URL of a Bot API server, such as https://api.telegram.org",
    )
    provider_api_url: HttpUrl = Field(
        description="the whole http(s) URL of the panel's API, such as https://panel.example/api/v2"
    )
    provider_api_key: SecretStr = Field(
        min_length=1, description="the API key from the panel's account page"
    )
    database_url: DatabaseUrl = Field(
        "sqlite:///bot.sqlite3",
        validate_default=True,
        repr=False,  # may hold a password
        description="sqlite:///path/to/file or postgresql://user:password@host/database",
    )
    access: Annotated[Literal["closed", "open"], LOWER] = Field(
        "closed", description="closed (only owners and whom they let in) or open (everyone)"
    )
    owner_ids: UserIds = Field(
        frozenset(),
        validate_default=True,
        description="Telegram user ids separated by commas, such as 12345678,87654321 "
        "(may only be empty with ACCESS=open)",
    )
    catalogue_file: str = Field(
        "catalogue.toml", description="a TOML file with overrides of the catalogue"
    )
    selling: Annotated[Literal["off", "wallet"], LOWER] = Field("off", description="off or wallet")
    wallet_currency: Annotated[str, UPPER] = Field(
        "",
        validate_default=True,
        pattern=r"^([A-Z]{3,5})?$",
        description="a currency's code, such as USD (needed with SELLING=wallet)",
    )
    minimum_charge: Decimal = Field(
        Decimal("0.01"),
        gt=0,
        le=1_000_000,
        decimal_places=WALLET_PLACES,
        description="an amount with at most four decimal places, above 0, such as 0.01",
    )
    crypto_pay_token: HeaderSecret = Field(
        SecretStr(""), description="the API token of an app at Crypto Pay, such as 12345:AAbc"
    )
    crypto_pay_network: CryptoPayNetwork = Field(
        "main", description="main, test, or the http(s) URL of a server with the same API"
    )
    poll_seconds: Seconds = Field(15, gt=0, description="seconds above 0, such as 15")
    backup_chat: int = Field(
        0, description="a chat's ID, such as 12345678 or -1001234567890, or 0 for none"
    )
    backup_dir: str = Field(
        "",
        validate_default=True,
        description="a folder, such as backups (needed with BACKUP_CHAT)",
    )
    backup_keep: int = Field(7, ge=1, le=1000, description="a whole number, 1 to 1000")
    backup_hour: int = Field(3, ge=0, le=23, description="an hour of the day, 0 to 23 (UTC)")
    backup_passphrase: SecretStr = Field(
        SecretStr(""),
        validate_default=True,
        description="12 characters or more (needed with BACKUP_CHAT)",
    )
    webhook_url: HttpUrlOrNothing = Field(
        "", description="the public https address at which `web` is reached"
    )
    webhook_secret: SecretToken = Field(SecretStr(""), description="1-256 of A-Z a-z 0-9 _ -")
    host: str = Field("0.0.0.0", min_length=1, description="an address to listen on")  # noqa: S104
    port: int = Field(8080, ge=1, le=65535, description="a port number, such as 8080")
    monitor_port: int = Field(
        0, ge=0, le=65535, description="a port number, such as 9464, or 0 for none"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], UPPER] = Field(
        "INFO", description="DEBUG, INFO, WARNING, ERROR or CRITICAL"
    )
    log_format: Annotated[Literal["text", "json"], LOWER] = Field(
        "text", description="text or json"
    )
    log_config: str = Field(
        "", description="a .json, .toml or .ini file as Python's logging.config reads it"
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        validate_default=True,
        description="32 characters or more, such as `openssl rand -hex 32` prints",
    )
    provider_send_quantity: Annotated[Literal["auto", "always", "never"], LOWER] = Field(
        "auto", description=N_("auto, always or never")
    )
    provider_cancel_param: Annotated[Literal["orders", "order"], LOWER] = Field(
        "orders", description=N_("orders or order")
    )
    provider_min_interval: Seconds = Field(
        0, ge=0, description=N_("seconds between two calls, 0 or more, such as 0.5")
    )
    provider_concurrency: int = Field(
        USUAL_CONCURRENCY, ge=1, description=N_("a whole number of orders sent at once, 1 or more")
    )
    provider_refill_hours: float = Field(
        USUAL_REFILL_HOURS,
        ge=0,
        le=8760,
        description=N_("a number of hours, 0 to 8760, such as 24"),
    )
    provider_user_agent: HeaderText = Field(
        f"panel-order-bot/{__version__}",
        min_length=1,
        description=N_("a line of printable ASCII, such as Mozilla/5.0"),
    )
    provider_extra_params: Params = Field({}, description=N_("a=b&c=d, or a JSON object of texts"))
    provider_request_id_param: str = Field(
        "",
        pattern=r"^[A-Za-z0-9_.\[\]-]*$",
        description=N_("a parameter's name, such as request_id"),
    )
    provider_currency: Annotated[str, UPPER] = Field(
        "", pattern=r"^([A-Z]{3,5})?$", description=N_("a currency's code, such as USD")
    )

    @field_validator("telegram_api_url")
    @classmethod
    def _without_trailing_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @field_validator("owner_ids")
    @classmethod
    def _require_owner_where_closed(
        cls, owners: frozenset[int], info: ValidationInfo
    ) -> frozenset[int]:
        if not owners and info.data.get("access") == "closed":
            raise PydanticCustomError("missing", "nobody could let anyone in")
        return owners

    @field_validator("wallet_currency")
    @classmethod
    def _require_where_sold(cls, currency: str, info: ValidationInfo) -> str:
        if not currency and info.data.get("selling") == "wallet":
            raise PydanticCustomError("missing", "nobody could tell what a wallet holds")
        return currency

    @field_validator("secret_key")
    @classmethod
    def _require_long_secret(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError("too easily guessed")
        return value

    @field_validator("backup_dir", "backup_passphrase")
    @classmethod
    def _require_with_backup_chat(
        cls, value: str | SecretStr, info: ValidationInfo
    ) -> str | SecretStr:
        text = value if isinstance(value, str) else value.get_secret_value()
        if not text and info.data.get("backup_chat"):
            raise PydanticCustomError("missing", "nothing could be sent to the chat")
        if isinstance(value, SecretStr) and 0 < len(text) < SHORTEST_PASSPHRASE:
            raise ValueError("too easily guessed")
        return value

    @property
    def crypto_pay_url(self) -> str:
        """Return where Crypto Pay's API is, without its path."""
        network = self.crypto_pay_network
        return CRYPTO_PAY_URLS.get(network, network).rstrip("/")

    @property
    def webhook_path(self) -> str:
        """Return a path that nobody can guess who does not know the token."""
        return f"/telegram/{self._derived('path')}"

    @property
    def crypto_pay_path(self) -> str:
        """Return the path at which Crypto Pay tells of payments; nobody can guess it either."""
        return f"/crypto_pay/{self._derived('crypto_pay')}"

    @property
    def expected_webhook_secret(self) -> str:
        """Return what updates must come with: as set, else made from the token."""
        return self.webhook_secret.get_secret_value() or self._derived("secret")

    def _derived(self, purpose: str) -> str:
        token = self.telegram_bot_token.get_secret_value()
        return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()[:40]

    def secrets(self) -> list[str]:
        """Return what no log, message, file or stored traceback may show."""
        urls = (
            self.database_url,
            self.provider_api_url,
            self.telegram_api_url,
            self.webhook_url,
            self.crypto_pay_url,
            *getproxies().values(),
        )
        return [
            self.telegram_bot_token.get_secret_value(),
            self.provider_api_key.get_secret_value(),
            self.crypto_pay_token.get_secret_value(),
            self.expected_webhook_secret,
            self._derived("path"),
            self.backup_passphrase.get_secret_value(),
            self.secret_key.get_secret_value(),
            *secrets_in_params(self.provider_extra_params),
            *(secret for url in urls for secret in secrets_in_url(url)),
        ]
