"""Reports of the panel in words of its own, read as owners have taught them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from bot.core.database.engine import Database
from bot.core.loops.options import WorkerOptions
from bot.orders.rules.states import OrderState
from bot.panel.api.errors import RefusedError
from bot.panel.api.reader import RefillReport
from bot.panel.rules.statuses import RefillState, StatusReport, WordKind, spelling
from bot.panel.service import status_words
from bot.panel.store import status_words as store

Report = TypeVar("Report", StatusReport, RefillReport)


class TaughtWords:
    """Reads reports by the words that were taught."""

    def __init__(self, database: Database, options: WorkerOptions) -> None:
        self._database = database
        self._options = options

    async def of_orders(
        self, said: Mapping[str, StatusReport | RefusedError]
    ) -> Mapping[str, StatusReport | RefusedError]:
        """Return what was said, by the panel's numbers, with the states that words were taught."""
        return await self._read(
            WordKind.ORDER, said, lambda it, meaning: replace(it, state=OrderState(meaning))
        )

    async def of_refills(
        self, said: Mapping[str, RefillReport | RefusedError]
    ) -> Mapping[str, RefillReport | RefusedError]:
        """Return the same of refills."""
        return await self._read(
            WordKind.REFILL, said, lambda it, meaning: replace(it, state=RefillState(meaning))
        )

    async def _read(
        self,
        kind: WordKind,
        said: Mapping[str, Report | RefusedError],
        with_state: Callable[[Report, str], Report],
    ) -> Mapping[str, Report | RefusedError]:
        """Give a state to the reports without one whose words were taught."""
        unknown = {
            number: it
            for number, it in said.items()
            if not isinstance(it, RefusedError) and it.state is None
        }
        taught = await self._meanings(kind, {number: it.word for number, it in unknown.items()})
        read = {number: with_state(unknown[number], meaning) for number, meaning in taught.items()}
        return {**said, **read}

    async def _meanings(self, kind: WordKind, said: Mapping[str, str]) -> Mapping[str, str]:
        """Return what the words mean, where that is known; owners are told of new ones."""
        words = {number: word for number, word in said.items() if spelling(word)}
        if not words:
            return {}
        async with self._database.read() as session:
            known = await store.meanings(session, kind)
            has_room = await status_words.has_room(session)
        new = {number: word for number, word in words.items() if spelling(word) not in known}
        if new and has_room:
            async with self._database.begin() as session:
                owners, now = self._options.owners, self._options.clock()
                await status_words.record(session, kind, new, owners, now)
        meant = {number: known.get(spelling(word)) for number, word in words.items()}
        return {number: meaning for number, meaning in meant.items() if meaning is not None}
