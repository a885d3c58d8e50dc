"""Why an address cannot be reached from here, and what its server's clock says."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from urllib.request import getproxies

import aiohttp

from bot.core import network
from bot.core.network import Unreachable
from bot.core.tls import trusted

_SECONDS = 10.0


async def why_unreachable(url: str, error: str, setting: str) -> str:
    """Return what keeps this machine from an address, and what to do.

    Args:
        error: what the attempt has ended with, for what is seen no better.
        setting: the variable that names the address.
    """
    host = urlsplit(url).hostname or ""
    match await network.why_unreachable(url, error):
        case Unreachable.NO_HOST:
            return (
                f"there is no host {host}. Check the spelling in {setting}; if it is right, this "
                f"machine has no network or no DNS.{_proxy()}"
            )
        case Unreachable.NO_CERTIFICATE:
            return f"{host} has no certificate that can be trusted ({error}). Check {setting}."
        case Unreachable.NO_CONNECTION:
            why = f"{host} cannot be reached ({error})."
            return f"{why} Check {setting}, the network and the firewall.{_proxy()}"


def _proxy() -> str:
    """Return what somebody behind a proxy has to know."""
    return " The bot does not use a proxy (HTTPS_PROXY)." if getproxies() else ""


async def server_time(url: str) -> datetime | None:
    """Return what time it is at a server, `None` if it does not say: HTTP's `Date` header."""
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    connector = aiohttp.TCPConnector(ssl=trusted())
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            moment = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, KeyError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
