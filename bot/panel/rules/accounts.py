"""Accounts at panels: recognised again by keyed digests, without storing address or key."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class PanelAccount:
    """The panel that the settings name."""

    url: str
    key: str = field(repr=False)

    @property
    def host(self) -> str:
        """Return its host, for people to read."""
        return urlsplit(self.url).hostname or ""

    @property
    def address(self) -> str:
        """Return its address in one spelling."""
        parts = urlsplit(self.url)
        port = parts.port or _PORTS.get(parts.scheme)
        query = f"?{parts.query}" if parts.query else ""
        return f"{self.host}:{port}{parts.path.rstrip('/')}{query}"


class Identified(Protocol):
    """What an account is recognised by; a row of `panels` has all of it."""

    host: str
    salt: str
    address: str
    account: str


@dataclass(frozen=True, slots=True)
class Affected:
    """What belongs to the panel that is worked with, when another may take its place.

    Attributes:
        panel_id: of the panel that is asked about.
        host: of the panel that is worked with.
        new_host: of the one that is asked about.
        waiting: orders that have not been sent.
        open: orders that the panel has not ended.
        services: that are on sale.
    """

    panel_id: int
    host: str
    new_host: str
    waiting: int
    open: int
    services: int


def identify(row: Identified, account: PanelAccount) -> None:
    """Have an account recognised by this row."""
    row.host, row.salt = account.host, secrets.token_hex(16)
    row.address = digest(row.salt, account.address)
    row.account = digest(row.salt, account.key)


def is_account(row: Identified, account: PanelAccount) -> bool:
    """Return whether a row stands for an account."""
    is_there = is_same(row.address, row.salt, account.address)
    return is_there and is_same(row.account, row.salt, account.key)


def digest(salt: str, text: str) -> str:
    """Return what `text` is recognised by."""
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()


def is_same(stored: str, salt: str, text: str) -> bool:
    """Return whether a stored digest is that of `text`, in constant time."""
    return hmac.compare_digest(stored, digest(salt, text))
