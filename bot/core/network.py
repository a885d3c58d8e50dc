"""Why an address cannot be reached from this machine."""

import asyncio
import socket
from enum import StrEnum
from urllib.parse import urlsplit

_CERTIFICATE = ("certificate", "ssl")


class Unreachable(StrEnum):
    """What keeps this machine from an address."""

    NO_HOST = "no_host"  # its name is not found; without a network or DNS none is
    NO_CERTIFICATE = "no_certificate"  # that can be trusted
    NO_CONNECTION = "no_connection"


async def why_unreachable(url: str, error: str) -> Unreachable:
    """Return what keeps this machine from an address.

    Args:
        error: what the attempt has ended with, for what is seen no better.
    """
    host = urlsplit(url).hostname or ""
    try:
        await asyncio.get_running_loop().getaddrinfo(host, None)
    except (socket.gaierror, UnicodeError):
        return Unreachable.NO_HOST
    if any(word in error.lower() for word in _CERTIFICATE):
        return Unreachable.NO_CERTIFICATE
    return Unreachable.NO_CONNECTION
