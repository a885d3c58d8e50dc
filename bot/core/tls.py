"""Whom HTTPS connections trust."""

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """Return the one context of this process: reading the certificates takes long."""
    return httpx.create_ssl_context()
