"""What owners do with a button of the dashboard, and the page that shows it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.domain.access import Standing
from bot.domain.errors import N_
from bot.storage import digests, directory, panel, status_words
from bot.storage.engine import Session
from bot.storage.tables import Digest
from bot.telegram.callback_data import AdminAction, CallbackData
from bot.telegram.context import Context

HOURS = 24


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done.

    Attributes:
        do: does it; a second time changes nothing.
        page: shows it; it is about the number that the button carries first.
        said: the answer to the tap.
    """

    do: Callable[[Session, Context, CallbackData], Awaitable[None]]
    page: AdminAction
    said: str = N_("Saved.")


async def _let_in(session: Session, context: Context, data: CallbackData) -> None:
    standing = Standing.APPROVED if data.number(2) == 1 else Standing.REFUSED
    await directory.decide(session, data.number(1), standing, context.now())


async def _block(session: Session, context: Context, data: CallbackData) -> None:
    user_id = data.number(1)
    if user_id not in context.services.owners:
        await directory.block(session, user_id, context.now(), blocked=data.number(2) == 1)


async def _maintain(session: Session, _: Context, data: CallbackData) -> None:
    await panel.set_maintenance(session, "" if data.number(1) == 1 else None)


async def _no_threshold(session: Session, _: Context, __: CallbackData) -> None:
    await panel.set_low_balance(session, None)


async def digest_of(session: Session, context: Context) -> Digest:
    """Return what this owner wants to be told every day."""
    visit = context.visit
    return await digests.of_owner(session, visit.user_id, visit.chat.time_zone, context.now())


async def _digest(session: Session, context: Context, data: CallbackData) -> None:
    wanted = await digest_of(session, context)
    wanted.wanted = data.number(1) == 1
    await digests.put(session, wanted, context.now())


async def _hour(session: Session, context: Context, data: CallbackData) -> None:
    wanted = await digest_of(session, context)
    if 0 <= data.number(1) < HOURS:
        wanted.hour = data.number(1)
        await digests.put(session, wanted, context.now())


async def _teach(session: Session, context: Context, data: CallbackData) -> None:
    await status_words.teach(session, data.number(1), data.text(2), context.now())


async def _sync(session: Session, _: Context, __: CallbackData) -> None:
    await panel.sync_now(session)


DEEDS: Mapping[str, Deed] = {
    AdminAction.LET_IN: Deed(_let_in, AdminAction.CHAT),
    AdminAction.BLOCK: Deed(_block, AdminAction.PERSON),
    AdminAction.MAINTAIN: Deed(_maintain, AdminAction.MAINTENANCE),
    AdminAction.NO_THRESHOLD: Deed(_no_threshold, AdminAction.ALERTS),
    AdminAction.DIGEST: Deed(_digest, AdminAction.ALERTS),
    AdminAction.HOUR: Deed(_hour, AdminAction.ALERTS),
    AdminAction.TEACH: Deed(_teach, AdminAction.WORD),
    AdminAction.SYNC: Deed(_sync, AdminAction.CATALOGUE, N_("Asking the provider …")),
}
