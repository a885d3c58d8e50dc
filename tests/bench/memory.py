"""The memory of the bot at rest, next to the bare imports of the libraries that it uses."""

import asyncio
import sys
from pathlib import Path

from tests.bench.metrics import Row
from tests.conftest import Bench
from tests.processes import BotProcess

REST_SECONDS = 5.0
MOST_MIB = 95
LIBRARIES = (
    "telegram.ext",
    "aiohttp",
    "httpx_aiohttp",
    "sqlmodel",
    "sqlalchemy.ext.asyncio",
    "pydantic",
    "dotenv",
    "babel.dates",
    "babel.numbers",
    "babel.messages.pofile",
    "tenacity",
    "yarl",
    "markupsafe",
)


async def run(bench: Bench) -> list[Row]:
    """Return the resident memory of both."""
    ours = 0
    for _ in range(2):  # the first start has made the database, which takes more
        bot = BotProcess(bench, "run", module="bot")
        await bot.start()
        await bot.started()
        await asyncio.sleep(REST_SECONDS)
        ours = resident(bot.pid)
        await bot.interrupt()
    code = f"import {', '.join(LIBRARIES)}; import time; print(flush=True); time.sleep(60)"
    bare = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE
    )
    assert bare.stdout is not None
    await bare.stdout.readline()
    libraries = resident(bare.pid)
    bare.kill()
    await bare.wait()
    return [
        Row("memory: the libraries alone", f"{libraries / 2**20:.0f} MiB"),
        Row(
            "the bot at rest",
            f"{ours / 2**20:.0f} MiB, {ours / libraries:.2f} of that",
            f"at most {MOST_MIB} MiB",
        ),
    ]


def resident(pid: int) -> int:
    """Return a process' resident memory in bytes (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise ValueError(pid)
