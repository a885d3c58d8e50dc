"""Hints on what operators often get wrong when they copy values into the settings.

They are seen before Telegram or the panel is asked. No text has anything of the value in it.
"""

import re
from collections.abc import Collection
from difflib import get_close_matches
from urllib.parse import urlsplit

from bot.core.errors import N_

TELEGRAM = "https://api.telegram.org"
SECRET_LENGTH = 35
"""Characters behind the colon of every token that Telegram gives out."""

_LIKENESS = 0.8
"""Of two names, as `difflib` has it: OWNER_ID and OWNER_IDS have 0.94, HTTP_PORT and PORT 0.62."""

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{30,}", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,}", re.ASCII)
_QUOTES = {'"': '"', "'": "'", "`": "`", "<": ">", "“": "”", "«": "»"}
_ASSIGNED = re.compile(r"[A-Z_]+\s*=\s*")  # a line of .env, pasted whole
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_VERSION = "/api/v2"
NO_SCHEME = "It has to begin with https://"
_QUOTED = N_("Remove the quotes around it.")
_SPACE = N_("There is a space or a line break in it.")
_BOT_TOKEN = N_("That is the bot's token.")
_KEY_FOR_ADDRESS = N_("That looks like a key: were address and key swapped?")
_ADDRESS_FOR_KEY = N_("That is an address: were address and key swapped?")
_IN_MESSAGE = "The token stands in @BotFather's message to you."
_SETUP = "`python -m bot setup` finds yours when you tap Start."


def tidied(text: str) -> str:
    """Return what was pasted without what comes along: spaces, quotes, a variable's name."""
    text = _ASSIGNED.sub("", _UNSEEN.sub("", text).strip(), count=1)
    while len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def token_in(text: str) -> str:
    """Return the token within what was pasted, @BotFather's whole message say."""
    found = _TOKEN.search(text)
    return found[0] if found else tidied(text)


def of_token(text: str) -> str:
    """Return what is wrong with a token, nothing if it looks like one."""
    number, colon, secret = text.partition(":")
    halves = number.isdigit(), bool(_SECRET.fullmatch(secret if colon else text))
    return _first(
        (_is_quoted(text), _QUOTED),
        (_has_space(text), _SPACE),
        (_is_address(text), f"That is an address. {_IN_MESSAGE}"),
        (text.startswith("@") or text.lower().endswith("bot"), f"That is a name. {_IN_MESSAGE}"),
        (number.isdigit() and not secret, "Its second half is missing: the colon and the rest."),
        (halves == (False, True), "Its first half is missing: the number and the colon."),
        (
            number.isdigit() and len(secret) < SECRET_LENGTH,
            f"Its end is missing: {len(secret)} characters follow the colon, not {SECRET_LENGTH}.",
        ),
    )


def not_known(api_url: str, token: str) -> str:
    """Return what it means that a server of the Bot API does not know a token."""
    who = "Telegram" if api_url == TELEGRAM else f"{api_url} is no Bot API server, or"
    return f"{who} does not know this token. {of_token(token)}".rstrip() + (
        " Copy it again (/token at @BotFather) and set TELEGRAM_BOT_TOKEN."
    )


def of_address(text: str) -> str:
    """Return what is wrong with the address of a panel's API, nothing if it looks like one."""
    return _first(
        (_is_quoted(text), _QUOTED),
        (bool(_TOKEN.fullmatch(text)), _BOT_TOKEN),
        (_has_space(text), _SPACE),
        (is_key_like(text), _KEY_FOR_ADDRESS),
        ("://" not in text, NO_SCHEME),
    )


def of_key(text: str) -> str:
    """Return what is wrong with a panel's key, nothing if it looks like one."""
    return _first(
        (_is_quoted(text), _QUOTED),
        (bool(_TOKEN.fullmatch(text)), _BOT_TOKEN),
        (_has_space(text), _SPACE),
        (_is_address(text), _ADDRESS_FOR_KEY),
    )


def of_owners(text: str, token: str = "") -> str:
    """Return what is wrong with a list of owners' IDs, nothing if it is one."""
    bot_id = token.partition(":")[0]
    parts = re.split(r"[\s,;]+", text.strip(" ,;"))
    return _first(
        (
            any(re.search(r"[^\W\d]", part) for part in parts),
            f"A user name is not an ID. {_SETUP}",
        ),
        (any(part.startswith("-") for part in parts), f"That is the ID of a group. {_SETUP}"),
        (bool(bot_id) and bot_id in parts, f"That is the ID of the bot itself. {_SETUP}"),
        (bool(re.search(r"\d[\s;]+\d", text)), "Put a comma between two IDs."),
    )


def of_names(names: Collection[str], known: Collection[str]) -> dict[str, str]:
    """Return which of the names are misspelt ones of settings, each with the one that is meant.

    Args:
        known: the names of all settings.
    """
    close = {
        name: get_close_matches(name.upper(), known, 1, _LIKENESS)
        for name in names
        if name not in known
    }
    return {name: meant for name, found in close.items() for meant in found}


def are_swapped(address: str, key: str) -> bool:
    """Return whether a panel's address and its key stand in each other's place."""
    return is_key_like(address) and _is_address(key)


def is_key_like(text: str) -> bool:
    """Return whether a text may be a panel's key, and no address."""
    return bool(_KEY.fullmatch(text))


def with_scheme(address: str) -> str:
    """Return an address that says how it is spoken to: encrypted, except on this machine."""
    if "://" in address:
        return address
    is_near = _is_near(urlsplit(f"//{address}").hostname or "")
    return f"{'http' if is_near else 'https'}://{address}"


def addresses_meant(address: str) -> list[str]:
    """Return the addresses that may be meant by one, the likeliest first.

    An API page, a site's front page and a missing end all lead to `/api/v2`, where panels have
    their API (docs/panel-api.md, 1).
    """
    parts = urlsplit(with_scheme(address))
    site = f"{parts.scheme}://{parts.netloc}"
    path = parts.path.rstrip("/")
    paths = [path or _VERSION, _VERSION]
    if path and not path.endswith(_VERSION):
        paths.insert(1, f"{path.removesuffix('/api')}{_VERSION}")
    sites = [site]
    if parts.scheme == "http" and not _is_near(parts.hostname or ""):
        sites.insert(0, f"https://{parts.netloc}")
    meant = [site + path for path in paths for site in sites]
    if "?" not in address:
        meant.append(address)  # with a slash at the end, which some servers want
    return list(dict.fromkeys(meant))


def is_unencrypted(address: str) -> bool:
    """Return whether what is sent to an address can be read on its way."""
    parts = urlsplit(address)
    return parts.scheme == "http" and not _is_near(parts.hostname or "")


def _is_near(host: str) -> bool:
    """Return whether a host is this machine or a name of the own network."""
    return host in {"localhost", "::1"} or host.startswith("127.") or "." not in host


def _is_quoted(text: str) -> bool:
    return len(text) > 1 and _QUOTES.get(text[0]) == text[-1]


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _has_space(text: str) -> bool:
    return bool(re.search(r"\s", text))


def _first(*hints: tuple[bool, str]) -> str:
    """Return the first hint that applies."""
    return next((text for applies, text in hints if applies), "")
