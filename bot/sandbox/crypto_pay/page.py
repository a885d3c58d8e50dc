"""The page behind an invoice's links: what it asks for, and the button that pays."""

from html import escape

from bot.sandbox.crypto_pay.invoices import ACTIVE, PAID, Invoice
from bot.sandbox.crypto_pay.rates import rate_of

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  background: light-dark(#eef1f5, #17212b); color: light-dark(#1b1f24, #f0f3f6); }
main { box-sizing: border-box; width: min(400px, 100vw - 32px); padding: 28px 24px;
  border-radius: 16px; background: light-dark(#fff, #202b36); text-align: center; }
h1 { margin: 4px 0; font-size: 34px; overflow-wrap: anywhere; }
p { margin: 8px 0; overflow-wrap: anywhere; } small { color: light-dark(#66707a, #8b98a5); }
form { display: grid; gap: 12px; margin-top: 20px; }
select, button { font: inherit; padding: 11px; border-radius: 10px; border: 1px solid #8886; }
button { border: 0; background: #2a8bf2; color: #fff; font-weight: 600; cursor: pointer; }
b { font-size: 20px; } .paid { color: light-dark(#1a8f3c, #59d17d); }
"""


def draw(invoice: Invoice, now: float, app: str, error: str = "") -> str:
    """Return the page's HTML."""
    description = escape(str(invoice.requested.get("description", "")))
    amount = f"{invoice.requested['amount']} {invoice.currency}"
    parts = [
        f"<small>Crypto Pay, played &middot; invoice {invoice.id}</small>",
        f"<h1>{escape(amount)}</h1>",
        f'<p dir="auto">{description}</p>' if description else "",
        f"<p><small>to {escape(app)}</small></p>",
        f'<p role="alert">{escape(error)}</p>' if error else "",
        _end(invoice, invoice.status(now)),
    ]
    return (
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Pay {escape(amount)}</title><style>{_STYLE}</style>"
        f"<main>{''.join(parts)}</main></html>"
    )


def _end(invoice: Invoice, status: str) -> str:
    if status == PAID:
        button = invoice.requested.get("paid_btn_url", "")
        back = f'<p><a href="{escape(button)}">Back to the bot</a></p>' if button else ""
        return f'<p class="paid"><b>Paid</b></p>{back}'
    if status != ACTIVE:
        return "<p><b>This invoice has expired.</b></p>"
    accepted = invoice.requested.get("accepted_assets", [invoice.currency])
    options = "".join(f"<option>{escape(asset)}</option>" for asset in _sorted(accepted))
    return (
        f'<form method="post"><select name="asset" aria-label="Pay in">{options}</select>'
        "<button>Pay</button></form>"
    )


def _sorted(assets: list[str]) -> list[str]:
    """Return assets, those that stand for dollars first."""
    return sorted(assets, key=lambda asset: (rate_of(asset, "USD") != 1, asset != "USDT", asset))
