"""The settings of the bot, read once from the environment and `.env`.

The description of each field says what its variable should look like: it is the text of the fault
that ends the start when it does not.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit
from urllib.request import getproxies

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from bot import __version__, slips
from bot.core.redaction import secrets_in_params, secrets_in_url

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)
SHORTEST_PASSPHRASE = 12
_SQLITE = {"sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"}
_POSTGRESQL = {"postgres", "postgresql", "postgresql+asyncpg"}
ENV_FILE = Path(".env")
"""In the working directory."""
_SLIPS: Mapping[str, Callable[[str], str]] = {
    "telegram_bot_token": slips.of_token,
    "provider_api_url": slips.of_address,
    "provider_api_key": slips.of_key,
    "owner_ids": slips.of_owners,
}
"""What is seen of the settings that a person has to copy from elsewhere."""
_COPIED = frozenset(name.upper() for name in _SLIPS)
_SETUP_ASKS = "`python -m bot setup` asks for what is missing, and writes it down."


class SettingsError(Exception):
    """Settings are missing or malformed; the text is a line per fault, without any value."""


def _require_token(token: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("not a bot token")
    return token


def _require_http_url(url: str) -> str:
    parts = urlsplit(url)  # a ValueError of its own on a malformed host
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("not an http(s) URL with a host")
    if " " in url or not url.isprintable():
        raise ValueError("a space or a control character in a URL")
    return url


def _require_http_url_or_nothing(url: str) -> str:
    return _require_http_url(url) if url else url


def _require_secret_token(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
        raise ValueError("not what Telegram takes")
    return secret


def _require_header_text(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("not printable ASCII")
    return text


def _with_async_driver(url: str) -> str:
    """Return the URL as SQLAlchemy's async engine wants it.

    `sslmode` is libpq's word, which hosted databases put in their URLs; asyncpg calls it `ssl`.
    """
    scheme, _, rest = url.partition("://")
    if scheme in _SQLITE and rest.startswith("/") and rest.strip("/"):
        return f"sqlite://{rest}"
    if scheme not in _POSTGRESQL or not rest:
        raise ValueError("not a database URL")
    address, question_mark, query = rest.partition("?")
    query = re.sub(r"(^|&)sslmode=", r"\1ssl=", query)
    return f"postgresql+asyncpg://{address}{question_mark}{query}"


def _read_ids(value: object) -> object:
    """Split `1,2`; what is not text is pydantic's to judge."""
    if not isinstance(value, str):
        return value
    return frozenset(part.strip() for part in value.split(",") if part.strip())


def _read_params(value: object) -> object:
    """Read `a=b&c=d` or a JSON object of texts and numbers."""
    if not isinstance(value, str):
        return value
    if not value.lstrip().startswith("{"):
        return dict(parse_qsl(value.strip(), keep_blank_values=True, strict_parsing=True))
    return {
        name: str(item) if isinstance(item, int) and not isinstance(item, bool) else item
        for name, item in json.loads(value).items()
    }


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


HttpUrl = Annotated[str, AfterValidator(_require_http_url)]
HeaderText = Annotated[str, AfterValidator(_require_header_text)]
Seconds = Annotated[float, Field(allow_inf_nan=False)]
UserId = Annotated[int, Field(gt=0)]


