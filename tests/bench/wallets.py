"""An order that a wallet pays, next to one that the operator pays: the CPU of both."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from bot.core.database.engine import Database
from bot.core.database.migrate import migrate
from bot.pricing.rules.prices import EVERYBODY, EVERYTHING
from bot.pricing.service import changes
from bot.wallet.service import ledger
from tests.bench.crowd import Crowd
from tests.bench.flow import POLL_SECONDS, SETTLE_SECONDS, UPDATES, WARM_ROUNDS, Speed, order
from tests.bench.metrics import Row
from tests.conftest import OWNER_ID, Bench
from tests.processes import BotProcess
from tests.selling import SELLING

PEOPLE = 20
TURNS = 5  # of each, one after the other: a machine is not as quick all the time
ROUNDS = 8
ENOUGH = 10_000_000
"""Units in each wallet."""
MOST = 1.15


async def run(bench: Bench) -> list[Row]:
    """Return the CPU of an order, from /order to its end, without and with wallets."""
    bench.panel.balance += 1_000_000
    operators, wallets = Speed(), Speed()
    for turn in range(TURNS):
        await _measure(bench, f"operator{turn}", {}, operators)
        await _measure(bench, f"wallets{turn}", SELLING, wallets)
    ratio = wallets.cpu_seconds / operators.cpu_seconds
    return [
        Row("orders that the operator pays", operators.text()),
        Row("orders that wallets pay", wallets.text()),
        Row("CPU of an order with the wallet / without", f"{ratio:.2f}", f"at most {MOST}"),
    ]


async def _measure(bench: Bench, name: str, selling: dict[str, str], speed: Speed) -> None:
    url = f"sqlite:///{bench.folder / name}.sqlite3"
    crowd = Crowd(bench.playground.world, PEOPLE)
    if selling:
        await _pay_in(url, [member.chat.id for member in crowd.members])
    process = BotProcess(
        bench,
        "ours",
        module="tests.bench.bots",
        POLL_SECONDS=str(POLL_SECONDS),
        DATABASE_URL=url,
        **selling,
    )
    await process.start()
    try:
        await process.has_catalogue()
        await asyncio.sleep(SETTLE_SECONDS)
        for _ in range(WARM_ROUNDS):
            await crowd.act(order)
        before = process.cpu_seconds()
        for _ in range(ROUNDS):
            speed.seconds += await crowd.act(order)
            speed.waits += crowd.waits
        speed.cpu_seconds += process.cpu_seconds() - before
        speed.updates += PEOPLE * ROUNDS * (UPDATES + 1)
    finally:
        await process.interrupt()


async def _pay_in(url: str, chats: Sequence[int]) -> None:
    """Sell with 30 % on top, and give everybody money."""
    database, now = Database(url), datetime.now(UTC)
    await migrate(database)
    async with database.begin() as session:
        await changes.set_rule(
            session, EVERYBODY, EVERYTHING, Decimal(30), Decimal(0), by=OWNER_ID, now=now
        )
        for chat_id in chats:
            wallet = await ledger.open_wallet(session, chat_id, "USD", now)
            await ledger.credit(
                session, wallet.id, ENOUGH, key=f"{chat_id}", by=OWNER_ID, note="", now=now
            )
    await database.close()
