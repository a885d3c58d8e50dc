"""Addresses and keys that owners have typed are tried at once, outside any transaction."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.core.database.engine import Database, Session, Topic
from bot.core.database.retry import retry
from bot.core.loops.options import WorkerOptions
from bot.core.loops.tasks import TaskLimiter
from bot.panel.api.trial import TrialError
from bot.panel.rules.trials import Fault
from bot.panel.service import checks, connecting
from bot.panel.service.checks import Tried
from bot.panel.tables import PanelCheck

AT_ONCE = 4


Try = Callable[[str, Mapping[str, str]], Awaitable[Tried]]
"""Tries a sealed account, with a panel's peculiarities; raises `TrialError`."""


class PanelChecks:
    """Tries what is due, and erases what nobody confirms."""

    def __init__(self, database: Database, options: WorkerOptions, try_account: Try) -> None:
        self._database = database
        self._options = options
        self._try = try_account
        self.wake = database.listen(Topic.PANEL)
        self._tasks = TaskLimiter(AT_ONCE, self.wake)

    async def step(self) -> bool:
        """Take up what is due."""
        async with self._database.read() as session:
            if not await checks.is_any(session):
                return False
        now = self._options.clock()
        async with self._database.begin() as session:
            await checks.erase_old(session, now)
            found = await checks.begin_due(session, now) if self._tasks.free else ()
            tried = [(it, await _options_of(session, it)) for it in found]
        for check, options in tried:
            self._tasks.start(f"panel check {check.id}", self._work(check, options))
        return False

    async def finish(self) -> None:
        """Leave what is on its way; the next start does it again."""
        await self._tasks.leave()

    async def _work(self, check: PanelCheck, options: Mapping[str, str]) -> None:
        try:
            tried = await self._try(check.sealed, options)
        except TrialError as error:
            await retry(partial(self._record_failure, check, error.fault, error.words))
        else:
            await retry(partial(self._record_success, check, tried))

    async def _record_success(self, check: PanelCheck, tried: Tried) -> None:
        async with self._database.begin() as session:
            await checks.record_success(session, check, tried)

    async def _record_failure(self, check: PanelCheck, fault: Fault, words: str) -> None:
        async with self._database.begin() as session:
            now = self._options.clock()
            await checks.record_failure(session, check, fault, words, now)


async def _options_of(session: Session, check: PanelCheck) -> Mapping[str, str]:
    panel = await connecting.find(session, check.panel_id) if check.panel_id else None
    return {} if panel is None else panel.options
