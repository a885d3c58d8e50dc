"""The stand-in for Crypto Pay: its API, the page where people pay, and its webhooks."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest
from aiohttp import web

from bot.sandbox.crypto_pay.server import TOKEN, CryptoPay
from bot.sandbox.crypto_pay.webhooks import MOST_TRIES, SIGNATURE, sign
from bot.sandbox.loopback import LoopbackServer
from bot.sandbox.panel.faults import Fault

Ask = Callable[..., Coroutine[Any, Any, Any]]
FIAT = {"currency_type": "fiat", "fiat": "EUR", "amount": "4.30"}
CRYPTO = {"asset": "TON", "amount": "1.5"}


@pytest.fixture
async def server(request: pytest.FixtureRequest) -> AsyncIterator[CryptoPay]:
    server = CryptoPay(test=getattr(request, "param", False))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def http(server: CryptoPay) -> AsyncIterator[httpx.AsyncClient]:
    # On loopback nothing is encrypted, and certificates take long to load.
    async with httpx.AsyncClient(base_url=server.url, verify=False) as client:  # noqa: S501
        yield client


@pytest.fixture
def ask(http: httpx.AsyncClient) -> Ask:
    async def call(method: str, token: str = TOKEN, **params: Any) -> Any:
        headers = {"Crypto-Pay-API-Token": token}
        answer = await http.post(f"/api/{method}", json=params, headers=headers)
        body = answer.json()
        if not body["ok"]:
            assert answer.status_code == body["error"]["code"]
            return body["error"]["name"]
        return body["result"]

    return call


@pytest.mark.parametrize(
    ("server", "bot"), [(False, "CryptoBot"), (True, "CryptoTestnetBot")], indirect=["server"]
)
async def test_the_app_is_known_by_its_token(server: CryptoPay, ask: Ask, bot: str) -> None:
    me = await ask("getMe")
    assert (me["name"], me["payment_processing_bot_username"]) == ("Panel", bot)
    assert await ask("getMe", token="4711:other") == "UNAUTHORIZED"
    assert await ask("getMe", token="") == "UNAUTHORIZED"
    assert await ask("getYou") == "METHOD_NOT_FOUND"
    jet = await ask("createInvoice", asset="JET", amount="1")
    assert (jet if isinstance(jet, str) else jet["asset"]) == (
        "JET" if bot == "CryptoTestnetBot" else "ASSET_INVALID"
    )


@pytest.mark.parametrize(
    ("params", "name"),
    [
        (CRYPTO | {"amount": 1.5}, "AMOUNT_INVALID"),
        (CRYPTO | {"amount": "0"}, "AMOUNT_INVALID"),
        (CRYPTO | {"amount": "-1"}, "AMOUNT_INVALID"),
        (CRYPTO | {"amount": "1,5"}, "AMOUNT_INVALID"),
        (CRYPTO | {"amount": "NaN"}, "AMOUNT_INVALID"),
        ({"asset": "TON"}, "AMOUNT_INVALID"),
        (CRYPTO | {"asset": "EUR"}, "ASSET_INVALID"),
        ({"amount": "1"}, "ASSET_INVALID"),
        (FIAT | {"fiat": "JPY"}, "FIAT_INVALID"),
        (FIAT | {"currency_type": "gold"}, "CURRENCY_TYPE_INVALID"),
        (FIAT | {"accepted_assets": "USDT,XRP"}, "ACCEPTED_ASSETS_INVALID"),
        (CRYPTO | {"accepted_assets": "USDT"}, "ACCEPTED_ASSETS_INVALID"),
        (CRYPTO | {"description": "x" * 1025}, "DESCRIPTION_TOO_LONG"),
        (CRYPTO | {"hidden_message": "x" * 2049}, "HIDDEN_MESSAGE_TOO_LONG"),
        (CRYPTO | {"payload": "ж" * 2049}, "PAYLOAD_TOO_LONG"),
        (CRYPTO | {"expires_in": 0}, "EXPIRES_IN_INVALID"),
        (CRYPTO | {"expires_in": 2_678_401}, "EXPIRES_IN_INVALID"),
        (CRYPTO | {"paid_btn_name": "buy"}, "PAID_BTN_NAME_INVALID"),
        (CRYPTO | {"paid_btn_name": "openBot"}, "PAID_BTN_URL_INVALID"),
        (CRYPTO | {"paid_btn_url": "https://t.me/x"}, "PAID_BTN_URL_INVALID"),
        (CRYPTO | {"allow_anonymous": "maybe"}, "ALLOW_ANONYMOUS_INVALID"),
    ],
)
async def test_an_invoice_is_refused(
    server: CryptoPay, ask: Ask, params: dict[str, Any], name: str
) -> None:
    assert await ask("createInvoice", **params) == name
    assert server.invoices == []


async def test_an_invoice_is_made_paid_and_listed(server: CryptoPay, ask: Ask) -> None:
    server.shop.clock = lambda: 1_800_000_000.25
    made = await ask(
        "createInvoice",
        **FIAT,
        payload="t_key",
        description="Top up",
        expires_in=3600,
        allow_anonymous=False,
        accepted_assets="USDT,TON",
    )
    assert (made["status"], made["amount"], made["fiat"]) == ("active", "4.3", "EUR")
    assert made["bot_invoice_url"] == f"{server.url}/pay/{made['hash']}"
    assert made["mini_app_invoice_url"] == made["bot_invoice_url"]
    assert made["created_at"] == "2027-01-15T08:00:00.250Z"
    assert made["expiration_date"] == "2027-01-15T09:00:00.250Z"
    assert "paid_at" not in made
    server.pay(server.invoices[0], anonymously=True, comment="Thanks")
    (paid,) = (await ask("getInvoices", invoice_ids=str(made["invoice_id"])))["items"]
    assert (paid["status"], paid["payload"], paid["comment"]) == ("paid", "t_key", "Thanks")
    assert (paid["paid_asset"], paid["paid_amount"], paid["paid_fiat_rate"]) == (
        "USDT",
        "5",
        "0.86",
    )
    assert (paid["fee_asset"], paid["fee_amount"], paid["fee_in_usd"]) == ("USDT", "0.15", "0.15")
    assert (paid["paid_anonymously"], paid["paid_at"]) == (False, "2027-01-15T08:00:00.250Z")
    balances = {row["currency_code"]: row for row in await ask("getBalance")}
    assert (balances["USDT"]["available"], balances["TON"]["available"]) == ("4.85", "0")
    with pytest.raises(ValueError, match="is paid"):
        server.pay(server.invoices[0])


async def test_invoices_are_filtered_and_paged(server: CryptoPay, ask: Ask) -> None:
    for _ in range(3):
        await ask("createInvoice", **CRYPTO)
    await ask("createInvoice", **FIAT)
    first, second, third, euro = (invoice.id for invoice in server.invoices)
    server.pay(server.invoices[1], "TON")

    async def ids(**params: Any) -> list[int]:
        return [row["invoice_id"] for row in (await ask("getInvoices", **params))["items"]]

    assert await ids() == [euro, third, second, first]
    assert await ids(status="paid") == [second]
    assert await ids(status="active", asset="TON") == [third, first]
    assert await ids(fiat="EUR") == [euro]
    assert await ids(invoice_ids=f"{first}, {euro}, 1") == [euro, first]
    assert await ids(offset=1, count=2) == [third, second]
    for params, name in (
        ({"count": 0}, "COUNT_INVALID"),
        ({"count": 1001}, "COUNT_INVALID"),
        ({"status": "expired"}, "STATUS_INVALID"),
        ({"invoice_ids": "x"}, "INVOICE_IDS_INVALID"),
        ({"offset": -1}, "OFFSET_INVALID"),
    ):
        assert await ask("getInvoices", **params) == name
    assert await ask("deleteInvoice", invoice_id=first) is True
    assert await ask("deleteInvoice", invoice_id=first) == "INVOICE_NOT_FOUND"
    assert await ask("deleteInvoice", invoice_id=second) == "INVOICE_NOT_FOUND"
    assert await ids() == [euro, third, second]


async def test_an_invoice_expires_and_is_paid_in_its_last_second(
    server: CryptoPay, ask: Ask
) -> None:
    now = 1000.0
    server.shop.clock = lambda: now
    await ask("createInvoice", **CRYPTO, expires_in=60)
    now = 1060.0
    assert (await ask("getInvoices"))["items"][0]["status"] == "expired"
    assert (await ask("getInvoices", status="active"))["items"] == []
    (invoice,) = server.invoices
    with pytest.raises(ValueError, match="is expired"):
        server.pay(invoice, "TON")
    server.pay(invoice, "TON", late=True)
    assert (await ask("getInvoices"))["items"][0]["status"] == "paid"


async def test_rates_are_reported_for_every_pair(ask: Ask) -> None:
    rates = {(row["source"], row["target"]): row for row in await ask("getExchangeRates")}
    assert (rates["TON", "USD"]["rate"], rates["USDT", "EUR"]["rate"]) == ("3.2", "0.86")
    assert rates["TON", "USD"]["is_valid"] is True


async def test_get_and_forms_work_as_json_does(server: CryptoPay, http: httpx.AsyncClient) -> None:
    headers = {"Crypto-Pay-API-Token": TOKEN}
    got = await http.get("/api/createInvoice", params=CRYPTO, headers=headers)
    posted = await http.post("/api/createInvoice", data=CRYPTO, headers=headers)
    assert [answer.json()["result"]["amount"] for answer in (got, posted)] == ["1.5", "1.5"]
    assert len(server.invoices) == 2


async def test_people_pay_on_a_page(server: CryptoPay, ask: Ask, http: httpx.AsyncClient) -> None:
    made = await ask("createInvoice", **FIAT, description="<b>Top up</b>")
    page = await http.get(made["bot_invoice_url"], headers={"Sec-Fetch-Site": "cross-site"})
    assert "4.3 EUR" in page.text
    assert "&lt;b&gt;Top up" in page.text
    own = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}
    strange = await http.post(
        made["bot_invoice_url"], data={"asset": "USDT"}, headers={"Origin": "http://evil.example"}
    )
    assert strange.status_code == 403
    wrong = await http.post(made["bot_invoice_url"], data={"asset": "XRP"}, headers=own)
    assert "cannot be paid in XRP" in wrong.text
    assert server.invoices[0].paid == {}
    paid = await http.post(made["bot_invoice_url"], data={"asset": "USDT"}, headers=own)
    assert ">Paid<" in paid.text
    assert server.invoices[0].paid["paid_asset"] == "USDT"
    assert (await http.get("/pay/IVx")).status_code == 404


async def test_answers_fail_on_order(server: CryptoPay, ask: Ask) -> None:
    server.faults.add("createInvoice", Fault.LOST_ANSWER, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await ask("createInvoice", **CRYPTO)
    assert len(server.invoices) == 1  # it was made all the same
    for fault in (Fault.HTML_200, Fault.HTML_500, Fault.TRUNCATED, Fault.EMPTY):
        server.faults.add("getInvoices", fault, times=1)
        with pytest.raises(json.JSONDecodeError):
            await ask("getInvoices")
    server.faults.add("*", Fault.WRONG_KEY, times=1)
    assert await ask("getMe") == "UNAUTHORIZED"
    odd = {"ok": False, "error": {"code": 200, "name": "X"}}
    server.faults.add("getInvoices", Fault.SAYS_AFTER, times=1, body=lambda _: odd)
    assert await ask("getInvoices") == "X"
    server.invoices[0].overrides["amount"] = "999"
    assert (await ask("getInvoices"))["items"][0]["amount"] == "999"
    assert [call.method for call in server.calls].count("getInvoices") == 6


class Receiver:
    """Takes webhooks: answers the codes of `codes`, then 200."""

    def __init__(self, *codes: int) -> None:
        self.codes = list(codes)
        self.bodies: list[tuple[bytes, str]] = []
        self.taken = asyncio.Event()
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self._server = LoopbackServer(app, 0)

    async def __aenter__(self) -> str:
        await self._server.start()
        return f"{self._server.url}/hook"

    async def __aexit__(self, *_: object) -> None:
        await self._server.stop()

    async def _take(self, request: web.Request) -> web.Response:
        self.bodies.append((await request.read(), request.headers[SIGNATURE]))
        code = self.codes.pop(0) if self.codes else 200
        if code == 200:
            self.taken.set()
        return web.Response(status=code)


async def test_a_webhook_is_signed_over_its_raw_body_and_repeated(
    server: CryptoPay, ask: Ask
) -> None:
    await ask("createInvoice", **FIAT, description="Привет 😀 a/b")
    receiver = Receiver(500, 403)
    async with receiver as url:
        server.webhooks.switch_on(url)
        server.webhooks.retry_seconds = 0.001
        server.pay(server.invoices[0])
        await asyncio.wait_for(receiver.taken.wait(), 30)
    (first, *_, last) = receiver.bodies
    assert (first, len(receiver.bodies)) == (last, 3)
    body, signature = last
    assert signature == sign(body, TOKEN)
    update = json.loads(body)
    assert (update["update_type"], update["payload"]["status"]) == ("invoice_paid", "paid")
    assert json.dumps(update).encode() != body  # its JSON is not what others write


async def test_a_dead_webhook_is_switched_off(server: CryptoPay, ask: Ask) -> None:
    await ask("createInvoice", **FIAT)
    server.pay(server.invoices[0])
    assert server.webhooks.tried == 0  # it is off until somebody switches it on
    await ask("createInvoice", **FIAT)
    receiver = Receiver(*[500] * 20)
    async with receiver as url:
        server.webhooks.switch_on(url)
        server.webhooks.retry_seconds = 0.0
        server.pay(server.invoices[1])
        async with asyncio.timeout(30):
            while server.webhooks.url is not None:  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.001)
    assert server.webhooks.tried == MOST_TRIES
    with pytest.raises(ValueError, match="only addresses on"):
        server.webhooks.switch_on("https://example.org/hook")


async def test_a_webhook_can_be_forged_and_repeated(server: CryptoPay, ask: Ask) -> None:
    await ask("createInvoice", **FIAT)
    body = server.webhook_body(server.invoices[0])
    receiver = Receiver()
    async with receiver as url:
        assert await server.webhooks.post(body, "0" * 64, url=url) == 200
        assert await server.webhooks.post(body, url=url) == 200
    assert [signature == sign(body, TOKEN) for _, signature in receiver.bodies] == [False, True]
    assert await server.webhooks.post(body, url=url) == 0  # nobody is there any more
