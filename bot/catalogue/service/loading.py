"""The stored catalogue as people see it."""

import asyncio
from collections.abc import Sequence

from bot.catalogue.rules.catalogue import Catalogue, Category
from bot.catalogue.rules.origins import in_one_currency
from bot.catalogue.rules.overrides import NO_OVERRIDES, FileOverrides, Overrides, override
from bot.catalogue.service.currencies import read_currencies
from bot.catalogue.store import catalogue as store
from bot.catalogue.store import overrides
from bot.core.database.engine import Session
from bot.panel.service import bot_state


async def load(session: Session, file: FileOverrides = NO_OVERRIDES) -> Catalogue:
    """Return everything on sale, without the descriptions; other work goes on meanwhile.

    Args:
        file: the overrides of the operators' file; those of their buttons are stored.
    """
    version = (await bot_state.get(session)).catalogue_version
    currencies = await read_currencies(session)
    found = in_one_currency(await store.read(session), currencies)
    effective = Overrides(file, await overrides.of_buttons(session))
    return await asyncio.to_thread(_assemble, version, currencies.base, found, effective)


def _assemble(
    version: int, currency: str, found: Sequence[Category], overrides: Overrides
) -> Catalogue:
    return Catalogue.of(version, currency, *override(found, overrides))
