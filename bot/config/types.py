"""What a setting's text may be: checked as it is read, and turned into the value that is used."""

import json
import re
from typing import Annotated
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)
_SQLITE = {"sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"}
_POSTGRESQL = {"postgres", "postgresql", "postgresql+asyncpg"}


def _require_token(token: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("not a bot token")
    return token


def _require_http_url(url: str) -> str:
    parts = urlsplit(url)  # a ValueError of its own on a malformed host
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("not an http(s) URL with a host")
    if " " in url or not url.isprintable():
        raise ValueError("a space or a control character in a URL")
    return url


def _require_http_url_or_nothing(url: str) -> str:
    return _require_http_url(url) if url else url


def _require_secret_token(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
        raise ValueError("not what Telegram takes")
    return secret


def _require_header_text(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("not printable ASCII")
    return text


def _require_header_secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError("not a token")
    return secret


def _require_network(text: str) -> str:
    network = text.strip()
    return network.lower() if network.lower() in {"main", "test"} else _require_http_url(network)


def _with_async_driver(url: str) -> str:
    """Return the URL as SQLAlchemy's async engine wants it.

    `sslmode` is libpq's word, which hosted databases put in their URLs; asyncpg calls it `ssl`.
    """
    scheme, _, rest = url.partition("://")
    if scheme in _SQLITE and rest.startswith("/") and rest.strip("/"):
        return f"sqlite://{rest}"
    if scheme not in _POSTGRESQL or not rest:
        raise ValueError("not a database URL")
    address, question_mark, query = rest.partition("?")
    query = re.sub(r"(^|&)sslmode=", r"\1ssl=", query)
    return f"postgresql+asyncpg://{address}{question_mark}{query}"


def _read_ids(value: object) -> object:
    """Split `1,2`; what is not text is left to pydantic."""
    if not isinstance(value, str):
        return value
    return frozenset(part.strip() for part in value.split(",") if part.strip())


def _read_params(value: object) -> object:
    """Read `a=b&c=d` or a JSON object of texts and numbers."""
    if not isinstance(value, str):
        return value
    if not value.lstrip().startswith("{"):
        return dict(parse_qsl(value.strip(), keep_blank_values=True, strict_parsing=True))
    return {
        name: str(item) if isinstance(item, int) and not isinstance(item, bool) else item
        for name, item in json.loads(value).items()
    }


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Token = Annotated[SecretStr, AfterValidator(_require_token)]
HttpUrl = Annotated[str, AfterValidator(_require_http_url)]
HttpUrlOrNothing = Annotated[str, AfterValidator(_require_http_url_or_nothing)]
SecretToken = Annotated[SecretStr, AfterValidator(_require_secret_token)]
HeaderSecret = Annotated[SecretStr, AfterValidator(_require_header_secret)]
CryptoPayNetwork = Annotated[str, AfterValidator(_require_network)]
HeaderText = Annotated[str, AfterValidator(_require_header_text)]
DatabaseUrl = Annotated[str, AfterValidator(_with_async_driver)]
Seconds = Annotated[float, Field(allow_inf_nan=False)]
UserIds = Annotated[frozenset[Annotated[int, Field(gt=0)]], BeforeValidator(_read_ids)]
Params = Annotated[dict[str, str], BeforeValidator(_read_params)]
UPPER, LOWER = BeforeValidator(_upper), BeforeValidator(_lower)
"""For a word of a few, in whichever letters it is written."""
