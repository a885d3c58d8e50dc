"""Groups that become supergroups: each feature says what it keeps by the id that changes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

MigrateChat = Callable[[AsyncSession, int, int, datetime], Awaitable[object]]
"""Takes what is kept of a group, by its old id, to the supergroup that it has become."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """A group that has become a supergroup.

    Attributes:
        changed: what people have changed in the new chat already, as the audit log calls it.
    """

    old_id: int
    new_id: int
    changed: frozenset[str]
    now: datetime


async def _nothing(_: AsyncSession, __: Upgrade) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRows:
    """What a feature keeps by a group's id; its columns get the new one, in this order.

    Attributes:
        messages: columns with numbers of messages and topics, which mean others in the new chat,
            or none; they are emptied.
        as_person: where the group's id stands for its anonymous administrators.
        first: what else is done before the chat's own id is changed.
        one_each: columns with the chat's id, and what there is one of in a chat: people have made
            the one of the new chat, and it stays.
        as_chat: where the id is the chat's.
        then: what is done afterwards.
    """

    messages: Mapping[type[Any], tuple[str, ...]] = field(default_factory=dict)
    as_person: tuple[Any, ...] = ()
    first: Callable[[AsyncSession, Upgrade], Awaitable[None]] = _nothing
    one_each: tuple[tuple[Any, tuple[Any, ...]], ...] = ()
    as_chat: tuple[Any, ...] = ()
    then: Callable[[AsyncSession, Upgrade], Awaitable[None]] = _nothing
