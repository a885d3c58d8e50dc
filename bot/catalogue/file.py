"""The operators' file of overrides; each fault in it is a line naming the entry."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.catalogue.rules.overrides import LAST, LONGEST_NAME, NO_OVERRIDES, FileOverrides, Override
from bot.config.loading import SettingsError
from bot.config.settings import Settings

DEFAULT = Settings.model_fields["catalogue_file"].default
_OF_AN_ENTRY = 2  # such as services.101


def _tidy(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


Name = Annotated[str, BeforeValidator(_tidy)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    hide: bool | None = Field(None, description="true or false")
    name: Name | None = Field(
        None,
        min_length=1,
        max_length=LONGEST_NAME,
        description=f"a text of at most {LONGEST_NAME} characters",
    )
    place: int | None = Field(None, ge=1, le=LAST, description=f"a whole number from 1 to {LAST}")
    pin: bool | None = Field(None, description="true or false")

    def override(self) -> Override:
        return Override(self.hide, self.name, self.place, self.pin)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    categories: dict[Name, _Entry] = Field(default_factory=dict)
    services: dict[Name, _Entry] = Field(default_factory=dict)


def load_overrides(name: str) -> FileOverrides:
    """Read the file of that name; there need be none by the default name.

    Raises:
        SettingsError: it cannot be read; a line for each fault.
    """
    path = Path(name)
    if not name or (name == DEFAULT and not path.exists()):
        return NO_OVERRIDES
    try:
        with path.open("rb") as file:
            found = _File.model_validate(tomllib.load(file))
    except OSError as error:
        raise SettingsError(f"CATALOGUE_FILE: {name} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        lines = (_line(fault["loc"], fault["type"]) for fault in error.errors())
        raise SettingsError("\n".join(f"{name}: {line}" for line in lines)) from None
    except ValueError as error:  # no TOML, no UTF-8
        raise SettingsError(f"CATALOGUE_FILE: {name} is not TOML: {error}.") from None
    return FileOverrides(_overrides(found.categories), _overrides(found.services))


def _overrides(entries: Mapping[str, _Entry]) -> Mapping[str, Override]:
    return {key: entry.override() for key, entry in entries.items()}


def _line(where: tuple[Any, ...], fault: str) -> str:
    """Say what is wrong with an entry, and what it should be."""
    entry = ".".join(map(str, where))
    if fault == "extra_forbidden":
        known = _File.model_fields if len(where) == 1 else _Entry.model_fields
        return f"{entry} is not known. There are {', '.join(known)}."
    if len(where) == 1:
        return f"{entry} should be tables, such as [{entry}.101]."
    if len(where) == _OF_AN_ENTRY:
        return f"{entry} should be a table with {', '.join(_Entry.model_fields)}."
    return f"{entry} should be {_Entry.model_fields[where[-1]].description}."
