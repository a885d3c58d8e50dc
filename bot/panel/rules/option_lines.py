"""Peculiarities as owners type them: lines of `.env`."""

import re
from collections.abc import Collection

from bot.core.errors import N_, InputError

_LINE = re.compile(r"(?:provider_)?(?P<name>[a-z_]+)\s*=\s*(?P<value>.*)", re.IGNORECASE)
_QUOTED = re.compile(r"(?P<mark>[\"'])(?P<text>.*)(?P=mark)")
NOTHING = frozenset("-–—")
LONGEST = 500
EXPECTED = N_("Send lines as in .env, for example: {example}")
EXAMPLE = "PROVIDER_MIN_INTERVAL=0.5"
_UNKNOWN = N_("There is no {name}.")
_TOO_LONG = N_("A line is too long. The maximum is {longest} characters.")


def read_options(text: str, known: Collection[str]) -> dict[str, str]:
    """Return what lines set; `-` sets nothing.

    Args:
        known: the names that there are, without `PROVIDER_`.

    Raises:
        InputError: a line sets nothing, or what there is not.
    """
    if text.strip() in NOTHING:
        return {}
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = _LINE.fullmatch(line)
        if parts is None:
            raise InputError(EXPECTED, {"example": EXAMPLE})
        name = parts["name"].lower()
        if name not in known:
            raise InputError(_UNKNOWN, {"name": parts["name"]})
        quoted = _QUOTED.fullmatch(parts["value"].strip())
        value = quoted["text"] if quoted else parts["value"].strip()
        if len(value) > LONGEST:
            raise InputError(_TOO_LONG, {"longest": LONGEST})
        if value:
            found[name] = value
    return found
