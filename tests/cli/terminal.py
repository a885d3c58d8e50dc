"""A command at a terminal of its own, as a person types at it."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.forked import ROOT, ForkedProcess, to_terminal

SECONDS = 40.0


class AtTerminal:
    """A command that runs at a pseudo-terminal.

    Attributes:
        shown: all that has stood on the screen.
        answers: how often somebody has pressed Enter.
    """

    def __init__(self, screen: int, process: ForkedProcess) -> None:
        self.shown = ""
        self.answers = 0
        self._screen = screen
        self._process = process
        self._seen = 0
        self._arrived = asyncio.Event()
        asyncio.get_running_loop().add_reader(screen, self._read)

    def _read(self) -> None:
        try:
            read = os.read(self._screen, 65_536)
        except OSError:  # whoever wrote has ended
            read = b""
            asyncio.get_running_loop().remove_reader(self._screen)
        self.shown += read.decode().replace("\r\n", "\n")
        self._arrived.set()

    async def shows(self, text: str) -> str:
        """Wait for a text; return what has come since the last one.

        Raises:
            AssertionError: it does not come.
        """
        try:
            async with asyncio.timeout(SECONDS):
                while text not in self.shown[self._seen :]:
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise AssertionError(f"{text!r} was not shown:\n{self.shown}") from None
        before, self._seen = self._seen, self.shown.index(text, self._seen) + len(text)
        return self.shown[before : self._seen]

    async def answer(self, question: str, text: str) -> str:
        """Type an answer when a question is asked; return what has come before."""
        before = await self.shows(question)
        await self.shows(": ")
        self.answers += 1
        os.write(self._screen, f"{text}\n".encode())
        return before

    async def press_ctrl_c(self) -> int:
        """Stop what runs, and return its exit code.

        Python does not notice a signal between its question and its reading: people press again.
        """
        ending = asyncio.create_task(self._process.wait())
        while not ending.done():
            os.write(self._screen, b"\x03")
            await asyncio.wait([ending], timeout=0.5)
        return ending.result()

    async def ended(self) -> int:
        """Return the exit code when it has ended by itself."""
        return await self._process.wait()


@asynccontextmanager
async def at_terminal(
    folder: Path, *arguments: str, environment: Mapping[str, str]
) -> AsyncIterator[AtTerminal]:
    """Run `python -m bot ...` at a terminal, and end it at the end of the block."""
    screen, its_own = os.openpty()
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    process = ForkedProcess(
        *arguments,
        folder=folder,
        environment={**variables, **environment},
        streams=to_terminal(os.ttyname(its_own)),
    )
    terminal = AtTerminal(screen, process)
    try:
        yield terminal
    finally:
        process.kill()
        await process.wait()
        asyncio.get_running_loop().remove_reader(screen)
        os.close(screen)
        os.close(its_own)
