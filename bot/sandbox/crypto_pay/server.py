"""The stand-in for Crypto Pay as a server on loopback."""

import hmac
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.arrivals import Arrivals
from bot.sandbox.crypto_pay import page
from bot.sandbox.crypto_pay.invoices import CryptoPayError, Invoice, as_date
from bot.sandbox.crypto_pay.shop import Shop
from bot.sandbox.crypto_pay.webhooks import Webhooks
from bot.sandbox.loopback import LoopbackServer
from bot.sandbox.panel.failures import after, before
from bot.sandbox.panel.faults import Fault, Faults

TOKEN = "4711:AAcrypto-pay-sandbox-token"  # noqa: S105 - known to nobody else
_APP = "Panel"
_HEADER = "Crypto-Pay-API-Token"


@dataclass(frozen=True)
class Call:
    """A call that has arrived."""

    method: str
    params: dict[str, Any]


class CryptoPay:
    """Crypto Pay with one app, its invoices in memory.

    Args:
        test: it is the test network, which knows no token of the main one.

    Attributes:
        calls: what has arrived, in order, whatever became of it.
        faults: what goes wrong, by method (`*`: any).
        wait_for: waits for a call of a method.
    """

    def __init__(self, *, test: bool = False, port: int = 0) -> None:
        self._arrivals = Arrivals[Call](lambda call: call.method)
        self.calls = self._arrivals.all
        self.wait_for = self._arrivals.wait_for
        self.faults = Faults()
        self.shop = Shop(name=_APP, test=test, url=lambda: self.url)
        self.webhooks = Webhooks(TOKEN)
        server = web.Application()
        for verb in ("GET", "POST"):
            server.router.add_route(verb, "/api/{method}", self._serve)
        server.router.add_get("/pay/{hash}", self._show)
        server.router.add_post("/pay/{hash}", self._take)
        self._server = LoopbackServer(server, port, pages="/pay/")

    async def start(self) -> None:
        """Serve; return when it listens."""
        await self._server.start()

    async def stop(self) -> None:
        """Stop serving, and telling of what was paid."""
        await self.webhooks.close()
        await self._server.stop()

    @property
    def url(self) -> str:
        """Return the address that stands for https://pay.crypt.bot."""
        return self._server.url

    @property
    def invoices(self) -> list[Invoice]:
        """Return the invoices, oldest first."""
        return list(self.shop.invoices.values())

    def pay(self, invoice: Invoice, asset: str = "USDT", **how: Any) -> None:
        """Have somebody pay an invoice, and tell of it where a webhook is switched on.

        Args:
            how: `comment`, `anonymously`, `late`.

        Raises:
            ValueError: it cannot be paid, or not so.
        """
        self.shop.pay(invoice, asset, **how)
        self.webhooks.notify(self.shop.as_result(invoice), as_date(self.shop.clock()))

    def webhook_body(self, invoice: Invoice) -> bytes:
        """Return the body that tells of an invoice, to be posted by hand or by a forger."""
        return self.webhooks.body(self.shop.as_result(invoice), as_date(self.shop.clock()))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        call = Call(request.match_info["method"], await _parameters(request))
        await self._arrivals.add(call)
        texts = {name: str(value) for name, value in call.params.items()}
        injected = self.faults.take(call.method, texts)
        failed = await before(injected, request) if injected else None
        if failed is not None:
            return failed
        rejects = injected is not None and injected.fault is Fault.WRONG_KEY
        token = "" if rejects else request.headers.get(_HEADER, "")
        code, answer = self._answer(token, call)
        failed = await after(injected, request, answer) if injected else None
        return failed if failed is not None else web.json_response(answer, status=code)

    def _answer(self, token: str, call: Call) -> tuple[int, dict[str, Any]]:
        try:
            self._check(token)
            return 200, {"ok": True, "result": self.shop.call(call.method, call.params)}
        except CryptoPayError as error:
            refusal = {"code": error.code, "name": error.name}
            return error.code, {"ok": False, "error": refusal}

    def _check(self, token: str) -> None:
        if not hmac.compare_digest(token.encode(), TOKEN.encode()):
            raise CryptoPayError("UNAUTHORIZED", 401)

    async def _show(self, request: web.Request) -> web.Response:
        return self._drawn(self._invoice(request))

    async def _take(self, request: web.Request) -> web.Response:
        invoice, form = self._invoice(request), await request.post()
        try:
            self.pay(invoice, str(form.get("asset", "")))
        except ValueError as error:
            return self._drawn(invoice, str(error))
        return self._drawn(invoice)

    def _invoice(self, request: web.Request) -> Invoice:
        requested = request.match_info["hash"]
        found = next((one for one in self.invoices if one.hash == requested), None)
        if found is None:
            raise web.HTTPNotFound(text="There is no such invoice.")
        return found

    def _drawn(self, invoice: Invoice, error: str = "") -> web.Response:
        html = page.draw(invoice, self.shop.clock(), _APP, error)
        return web.Response(text=html, content_type="text/html", headers=page.HEADERS)


async def _parameters(request: web.Request) -> dict[str, Any]:
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        body = await request.json()
        return found | (body if isinstance(body, dict) else {})
    return found | dict(await request.post())
