"""Settings: defaults, every variable's faults, what wins, and that no value is ever shown."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.config.loading import SettingsError, load_settings
from bot.config.settings import Settings
from bot.options import selling
from bot.pricing.rules.selling import Selling

NEEDED = {
    "TELEGRAM_BOT_TOKEN": "123456:ABC-DEF_1234",
    "PROVIDER_API_URL": "https://panel.example/api/v2",
    "PROVIDER_API_KEY": "0123456789abcdef",
    "OWNER_IDS": "1001",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Hide the developer's own variables and .env."""
    for field in Settings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def load(environment: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in (NEEDED | variables).items():
        environment.setenv(name, value)
    return load_settings(None)


def fault(environment: pytest.MonkeyPatch, **variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(environment, **variables)
    return str(caught.value)


def test_what_is_needed_is_enough(environment: pytest.MonkeyPatch) -> None:
    settings = load(environment)

    assert settings.telegram_bot_token.get_secret_value() == "123456:ABC-DEF_1234"
    assert settings.provider_api_key.get_secret_value() == "0123456789abcdef"
    assert settings.model_dump(exclude={"telegram_bot_token", "provider_api_key"}) == {
        "telegram_api_url": "https://api.telegram.org",
        "provider_api_url": "https://panel.example/api/v2",
        "database_url": "sqlite:///bot.sqlite3",
        "access": "closed",
        "owner_ids": frozenset({1001}),
        "catalogue_file": "catalogue.toml",
        "selling": "off",
        "wallet_currency": "",
        "minimum_charge": Decimal("0.01"),
        "crypto_pay_token": SecretStr(""),
        "crypto_pay_network": "main",
        "poll_seconds": 15.0,
        "backup_chat": 0,
        "backup_dir": "",
        "backup_keep": 7,
        "backup_hour": 3,
        "backup_passphrase": SecretStr(""),
        "secret_key": SecretStr(""),
        "webhook_url": "",
        "webhook_secret": SecretStr(""),
        "host": "0.0.0.0",  # noqa: S104
        "port": 8080,
        "monitor_port": 0,
        "log_level": "INFO",
        "log_format": "text",
        "log_config": "",
        "provider_send_quantity": "auto",
        "provider_cancel_param": "orders",
        "provider_min_interval": 0.0,
        "provider_concurrency": 4,
        "provider_refill_hours": 24.0,
        "provider_user_agent": "panel-order-bot/1.0.0",
        "provider_extra_params": {},
        "provider_request_id_param": "",
        "provider_currency": "",
    }


def test_every_missing_variable_has_a_line_in_one_error() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(None)

    assert str(caught.value) == (
        "TELEGRAM_BOT_TOKEN is missing. It should be the bot's token as @BotFather gave it, "
        "such as 123456:ABC-DEF1234ghIkl.\n"
        "PROVIDER_API_URL is missing. It should be the whole http(s) URL of the panel's API, "
        "such as https://panel.example/api/v2.\n"
        "PROVIDER_API_KEY is missing. It should be the API key from the panel's account page.\n"
        "OWNER_IDS is missing. It should be Telegram user ids separated by commas, such as "
        "12345678,87654321 (may only be empty with ACCESS=open).\n"
        "`python -m bot setup` asks for what is missing, and writes it down."
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "ABCDEFGH"),
        ("TELEGRAM_BOT_TOKEN", "123456:"),
        ("TELEGRAM_BOT_TOKEN", "123456:ABC/getMe"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "https://"),
        ("TELEGRAM_API_URL", "http://localhost:port"),
        ("PROVIDER_API_URL", "ftp://panel.example/api/v2"),
        ("PROVIDER_API_URL", "https://panel.example /api/v2"),
        ("PROVIDER_API_URL", "https://[panel/api/v2"),
        ("DATABASE_URL", "bot.sqlite3"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql://"),
        ("DATABASE_URL", "mysql://user:hunter2@db/bot"),
        ("OWNER_IDS", "olivia"),
        ("OWNER_IDS", "1001;1002"),
        ("OWNER_IDS", "-1001"),
        ("ACCESS", "public"),
        ("POLL_SECONDS", "0"),
        ("POLL_SECONDS", "-1"),
        ("POLL_SECONDS", "nan"),
        ("POLL_SECONDS", "inf"),
        ("POLL_SECONDS", "15s"),
        ("WEBHOOK_URL", "bot.example"),
        ("WEBHOOK_SECRET", "with a space"),
        ("WEBHOOK_SECRET", "x" * 257),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("PROVIDER_SEND_QUANTITY", "sometimes"),
        ("PROVIDER_CANCEL_PARAM", "ids"),
        ("PROVIDER_MIN_INTERVAL", "-0.1"),
        ("PROVIDER_REFILL_HOURS", "-1"),
        ("PROVIDER_REFILL_HOURS", "nan"),
        ("PROVIDER_REFILL_HOURS", "9000"),
        ("PROVIDER_CONCURRENCY", "0"),
        ("PROVIDER_CONCURRENCY", "2.5"),
        ("PROVIDER_USER_AGENT", "agent\r\nX-Other: 1"),
        ("PROVIDER_USER_AGENT", "агент"),
        ("PROVIDER_EXTRA_PARAMS", "lonely"),
        ("PROVIDER_EXTRA_PARAMS", '{"a": '),
        ("PROVIDER_EXTRA_PARAMS", '{"a": [1]}'),
        ("PROVIDER_EXTRA_PARAMS", '["a"]'),
        ("PROVIDER_REQUEST_ID_PARAM", "request id"),
        ("PROVIDER_CURRENCY", "$"),
        ("SELLING", "yes"),
        ("WALLET_CURRENCY", "$"),
        ("MINIMUM_CHARGE", "0"),
        ("MINIMUM_CHARGE", "0,01"),
        ("MINIMUM_CHARGE", "-0.01"),
        ("MINIMUM_CHARGE", "0.00001"),
        ("MINIMUM_CHARGE", "nan"),
    ],
)
def test_a_malformed_value_is_one_line_that_names_its_variable(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    text = fault(environment, **{name: value})

    description = Settings.model_fields[name.lower()].description
    assert text.startswith(f"{name} is malformed. It should be {description}.")
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("OWNER_IDS", "@olivia", "A user name is not an ID."),
        ("OWNER_IDS", "https://t.me/olivia", "A user name is not an ID"),
        ("OWNER_IDS", "-1001", "That is the ID of a group"),
        ("OWNER_IDS", "1001 1002", "Put a comma between"),
        ("TELEGRAM_BOT_TOKEN", "@panel_demo_bot", "That is a name."),
        ("TELEGRAM_BOT_TOKEN", "1234567890", "Its second half is missing"),
        ("TELEGRAM_BOT_TOKEN", "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "Its first half is missing"),
        ("TELEGRAM_BOT_TOKEN", "'123456:ABC'", "Remove the quotes"),
        ("TELEGRAM_BOT_TOKEN", "123456:AB C", "a space"),
        ("PROVIDER_API_URL", "panel.example/api/v2", "It has to begin with https://"),
        ("PROVIDER_API_URL", "0123456789abcdef0123456789abcdef", "were address and key swapped?"),
        ("PROVIDER_API_URL", "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "the bot's token"),
        ("ACCESS", "@olivia", ""),
    ],
)
def test_the_usual_mistakes_have_a_hint(
    environment: pytest.MonkeyPatch, name: str, value: str, hint: str
) -> None:
    text = fault(environment, **{name: value})

    _, description, rest = text.partition(f"{Settings.model_fields[name.lower()].description}.")
    assert description
    assert hint in rest
    assert bool(hint) == bool(rest)
    assert value not in rest


def test_no_fault_shows_a_value(environment: pytest.MonkeyPatch) -> None:
    text = fault(
        environment,
        TELEGRAM_BOT_TOKEN="hunter2 hunter2",
        DATABASE_URL="mysql://user:hunter2@db/bot",
        PROVIDER_API_URL="hunter2",
    )

    assert len(text.splitlines()) == 3
    assert "hunter2" not in text


def test_neither_secret_nor_database_password_is_in_the_representation(
    environment: pytest.MonkeyPatch,
) -> None:
    settings = load(environment, DATABASE_URL="postgresql://bot:hunter2@db/bot")

    for secret in ("ABC-DEF_1234", "0123456789abcdef", "hunter2"):
        assert secret not in repr(settings)
        assert secret not in str(settings)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///bot.sqlite3", "sqlite:///bot.sqlite3"),
        ("sqlite:////var/lib/bot.sqlite3", "sqlite:////var/lib/bot.sqlite3"),
        ("sqlite+aiosqlite:///bot.sqlite3", "sqlite:///bot.sqlite3"),
        ("postgres://u:p%40ss@db:5432/bot", "postgresql+asyncpg://u:p%40ss@db:5432/bot"),
        ("postgresql://u:p@db/bot", "postgresql+asyncpg://u:p@db/bot"),
        ("postgresql+asyncpg://u:p@db/bot", "postgresql+asyncpg://u:p@db/bot"),
        ("postgresql:///bot?host=/run/pg", "postgresql+asyncpg:///bot?host=/run/pg"),
        ("postgres://u:p@db/bot?sslmode=require", "postgresql+asyncpg://u:p@db/bot?ssl=require"),
        (
            "postgres://u:p@db/bot?timeout=5&sslmode=disable",
            "postgresql+asyncpg://u:p@db/bot?timeout=5&ssl=disable",
        ),
    ],
)
def test_a_database_url_gets_the_async_driver(
    environment: pytest.MonkeyPatch, url: str, expected: str
) -> None:
    assert load(environment, DATABASE_URL=url).database_url == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is_test=1", {"is_test": "1"}),
        ("a=b&c=d%20e&f=", {"a": "b", "c": "d e", "f": ""}),
        ('{"is_test": 1, "note": "a&b"}', {"is_test": "1", "note": "a&b"}),
    ],
)
def test_extra_params_are_a_query_or_json(
    environment: pytest.MonkeyPatch, text: str, expected: dict[str, str]
) -> None:
    assert load(environment, PROVIDER_EXTRA_PARAMS=text).provider_extra_params == expected


