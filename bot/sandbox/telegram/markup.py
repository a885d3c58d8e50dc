"""Reply markups, refused where Telegram refuses them."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.model import Button, Invoice

MOST_BUTTONS, MOST_IN_A_ROW = 100, 8
MOST_DATA_BYTES = 64
MOST_COPY_TEXT = 256
MOST_PLACEHOLDER = 64
_ACTIONS = frozenset(
    {
        "callback_data",
        "url",
        "copy_text",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "web_app",
        "login_url",
        "pay",
    }
)
_STYLES = frozenset({"primary", "success", "danger"})


@dataclass(frozen=True)
class Markup:
    """A reply markup that was understood."""

    source: dict[str, Any] | None = None
    buttons: list[list[Button]] = field(default_factory=list)
    force_reply: bool = False
    selective: bool = False
    placeholder: str = ""


def read(source: Any, invoice: Invoice | None = None) -> Markup:
    """Read a `reply_markup`; an invoice has a Pay button, its first, whatever is given.

    Raises:
        ApiError: Telegram would not take it.
    """
    if not source:
        return Markup() if invoice is None else _payable(invoice)
    if not isinstance(source, dict):
        raise bad_request("object expected as reply markup")
    if source.get("force_reply"):
        placeholder = str(source.get("input_field_placeholder") or "")
        if len(placeholder) > MOST_PLACEHOLDER:
            raise bad_request("BUTTON_TEXT_INVALID")
        return Markup(
            source,
            force_reply=True,
            selective=bool(source.get("selective")),
            placeholder=placeholder,
        )
    rows = source.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    buttons = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, buttons)) > MOST_BUTTONS or any(len(row) > MOST_IN_A_ROW for row in buttons):
        raise bad_request("reply markup is too long")
    if invoice is not None and not buttons:
        return _payable(invoice)
    _check_pay([button for row in buttons for button in row], invoice)
    return Markup(source if buttons else None, buttons)


def _payable(invoice: Invoice) -> Markup:
    label = f"Pay ⭐️{invoice.stars}"
    source = {"inline_keyboard": [[{"text": label, "pay": True}]]}
    return Markup(source, [[Button(label, pay=True)]])


def _check_pay(buttons: list[Button], invoice: Invoice | None) -> None:
    paying = [place for place, button in enumerate(buttons) if button.pay]
    if invoice is None and paying:
        raise bad_request("BUTTON_TYPE_INVALID")
    if invoice is not None and not paying:
        raise bad_request("REPLY_MARKUP_BUY_EMPTY")
    if invoice is not None and paying != [0]:
        raise bad_request("BUTTON_POS_INVALID")


def forwarded_invoice(invoice: Invoice, bot_username: str) -> dict[str, Any]:
    """Return what a forwarded copy of an invoice has: its Pay button, or a link to the bot."""
    found = _payable(invoice)
    if invoice.start_parameter:
        url = f"https://t.me/{bot_username}?start={invoice.start_parameter}"
        source = {"inline_keyboard": [[{"text": "Pay", "url": url}]]}
        found = Markup(source, [[Button("Pay", url=url)]])
    return {"invoice": invoice, "buttons": found.buttons, "markup": found.source}


def _button(source: Any) -> Button:
    label = source.get("text") if isinstance(source, dict) else None
    if not isinstance(label, str) or not label.strip():
        raise bad_request("text buttons must be non-empty")
    actions = _ACTIONS & source.keys()
    if len(actions) != 1:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    data = source.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = source.get("url")
    if url is not None and not str(url).startswith(("http://", "https://", "tg://")):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    copied = source.get("copy_text")
    copy_text = copied.get("text") if isinstance(copied, dict) else None
    if copied is not None and not (copy_text and len(copy_text) <= MOST_COPY_TEXT):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    style = source.get("style")
    if style is not None and style not in _STYLES:
        raise bad_request("invalid button style specified")
    return Button(label, data, url, style, copy_text, pay="pay" in source)
