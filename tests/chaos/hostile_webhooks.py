"""What nobody but a forger tells of payments in coins, thousands of bodies: no credit for any."""

import asyncio
import gzip
import json
import random
import resource
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import aiohttp
from sqlmodel import select

from bot.core.telegram.http_server import Listener
from bot.core.telegram.webhook import LARGEST_UPDATE
from bot.payments.rules.crypto_pay import signature_of
from bot.payments.rules.states import PaymentState
from bot.payments.tables import Payment
from bot.sandbox.crypto_pay.invoices import Invoice
from bot.sandbox.crypto_pay.server import TOKEN
from bot.sandbox.crypto_pay.webhooks import SIGNATURE
from tests.conftest import Bench, until
from tests.payments.test_crypto_pay import invoiced, notices, start
from tests.processes import free_port
from tests.selling import money_of
from tests.wallet.books import prove

AT_ONCE = 50
MOST_GROWTH = 96 * 1024  # KiB of memory: of a bot that keeps what it is sent there were more
OK, FORBIDDEN, TOO_LARGE = 200, 403, 413
JSON = "application/json"
TYPES = (
    JSON,
    "",
    "text/html",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
)
CODINGS = ("gzip", "deflate", "br", "identity", "nonsense")
NUMBERS: tuple[Any, ...] = (
    *(
        0,
        -1,
        1.5,
        True,
        None,
        [],
        {},
        "",
        " ",
        "x",
        "470001; DROP TABLE",
        "\x00",
        "\ud800",
        "٤٧٠٠٠١",
    ),
    *("9" * 20, "9" * 21, 10**19, 10**300, "470001\n", "0470001", {"invoice_id": 470001}),
)
AMOUNTS: tuple[Any, ...] = ("1e30", "NaN", "-5", 1e308, float("inf"), None, [], "9" * 400)
FORGED = (
    *("", "0" * 64, "f" * 63, "F" * 64, "é" * 32, " ", "x" * 4000),
    signature_of(b"", TOKEN),
    signature_of(b"{}", "4711:another"),
)


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(64 * 1024 * 1024))


@dataclass(frozen=True)
class Hostile:
    """A request, and the status that it deserves."""

    body: bytes
    headers: dict[str, str]
    deserves: int


@dataclass(frozen=True)
class Forger:
    """Somebody who knows the path, has seen a true webhook, and in part knows the token."""

    draw: random.Random
    unpaid: bytes
    paid: bytes

    def any(self) -> Hostile:
        kinds: tuple[Callable[[], Hostile], ...] = (
            *(self._forged, self._forged, self._replayed, self._lie, self._lie, self._absurd),
            *(self._absurd, self._broken, self._nested, self._typed, self._coded),
        )
        is_rare = self.draw.random() < 0.01
        return self._huge() if is_rare else self.draw.choice(kinds)()

    def _signed(self, body: bytes, **headers: str) -> Hostile:
        signed = {"Content-Type": JSON, SIGNATURE: signature_of(body, TOKEN)}
        spelled = {name.replace("_", "-"): value for name, value in headers.items()}
        return Hostile(body, signed | spelled, TOO_LARGE if len(body) > LARGEST_UPDATE else OK)

    def _forged(self) -> Hostile:
        body = self.draw.choice((self.unpaid.replace(b'"active"', b'"paid"'), self.paid, b""))
        signature = self.draw.choice(FORGED)
        if not body and signature == FORGED[-2]:
            return self._signed(body)
        return Hostile(body, {"Content-Type": JSON, SIGNATURE: signature}, FORBIDDEN)

    def _replayed(self) -> Hostile:
        return self._signed(self.paid)

    def _payload(self, **said: Any) -> bytes:
        update = json.loads(self.unpaid)
        update["payload"] |= {"status": "paid"} | said
        return json.dumps(update).encode()

    def _lie(self) -> Hostile:
        return self._signed(self._payload(amount="1000000"))

    def _absurd(self) -> Hostile:
        name = self.draw.choice(("invoice_id", "amount", "payload", "fee_amount", "paid_at"))
        values = NUMBERS if name == "invoice_id" else (*NUMBERS, *AMOUNTS)
        return self._signed(self._payload(**{name: self.draw.choice(values)}))

    def _broken(self) -> Hostile:
        cut = self.paid[: self.draw.randrange(len(self.paid))]
        noise = self.draw.randbytes(self.draw.randrange(200))
        bodies = (
            cut,
            noise,
            b"[]",
            b"7",
            b"null",
            b'{"payload":' + b"9" * 6000 + b"}",
            b"\xef\xbb\xbf{}",
        )
        return self._signed(self.draw.choice(bodies))

    def _nested(self) -> Hostile:
        depth = self.draw.choice((100, 5000, 50_000))
        opening, closing = self.draw.choice(((b"[", b"]"), (b'{"payload":', b"}")))
        return self._signed(opening * depth + b"7" + closing * depth)

    def _typed(self) -> Hostile:
        kind = self.draw.choice(TYPES)
        return self._signed(self.paid, Content_Type=kind)

    def _coded(self) -> Hostile:
        """Say that it is packed: what is signed are the bytes as they come."""
        body = self.draw.choice((_bomb(), self.paid, b"", b"\x1f\x8b"))
        return self._signed(body, Content_Encoding=self.draw.choice(CODINGS))

    def _huge(self) -> Hostile:
        return self._signed(b"x" * self.draw.choice((2_000_000, 5_000_000)))


