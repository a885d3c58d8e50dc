"""Invoices in Telegram Stars: what the bot may ask for, refused in Telegram's words.

Sources: https://core.telegram.org/bots/api#sendinvoice, `get_input_message_invoice` of
https://github.com/tdlib/telegram-bot-api, and TDLib's `InputInvoice`, which looks at it next.
"""

import itertools
import re
import secrets
from typing import Any

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.model import STARS, Invoice
from bot.sandbox.telegram.parameters import Parameters

LONGEST_TITLE, LONGEST_DESCRIPTION = 32, 255  # characters
MOST_PAYLOAD_BYTES = 128
MOST_STARS = 10_000
"""Of one invoice; Telegram does not say how many it takes."""
LINK = "https://t.me/$"
_MOST_AMOUNT = 9_999_99999999
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Invoices:
    """The invoices that the bot has sent, and those behind links."""

    def __init__(self, messages: Messages) -> None:
        self.most_stars = MOST_STARS
        self._messages = messages
        self._by_link: dict[str, Invoice] = {}
        self._numbers = itertools.count(1)

    def send(self, p: Parameters) -> dict[str, Any]:
        """Send an invoice to a chat."""
        chat = self._messages.chat(p)
        invoice = self._read(p, p.text("start_parameter"))
        return self._messages.write(chat, Formatted(""), p, invoice=invoice)

    def create_link(self, p: Parameters) -> str:
        """Return a link that anybody can pay by, as often as they like."""
        if p.integer("subscription_period"):
            raise bad_request("SUBSCRIPTION_PERIOD_INVALID")  # none is served here
        invoice = self._read(p, "")
        link = f"{LINK}{next(self._numbers)}{secrets.token_urlsafe(9)}"
        self._by_link[link] = invoice
        return link

    def behind(self, link: str) -> Invoice | None:
        """Return what a link asks for."""
        return self._by_link.get(link)

    def _read(self, p: Parameters, start_parameter: str) -> Invoice:
        texts = [_required(p, name) for name in ("title", "description", "payload", "currency")]
        title, description, payload, currency = texts
        amounts = _amounts(p)
        tip = _most_tip(p)
        if currency != STARS or p.text("provider_token"):
            raise bad_request("PAYMENT_PROVIDER_INVALID")
        if len(amounts) > 1 or tip:
            raise bad_request("STARS_INVOICE_INVALID")
        if amounts[0] > self.most_stars:
            raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
        if len(payload.encode()) > MOST_PAYLOAD_BYTES:
            raise bad_request("INVOICE_PAYLOAD_INVALID")
        if len(title) > LONGEST_TITLE or len(description) > LONGEST_DESCRIPTION:
            raise bad_request("INVOICE_INVALID")
        if not _START_PARAMETER.fullmatch(start_parameter):
            raise bad_request("START_PARAM_INVALID")
        return Invoice(title, description, payload, amounts[0], start_parameter)


def _required(p: Parameters, name: str) -> str:
    if not p.get(name):
        raise bad_request(f'parameter "{name}" is required')
    return p.text(name)


def _amounts(p: Parameters) -> list[int]:
    _required(p, "prices")
    rows = p.value("prices")
    if not isinstance(rows, list):
        raise bad_request("expected an Array of labeled prices")
    amounts = [_amount(row) for row in rows]
    if not amounts:
        raise bad_request("there must be at least one price")
    if any(abs(amount) > _MOST_AMOUNT for amount in amounts):
        raise bad_request("too big amount of the currency specified")
    if sum(amounts) <= 0:
        raise bad_request("total price must be positive")
    return amounts


def _amount(row: Any) -> int:
    if not isinstance(row, dict):
        raise _bad_price("LabeledPrice must be an Object")
    for name in ("label", "amount"):
        if name not in row:
            raise _bad_price(f'Can\'t find field "{name}"')
    if not isinstance(row["label"], str):
        raise _bad_price('Field "label" must be of type String')
    if not row["label"]:
        raise _bad_price("LabeledPrice label must be non-empty")
    if isinstance(row["amount"], bool) or not re.fullmatch(r"-?\d+", str(row["amount"])):
        raise _bad_price('Field "amount" must be a valid Number')
    return int(row["amount"])


def _most_tip(p: Parameters) -> int:
    most = p.integer("max_tip_amount") or 0
    if most < 0:
        raise bad_request("invalid max_tip_amount of the currency specified")
    if any(int(tip) > most for tip in p.value("suggested_tip_amounts") or ()):
        raise bad_request("suggested tip amount can't be bigger than max_tip_amount")
    return most


def _bad_price(reason: str) -> Exception:
    return bad_request(f"can't parse labeled price: {reason}")
