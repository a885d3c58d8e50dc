"""What owners do with a button of the dashboard, and the page that shows it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.chats.service import own_texts
from bot.core.access.roles import ChatAccess
from bot.core.database.engine import Session
from bot.core.errors import N_
from bot.core.telegram.buttons import CallbackData
from bot.core.telegram.context import Context
from bot.owners.buttons import AdminAction
from bot.owners.screens.own_texts import KINDS
from bot.owners.service import access, digests
from bot.owners.tables import Digest
from bot.panel.service import bot_state, status_words, syncs


@dataclass(frozen=True, slots=True)
class AdminChange:
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
    decision = ChatAccess.APPROVED if data.number(2) == 1 else ChatAccess.REFUSED
    await access.decide(session, data.number(1), decision, context.now())


async def _block(session: Session, context: Context, data: CallbackData) -> None:
    user_id = data.number(1)
    if user_id not in context.services.owners:
        await access.block(session, user_id, context.now(), blocked=data.number(2) == 1)


async def _maintain(session: Session, _: Context, data: CallbackData) -> None:
    await bot_state.set_maintenance(session, "" if data.number(1) == 1 else None)


async def digest_of(session: Session, context: Context) -> Digest:
    """Return what this owner wants to be told every day."""
    actor = context.actor
    return await digests.of_owner(session, actor.user_id, actor.chat.time_zone, context.now())


async def _digest(session: Session, context: Context, data: CallbackData) -> None:
    digest = await digest_of(session, context)
    digests.turn(session, digest, context.now(), enabled=data.number(1) == 1)


async def _hour(session: Session, context: Context, data: CallbackData) -> None:
    digest = await digest_of(session, context)
    digests.set_hour(session, digest, data.number(1), context.now())


async def _teach(session: Session, context: Context, data: CallbackData) -> None:
    await status_words.teach(session, data.number(1), data.text(2), context.now())


async def _sync(session: Session, _: Context, __: CallbackData) -> None:
    await syncs.request(session)


async def _no_text(session: Session, _: Context, data: CallbackData) -> None:
    if 0 <= data.number(1) < len(KINDS):
        await own_texts.put(session, KINDS[data.number(1)], "")


ACTIONS: Mapping[str, AdminChange] = {
    AdminAction.LET_IN: AdminChange(_let_in, AdminAction.CHAT),
    AdminAction.BLOCK: AdminChange(_block, AdminAction.PERSON),
    AdminAction.MAINTAIN: AdminChange(_maintain, AdminAction.MAINTENANCE),
    AdminAction.DIGEST: AdminChange(_digest, AdminAction.ALERTS),
    AdminAction.HOUR: AdminChange(_hour, AdminAction.ALERTS),
    AdminAction.NO_TEXT: AdminChange(_no_text, AdminAction.TEXTS),
    AdminAction.TEACH: AdminChange(_teach, AdminAction.WORD),
    AdminAction.SYNC: AdminChange(_sync, AdminAction.CATALOGUE, N_("Asking the panel …")),
}