def test_values_are_read_kindly(environment: pytest.MonkeyPatch) -> None:
    settings = load(
        environment,
        TELEGRAM_BOT_TOKEN=" 123456:ABC ",
        TELEGRAM_API_URL="http://127.0.0.1:8081/",
        PROVIDER_API_URL="https://накрутка.рф/api/v2",
        PROVIDER_API_KEY=" key ",
        OWNER_IDS="1001, 1002,",
        ACCESS="Open",
        POLL_SECONDS="0.5",
        LOG_LEVEL="debug",
        LOG_FORMAT="JSON",
        PROVIDER_CURRENCY="usd",
        SELLING="Wallet",
        WALLET_CURRENCY="rub",
        MINIMUM_CHARGE="1.5000",
    )

    assert settings.telegram_bot_token.get_secret_value() == "123456:ABC"
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.provider_api_url == "https://накрутка.рф/api/v2"
    assert settings.provider_api_key.get_secret_value() == "key"
    assert settings.owner_ids == {1001, 1002}
    assert settings.access == "open"
    assert settings.poll_seconds == 0.5
    assert settings.log_level == "DEBUG"
    assert settings.log_format == "json"
    assert settings.provider_currency == "USD"
    assert selling(settings) == Selling("RUB", Decimal("1.5"))


