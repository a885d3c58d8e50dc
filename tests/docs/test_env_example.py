"""`.env.example` tells of every variable of the settings, and of no other."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.config.loading import SettingsError, load_settings
from bot.config.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)


def test_the_example_and_the_settings_have_the_same_variables() -> None:
    assert set(dotenv_values(EXAMPLE)) == {field.upper() for field in Settings.model_fields}


def test_a_copy_of_the_example_lacks_only_what_nobody_else_can_know() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(EXAMPLE)

    assert [line.partition(". ")[0] for line in str(caught.value).splitlines()] == [
        "TELEGRAM_BOT_TOKEN is missing",
        "PROVIDER_API_URL is missing",
        "PROVIDER_API_KEY is missing",
        "OWNER_IDS is missing",
        "`python -m bot setup` asks for what is missing, and writes it down.",
    ]


def test_the_values_of_the_example_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = {
        "TELEGRAM_BOT_TOKEN": "123456:ABC",
        "PROVIDER_API_URL": "https://panel.example/api/v2",
        "PROVIDER_API_KEY": "key",
        "OWNER_IDS": "1001",
    }
    for name, value in needed.items():
        monkeypatch.setenv(name, value)

    assert load_settings(EXAMPLE) == Settings.model_validate(needed)
