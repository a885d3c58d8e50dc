"""Owners override the catalogue by buttons; each row says who changed it last, and when."""

from collections.abc import Mapping
from datetime import datetime

from bot.catalogue.rules.catalogue import Kind
from bot.catalogue.rules.editing import Edit, OverrideEditor, alike
from bot.catalogue.rules.overrides import UNCHANGED, FileOverrides, Override
from bot.catalogue.store import overrides as store
from bot.core.database.engine import Session
from bot.panel.service import bot_state


async def open_editor(
    session: Session, file: FileOverrides, kind: str, number: int
) -> OverrideEditor | None:
    """Return a category or service as it is now; `None` if the panel does not sell it any more."""
    if kind not in set(Kind):
        return None
    beside = await store.siblings(session, file, Kind(kind), number)
    it = next((other for other in beside if other.id == number), None)
    return None if it is None else OverrideEditor(it, alike(it, beside))


async def edit(
    session: Session,
    file: FileOverrides,
    editor: OverrideEditor,
    change: Edit,
    *,
    by: int,
    now: datetime,
) -> OverrideEditor | None:
    """Change what was opened in the same transaction, and return it as it is then.

    Args:
        by: the owner's user id.
    """
    await put(session, editor.it.kind, change(editor), by=by, now=now)
    return await open_editor(session, file, editor.it.kind, editor.it.id)


async def put(
    session: Session, kind: Kind, overrides: Mapping[int, Override], *, by: int, now: datetime
) -> None:
    """Override things by our numbers; what that leaves open stays as it is."""
    await bot_state.get_for_change(session)  # one owner after the other
    known = await store.of_buttons(session)
    changed: dict[int, Override] = {}
    for number, change in overrides.items():
        before = known.get((kind, number), UNCHANGED)
        after = change.over(before)
        if after != before:
            changed[number] = after
    if changed:
        await store.write(session, kind, changed, by=by, now=now)
        await bot_state.catalogue_changed(session)


async def reset(
    session: Session, file: FileOverrides, editor: OverrideEditor
) -> OverrideEditor | None:
    """Leave what was opened as the file and the panel have it, and return it as it is then."""
    await forget(session, editor.it.kind, editor.it.id)
    return await open_editor(session, file, editor.it.kind, editor.it.id)


async def forget(session: Session, kind: Kind, number: int) -> None:
    """Leave a category or service, by our number, as the file and the panel have it."""
    if await store.delete(session, kind, number):
        await bot_state.catalogue_changed(session)