def test_an_open_bot_can_do_without_owners(environment: pytest.MonkeyPatch) -> None:
    assert load(environment, OWNER_IDS="", ACCESS="open").owner_ids == frozenset()


def test_wallets_need_a_currency(environment: pytest.MonkeyPatch) -> None:
    assert fault(environment, SELLING="wallet") == (
        "WALLET_CURRENCY is missing. It should be a currency's code, such as USD "
        "(needed with SELLING=wallet)."
    )
    assert selling(load(environment, WALLET_CURRENCY="USD", SELLING="off")) is None


def test_an_empty_value_counts_as_not_set(environment: pytest.MonkeyPatch) -> None:
    assert load(environment, POLL_SECONDS="").poll_seconds == 15.0
    assert fault(environment, PROVIDER_API_KEY="").startswith("PROVIDER_API_KEY is missing.")
    assert fault(environment, PROVIDER_API_KEY=" ").startswith("PROVIDER_API_KEY is malformed.")


def test_dotenv_fills_in_and_never_overrides(environment: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(
        "\ufeff# saved by an editor that puts a mark in front\n"
        + "".join(f"{name}={value}\n" for name, value in NEEDED.items())
        + "POLL_SECONDS=60\nLOG_LEVEL=DEBUG\nSOMETHING_ELSE=1\n",
        encoding="utf-8",
    )
    environment.setenv("POLL_SECONDS", "30")

    settings = load_settings()

    assert settings.poll_seconds == 30.0
    assert settings.log_level == "DEBUG"


def test_a_dotenv_that_is_not_text_is_a_fault() -> None:
    Path(".env").write_bytes(b"PROVIDER_API_KEY=\xff\xfe\n")

    with pytest.raises(SettingsError, match=r"^\.env is not UTF-8 text: save it as UTF-8\.$"):
        load_settings()


def test_a_folder_in_the_place_of_the_dotenv_is_a_fault() -> None:
    Path(".env").mkdir()

    with pytest.raises(SettingsError, match=r"^\.env is a folder: remove it, and run setup\.$"):
        load_settings()


def test_a_dotenv_of_another_user_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", ".env")

    monkeypatch.setattr("bot.config.loading.dotenv_values", refuse)

    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value) == (
        ".env cannot be read: Permission denied. Run the bot as the user who owns it."
    )


def test_a_misspelt_name_is_reported_where_its_setting_is_missing(
    environment: pytest.MonkeyPatch,
) -> None:
    said = fault(environment, OWNER_IDS="", OWNER_ID="1001", HTTP_PORT="80")

    assert said.splitlines()[0].endswith("Rename OWNER_ID, which is no setting.")


def test_settings_made_from_values_do_not_look_around(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("POLL_SECONDS", "99")
    Path(".env").write_text("ACCESS=open\n", encoding="utf-8")

    settings = Settings.model_validate(NEEDED)

    assert settings.poll_seconds == 15.0
    assert settings.access == "closed"


def test_settings_are_frozen(environment: pytest.MonkeyPatch) -> None:
    settings = load(environment)

    with pytest.raises(ValidationError, match="frozen"):
        settings.access = "open"
