"""The stored catalogue as people see it."""

import asyncio
from collections.abc import Sequence

from bot.catalogue.rules.catalogue import Catalogue, Category
from bot.catalogue.rules.overrides import NO_OVERRIDES, FileOverrides, Overrides, override
from bot.catalogue.store import catalogue as store
from bot.catalogue.store import overrides
from bot.core.database.engine import Session
from bot.panel.service import panel_state


async def load(session: Session, file: FileOverrides = NO_OVERRIDES) -> Catalogue:
    """Return everything on sale, without the descriptions; other work goes on meanwhile.

    Args:
        file: the overrides of the operators' file; those of their buttons are stored.
    """
    state = await panel_state.get(session)
    found = await store.read(session)
    wanted = Overrides(file, await overrides.of_buttons(session))
    return await asyncio.to_thread(
        _assemble, state.catalogue_version, state.currency, found, wanted
    )


def _assemble(
    version: int, currency: str, found: Sequence[Category], wanted: Overrides
) -> Catalogue:
    return Catalogue.of(version, currency, *override(found, wanted))
