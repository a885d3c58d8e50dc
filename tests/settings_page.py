"""The page of settings, from the Settings class and the texts of `.env.example`: `make page`."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from bot import __version__
from bot.config.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "settings.md"
EXAMPLE = ROOT / ".env.example"
HEAD = """# Settings

Made by `make page` from the settings class (`bot/config/settings.py`) and the comments of
`.env.example`.

The bot reads its settings once, at the start: from the environment, and from the file `.env` in
the working directory. The environment takes precedence. An empty value counts as not set.

If a setting is missing or malformed, the bot prints one line for each and exits with code 2:

```text
PROVIDER_API_KEY is missing. It should be the API key from the panel's account page.
```

`python -m bot check` tries the settings out: it signs in to Telegram, asks the panel for the
balance and the services, and opens the database.
"""
TABLE = ["| Variable | Default | Value | Meaning |", "|---|---|---|---|"]
_GROUP = re.compile(r"# --- (?P<name>.+?) -+")
_VARIABLE = re.compile(r"(?P<name>[A-Z_]+)=")


def page() -> str:
    """Return the page, Markdown."""
    lines = [HEAD]
    for group, variables in read_example().items():
        lines += [
            f"## {group}",
            "",
            "| Variable | Default | Value | Meaning |",
            "|---|---|---|---|",
        ]
        lines += [_row(name, meaning) for name, meaning in variables.items()]
        lines.append("")
    return "\n".join(lines)


def read_example() -> dict[str, dict[str, str]]:
    """Return the comment above each variable of `.env.example`, by group."""
    groups: dict[str, dict[str, str]] = {}
    for group, name, comment in _entries():
        groups.setdefault(group, {})[name] = comment
    return groups


def _entries() -> Iterator[tuple[str, str, str]]:
    group, comment = "", ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if heading := _GROUP.fullmatch(line):
            group = heading["name"]
        elif line.startswith("#"):
            comment += line.removeprefix("#")
        elif variable := _VARIABLE.match(line):
            yield group, variable["name"], comment.strip()
        if not line.startswith("#"):
            comment = ""


def _row(name: str, meaning: str) -> str:
    field = Settings.model_fields[name.lower()]
    cells = (f"`{name}`", _default(field.default), str(field.description), meaning)
    safe = [cell.replace("|", r"\|").replace("<", "&lt;") for cell in cells]
    return f"| {' | '.join(safe)} |"


def _default(value: Any) -> str:
    if value is PydanticUndefined:
        return "required"
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    is_empty = value in ("", frozenset(), {})
    return "" if is_empty else f"`{str(value).replace(__version__, 'VERSION')}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
