"""The parameters of a call: form, multipart or JSON, read as tolerantly as Telegram does."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.telegram.errors import bad_request


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime_type: str


async def read(request: web.Request) -> dict[str, Any]:
    """Return the parameters of a request: texts, JSON values and `Upload`s."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json()
        return found | (body if isinstance(body, dict) else {})
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            found[name] = Upload(value.filename, value.file.read(), value.content_type)
        else:
            found[name] = value
    return found


class Parameters(Mapping[str, Any]):
    """A call's parameters, by type."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Any:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        return str(self._values.get(name, default))

    def integer(self, name: str, default: int | None = None) -> int | None:
        """Return a number; `default` if it is missing or none."""
        try:
            return int(self._values[name])
        except (KeyError, TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """Return a Boolean, false if missing."""
        return str(self._values.get(name, "")).lower() in {"true", "1"}

    def value(self, name: str) -> Any:
        """Return a JSON value, `None` if missing.

        Raises:
            ApiError: it is no JSON.
        """
        found = self._values.get(name)
        if not isinstance(found, str):
            return found
        try:
            return json.loads(found)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
