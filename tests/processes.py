"""The bot as processes of its own, on a bench's servers, to be killed."""

import asyncio
import os
import random
import re
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.sandbox.loopback import LoopbackServer
from tests.accounts import KEY
from tests.conftest import OWNER_ID, TOKEN, Bench
from tests.forked import ForkedProcess, to_log

PORTS = (20_000, 32_000)
ROOT = Path(__file__).parents[1]
READ_SECONDS = 120.0
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_WORKERS = 40  # at most: each has 300 ports
_OWN = range(PORTS[0] + _WORKER % _WORKERS, PORTS[1], _WORKERS)
_ports = random.sample(_OWN, len(_OWN))
_READ = re.compile(r" catalogue_read version=(\d+)")


def free_port() -> int:
    """Return a port that nobody listens on, below those that the system hands out itself.

    It is not returned again, and no other process of the test run draws it.
    """
    while True:
        port = _ports.pop()
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class BotProcess:
    """`python -m bot <command>`, forked from what has imported the bot.

    Args:
        module: is run by a Python of its own, as where a start or memory is measured.
    """

    def __init__(
        self, bench: Bench, command: str = "run", *, module: str = "", **environment: str
    ) -> None:
        self._bench = bench
        self._module = module
        self.command = command
        self._environment = environment
        self._process: asyncio.subprocess.Process | ForkedProcess | None = None
        self._log = bench.folder / "bot.log"
        self._logged = 0  # by all processes, when this one was started

    @property
    def is_running(self) -> bool:
        """Return whether it was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """Return its number in the system."""
        assert self._process is not None
        return self._process.pid

    def set(self, **environment: str) -> None:
        """Change its settings, from the next start on."""
        self._environment |= environment

    def cpu_seconds(self) -> float:
        """Return the CPU time that it has used (Linux)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        user, system = 11, 12
        return (int(fields[user]) + int(fields[system])) / os.sysconf("SC_CLK_TCK")

    async def start(self) -> None:
        """Start it; it is not ready yet."""
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self._bench.playground.api_url,
            "PROVIDER_API_URL": self._bench.panel.url,
            "PROVIDER_API_KEY": KEY,
            "DATABASE_URL": f"sqlite:///{self._bench.folder / 'bot.sqlite3'}",
            "OWNER_IDS": str(OWNER_ID),
            "ACCESS": "open",
            "POLL_SECONDS": "0.2",
            **self._environment,
        }
        folder = self._bench.folder
        with self._log.open("ab") as log:
            self._logged = log.tell()
            self._process = (
                await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", self._module, self.command),
                    cwd=folder,
                    env=environment,
                    stderr=log,
                )
                if self._module
                else ForkedProcess(
                    self.command, folder=folder, environment=environment, streams=to_log(self._log)
                )
            )

    async def said(self, word: str, times: int = 1) -> None:
        """Wait for a word in the log that the bench's processes share."""
        await self._logs(word, times, since=0)

    async def started(self) -> None:
        """Wait until it works: until the log says so after its start."""
        await self._logs(" started ", 1, since=self._logged)

    async def has_read(self, version: int, times: int = 1) -> None:
        """Wait until the bench's processes have read a version of the catalogue, or a later one.

        Args:
            times: by how many of them.
        """
        async with asyncio.timeout(READ_SECONDS):
            while self._readings(version) < times:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    def _readings(self, version: int) -> int:
        return sum(int(it[1]) >= version for it in _READ.finditer(self._log.read_text()))

    async def has_catalogue(self) -> None:
        """Wait until it sells what the panel lists."""
        await self._logs("catalogue_read ", 1, since=self._logged)

    async def _logs(self, word: str, times: int, *, since: int) -> None:
        async with asyncio.timeout(30):
            while self._log.read_bytes()[since:].count(word.encode()) < times:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """Kill it as kill -9 does."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    def suspend(self) -> None:
        """Stop it for a while, as a machine that swaps or sleeps does."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        os.kill(self.pid, signal.SIGCONT)

    async def interrupt(self) -> int:
        """Stop it as Ctrl-C does, and return its exit code."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.terminate()
        return await self._process.wait()

    async def ended(self) -> int:
        """Return its exit code when it has ended by itself."""
        assert self._process is not None
        return await self._process.wait()


class WebProcess(BotProcess):
    """`python -m bot web`, at a port of its own behind a balancer."""

    def __init__(self, bench: Bench, balancer: "Balancer", **environment: str) -> None:
        self.port = free_port()
        super().__init__(
            bench,
            "web",
            WEBHOOK_URL=balancer.url,
            HOST="127.0.0.1",
            PORT=str(self.port),
            **environment,
        )
        balancer.ports.append(self.port)

    async def ready(self) -> None:
        """Wait until it says that it can serve."""
        async with aiohttp.ClientSession() as session, asyncio.timeout(30):
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        if answer.ok:
                            return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)


class Balancer:
    """The proxy in front of web processes: each request goes to the next one that listens."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self._turn = 0
        app = web.Application()
        app.router.add_post("/{path:.*}", self._forward)
        self._server = LoopbackServer(app, 0)

    @property
    def url(self) -> str:
        """Return the address that stands for the public one."""
        return self._server.url

    async def start(self) -> None:
        """Serve; return when it listens."""
        self._session = aiohttp.ClientSession()
        await self._server.start()

    async def stop(self) -> None:
        """Stop serving."""
        await self._server.stop()
        await self._session.close()

    async def _forward(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.startswith("X-") or name == "Content-Type"
        }
        for _ in self.ports:
            self._turn += 1
            port = self.ports[self._turn % len(self.ports)]
            url = f"http://127.0.0.1:{port}{request.path}"
            try:
                async with self._session.post(url, data=body, headers=headers) as answer:
                    return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientConnectorError:
                continue  # nobody listens there: it was not sent
            except aiohttp.ClientError:
                break
        return web.Response(status=502)
