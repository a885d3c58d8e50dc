"""Invoices of Crypto Pay: what one may ask for, and how the API shows it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.crypto_pay.rates import ASSETS, FIATS, TEST_ASSETS

LONGEST_DESCRIPTION, LONGEST_HIDDEN_MESSAGE = 1024, 2048  # characters
MOST_PAYLOAD_BYTES = 4096
MOST_SECONDS = 2_678_400
BUTTONS = frozenset({"viewItem", "openChannel", "openBot", "callback"})
ACTIVE, PAID, EXPIRED = "active", "paid", "expired"


class CryptoPayError(Exception):
    """A call that is answered `{"ok": false, "error": {"code": ..., "name": ...}}`."""

    def __init__(self, name: str, code: int = 400) -> None:
        super().__init__(name)
        self.name = name
        self.code = code


@dataclass(eq=False)
class Invoice:
    """An invoice; `paid` is what is known of it once it was paid.

    Attributes:
        requested: as it was asked for.
        overrides: what the API shows in place of the truth.
    """

    id: int
    requested: dict[str, Any]
    created_at: float
    expires_at: float | None
    hash: str = field(default_factory=lambda: f"IV{secrets.token_hex(8)}")
    paid: dict[str, Any] = field(default_factory=dict)
    overrides: dict[str, Any] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        """What it asks for, in its currency."""
        return Decimal(self.requested["amount"])

    @property
    def currency(self) -> str:
        """The asset or the currency that it asks for."""
        return str(self.requested.get("fiat") or self.requested["asset"])

    def status(self, now: float) -> str:
        """Return `active`, `paid` or `expired`."""
        if self.paid:
            return PAID
        return EXPIRED if self.expires_at is not None and now >= self.expires_at else ACTIVE

    def as_result(self, now: float, url: str) -> dict[str, Any]:
        """Return it as the API's Invoice; `url` serves the page where people pay."""
        page = f"{url}/pay/{self.hash}"
        links = ("bot_invoice_url", "mini_app_invoice_url", "web_app_invoice_url", "pay_url")
        shown = {
            "invoice_id": self.id,
            "hash": self.hash,
            **self.requested,
            **dict.fromkeys(links, page),
            "status": self.status(now),
            "created_at": as_date(self.created_at),
        }
        if self.expires_at is not None:
            shown["expiration_date"] = as_date(self.expires_at)
        return shown | self.paid | self.overrides


def read_invoice(p: Mapping[str, Any], *, test: bool) -> dict[str, Any]:
    """Return what createInvoice was asked for, with defaults.

    Raises:
        CryptoPayError: there is no such invoice.
    """
    requested = _price(p, {*ASSETS, *(TEST_ASSETS if test else ())})
    for name, most in (
        ("description", LONGEST_DESCRIPTION),
        ("hidden_message", LONGEST_HIDDEN_MESSAGE),
    ):
        if len(str(p.get(name, ""))) > most:
            raise CryptoPayError(f"{name.upper()}_TOO_LONG")
    if len(str(p.get("payload", "")).encode()) > MOST_PAYLOAD_BYTES:
        raise CryptoPayError("PAYLOAD_TOO_LONG")
    _check_button(p)
    texts = ("description", "hidden_message", "payload", "paid_btn_name", "paid_btn_url")
    requested |= {name: str(p[name]) for name in texts if p.get(name)}
    allowed = ("allow_comments", "allow_anonymous")
    return requested | {name: _flag(p.get(name, True), name) for name in allowed}


def read_seconds(p: Mapping[str, Any]) -> int | None:
    """Return for how many seconds an invoice can be paid; `None`: for ever."""
    if p.get("expires_in") in {None, ""}:
        return None
    seconds = str(p["expires_in"])
    if not seconds.isdecimal() or not 1 <= int(seconds) <= MOST_SECONDS:
        raise CryptoPayError("EXPIRES_IN_INVALID")
    return int(seconds)


def as_date(at: float) -> str:
    """Return a moment as the API writes it."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _price(p: Mapping[str, Any], assets: set[str]) -> dict[str, Any]:
    kind = p.get("currency_type") or "crypto"
    if kind == "fiat":
        if p.get("fiat") not in FIATS:
            raise CryptoPayError("FIAT_INVALID")
        accepted = [one for one in str(p.get("accepted_assets") or "").split(",") if one]
        if not assets.issuperset(accepted):
            raise CryptoPayError("ACCEPTED_ASSETS_INVALID")
        requested = {"fiat": p["fiat"], "accepted_assets": accepted or sorted(assets)}
    elif kind == "crypto":
        if p.get("asset") not in assets:
            raise CryptoPayError("ASSET_INVALID")
        if p.get("accepted_assets"):
            raise CryptoPayError("ACCEPTED_ASSETS_INVALID")
        requested = {"asset": p["asset"]}
    else:
        raise CryptoPayError("CURRENCY_TYPE_INVALID")
    return {"currency_type": kind, **requested, "amount": _amount(p.get("amount"))}


def _amount(value: object) -> str:
    """Return an amount, which is a text: a number of JSON would be a floating one."""
    try:
        amount = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount <= 0:
        raise CryptoPayError("AMOUNT_INVALID")
    return f"{amount.normalize():f}"


def _check_button(p: Mapping[str, Any]) -> None:
    name, url = p.get("paid_btn_name"), urlsplit(str(p.get("paid_btn_url") or ""))
    if name and name not in BUTTONS:
        raise CryptoPayError("PAID_BTN_NAME_INVALID")
    if bool(name) != bool(url.scheme in {"http", "https"} and url.netloc):
        raise CryptoPayError("PAID_BTN_URL_INVALID")


def _flag(value: object, name: str) -> bool:
    if str(value).lower() not in {"true", "false", "1", "0"}:
        raise CryptoPayError(f"{name.upper()}_INVALID")
    return str(value).lower() in {"true", "1"}
