"""Reads the settings, once, from the environment and `.env`; says what is wrong with them."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import ValidationError

from bot import input_hints
from bot.config.settings import Settings

ENV_FILE = Path(".env")
"""In the working directory."""
_HINTS: Mapping[str, Callable[[str], str]] = {
    "telegram_bot_token": input_hints.of_token,
    "provider_api_url": input_hints.of_address,
    "provider_api_key": input_hints.of_key,
    "owner_ids": input_hints.of_owners,
}
"""What is seen of the settings that a person has to copy from elsewhere."""
_COPIED = frozenset(name.upper() for name in _HINTS)
_SETUP_ASKS = "`python -m bot setup` asks for what is missing, and writes it down."


class SettingsError(Exception):
    """Settings are missing or malformed; the text is a line per fault, without any value."""


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
    if file.is_dir():  # Docker makes one where it is to mount a file that is not there
        raise SettingsError(f"{file} is a folder: remove it, and run setup.")
    try:
        # With a mark of the encoding, as Windows editors save it, or without.
        return _set(dotenv_values(file, encoding="utf-8-sig"))
    except UnicodeError:
        raise SettingsError(f"{file} is not UTF-8 text: save it as UTF-8.") from None
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be read: {error.strerror}. Run the bot as the user who owns it."
        ) from None


def misspelt_in(values: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that nobody reads, but for a typo in their names, and what is meant."""
    return input_hints.of_names(values, [name.upper() for name in Settings.model_fields])


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
            f"{_hint(field, values)}"
        ).rstrip()
        for field, info in Settings.model_fields.items()
        if field in faults
    }


def _hint(field: str, values: Mapping[str, str]) -> str:
    value, find = values.get(field.upper()), _HINTS.get(field)
    if value:
        return find(value) if find else ""
    misspelt = input_hints.of_names(values, [field.upper()])
    return f"Rename {', '.join(misspelt)}, which is no setting." if misspelt else ""