async def fuzz_webhooks(bench: Bench, seed: int, bodies: int) -> list[str]:
    """Send webhooks that nobody should believe; return what is wrong after them."""
    await start(bench, POLL_SECONDS="3600")
    assert bench.app is not None
    chat = bench.private(bench.playground.world.add_person("Max"))
    paid = await _paid(bench, chat)
    await invoiced(chat)
    unpaid = bench.crypto_pay.invoices[-1]
    forger = Forger(
        random.Random(seed),
        bench.crypto_pay.webhook_body(unpaid),
        bench.crypto_pay.webhook_body(paid),
    )
    _bomb()
    before = _memory()
    async with _listening(bench) as url:
        found = await _send(url, forger, bodies)
        grown = _memory() - before
        found += [f"{grown} KiB of memory"] if grown > MOST_GROWTH else []
        found += await _credits(bench, chat.person.id, [paid])
        since = chat.mark()
        bench.crypto_pay.webhooks.switch_on(url)
        bench.crypto_pay.pay(unpaid)
        await notices(chat, since)
    return found + await _credits(bench, chat.person.id, [paid, unpaid])


@asynccontextmanager
async def _listening(bench: Bench) -> AsyncIterator[str]:
    """Serve as `web` does; yield where Crypto Pay tells of payments."""
    assert bench.app is not None
    port, stop = free_port(), asyncio.Event()
    listener = Listener(bench.app.webhook().application(), "127.0.0.1", port)
    serving = asyncio.create_task(listener.run(stop))
    await until(lambda: _answers(port))
    yield f"http://127.0.0.1:{port}{bench.settings().crypto_pay_path}"
    stop.set()
    await serving


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def _paid(bench: Bench, chat: Any) -> Invoice:
    """Have an invoice paid, and credited."""
    await invoiced(chat)
    (invoice,) = bench.crypto_pay.invoices
    since = chat.mark()
    bench.crypto_pay.pay(invoice)
    bench.skip(hours=2)
    await notices(chat, since)
    return invoice


async def _send(url: str, forger: Forger, bodies: int) -> list[str]:
    found: list[str] = []

    async def post(session: aiohttp.ClientSession, it: Hostile) -> None:
        try:
            async with session.post(url, data=BytesIO(it.body), headers=it.headers) as answer:
                status = answer.status
        except aiohttp.ClientError:  # hung up on, as it is sent more than is read
            status = TOO_LARGE if it.deserves == TOO_LARGE else 0
        if status != it.deserves:
            found.append(f"{status} for {it.body[:80]!r} {str(it.headers)[:200]}")

    async with aiohttp.ClientSession(skip_auto_headers={"Content-Type"}) as session:
        for first in range(0, bodies, AT_ONCE):
            batch = [forger.any() for _ in range(min(AT_ONCE, bodies - first))]
            await asyncio.gather(*(post(session, it) for it in batch))
    return found


async def _credits(bench: Bench, person_id: int, paid: list[Invoice]) -> list[str]:
    """Return what differs between the invoices that are paid and what is credited."""
    assert bench.app is not None
    await prove(bench.app.database)
    got, held = await money_of(bench, person_id)
    expected = sum((it.amount for it in paid), Decimal(0))
    async with bench.app.database.read() as session:
        rows = (await session.execute(select(Payment))).scalars().all()
    found = [] if got == expected and not held else [f"{got} credited for {expected}"]
    is_all = sorted(it.external_id for it in rows) == sorted(str(it.id) for it in paid)
    found += [] if is_all else [f"{len(rows)} payments of {len(paid)}"]
    return found + [repr(it) for it in rows if it.state is not PaymentState.CREDITED]


def _memory() -> int:
    """Return the most that this process has had so far, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