class Settings(BaseModel):
    """What the bot was told. Made from the values given alone: `load_settings` looks around."""

    model_config = ConfigDict(
        alias_generator=str.upper,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    telegram_bot_token: Annotated[SecretStr, AfterValidator(_require_token)] = Field(
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
    database_url: Annotated[str, AfterValidator(_with_async_driver)] = Field(
        "sqlite:///bot.sqlite3",
        validate_default=True,
        repr=False,  # may hold a password
        description="sqlite:///path/to/file or postgresql://user:password@host/database",
    )
    access: Annotated[Literal["closed", "open"], BeforeValidator(_lower)] = Field(
        "closed", description="closed (only owners and whom they let in) or open (everyone)"
    )
    owner_ids: Annotated[frozenset[UserId], BeforeValidator(_read_ids)] = Field(
        frozenset(),
        validate_default=True,
        description="Telegram user ids separated by commas, such as 12345678,87654321 "
        "(only ACCESS=open can do without)",
    )
    catalogue_file: str = Field(
        "catalogue.toml", description="a TOML file with the catalogue's shape"
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
    webhook_url: Annotated[str, AfterValidator(_require_http_url_or_nothing)] = Field(
        "", description="the public https address at which `web` is reached"
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_require_secret_token)] = Field(
        SecretStr(""), description="1-256 of A-Z a-z 0-9 _ -"
    )
    host: str = Field("0.0.0.0", min_length=1, description="an address to listen on")  # noqa: S104
    port: int = Field(8080, ge=1, le=65535, description="a port number, such as 8080")
    monitor_port: int = Field(
        0, ge=0, le=65535, description="a port number, such as 9464, or 0 for none"
    )
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
    ] = Field("INFO", description="DEBUG, INFO, WARNING, ERROR or CRITICAL")
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = Field(
        "text", description="text or json"
    )
    log_config: str = Field(
        "", description="a .json, .toml or .ini file as Python's logging.config reads it"
    )
    provider_send_quantity: Annotated[
        Literal["auto", "always", "never"], BeforeValidator(_lower)
    ] = Field("auto", description="auto, always or never")
    provider_cancel_param: Annotated[Literal["orders", "order"], BeforeValidator(_lower)] = Field(
        "orders", description="orders or order"
    )
    provider_min_interval: Seconds = Field(
        0, ge=0, description="seconds between two calls, 0 or more, such as 0.5"
    )
    provider_concurrency: int = Field(
        4, ge=1, description="a whole number of orders sent at once, 1 or more"
    )
    provider_refill_hours: float = Field(
        24, ge=0, le=8760, description="a number of hours, 0 to 8760, such as 24"
    )
    provider_user_agent: HeaderText = Field(
        f"panel-order-bot/{__version__}",
        min_length=1,
        description="a line of printable ASCII, such as Mozilla/5.0",
    )
    provider_extra_params: Annotated[dict[str, str], BeforeValidator(_read_params)] = Field(
        {}, description="""a=b&c=d or a JSON object of texts, such as {"a": "b"}"""
    )
    provider_request_id_param: str = Field(
        "", pattern=r"^[A-Za-z0-9_.\[\]-]*$", description="a parameter's name, such as request_id"
    )
    provider_currency: Annotated[str, BeforeValidator(_upper)] = Field(
        "", pattern=r"^([A-Z]{3,5})?$", description="a currency's code, such as USD"
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
    def webhook_path(self) -> str:
        """Return a path that nobody can guess who does not know the token."""
        return f"/telegram/{self._derived('path')}"

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
            *getproxies().values(),
        )
        return [
            self.telegram_bot_token.get_secret_value(),
            self.provider_api_key.get_secret_value(),
            self.expected_webhook_secret,
            self._derived("path"),
            self.backup_passphrase.get_secret_value(),
            *secrets_in_params(self.provider_extra_params),
            *(secret for url in urls for secret in secrets_in_url(url)),
        ]


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings from `env_file`, where it exists, and the environment, which wins.

    An empty value counts as not set.

    Raises:
        SettingsError: a value is missing or malformed, or `env_file` cannot be read.
    """
    values = (read_env_file(env_file) if env_file else {}) | _set(os.environ)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        lines = _lines(error, values)
        hint = [] if values.keys() >= lines.keys() & _COPIED else [_SETUP_ASKS]
        raise SettingsError("\n".join([*lines.values(), *hint])) from None


def read_env_file(file: Path) -> dict[str, str]:
    """Return the variables that a file sets; none if there is no such file.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        # With a mark of the encoding, as Windows editors save it, or without.
        return _set(dotenv_values(file, encoding="utf-8-sig"))
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"{file} cannot be read as UTF-8 text: {error}") from None


def faults_in(values: Mapping[str, str]) -> dict[str, str]:
    """Return a line for each variable that is missing or malformed, by its name."""
    try:
        Settings.model_validate(values)
    except ValidationError as error:
        return _lines(error, values)
    return {}


def _set(variables: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if value}


def _lines(error: ValidationError, values: Mapping[str, str]) -> dict[str, str]:
    """Return a line for each variable at fault, by its name, in the order of the fields."""
    faults: dict[str, str] = {}
    for fault in error.errors(include_url=False, include_context=False, include_input=False):
        # A fault of a default is told under the field's own name, not its alias.
        field = str(fault["loc"][0]).lower()
        faults.setdefault(field, "missing" if fault["type"] == "missing" else "malformed")
    return {
        field.upper(): (
            f"{field.upper()} is {faults[field]}. It should be {info.description}. "
            f"{_slip(field, values)}"
        ).rstrip()
        for field, info in Settings.model_fields.items()
        if field in faults
    }


def _slip(field: str, values: Mapping[str, str]) -> str:
    value, find = values.get(field.upper()), _SLIPS.get(field)
    return find(value) if value and find else ""
