"""What every handler works with: the services of the bot and who asks."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NoReturn, TypeVar

from telegram import Update
from telegram.error import BadRequest
from telegram.ext import Application, CallbackContext, ExtBot

from bot.core.access.administrators import Administrators
from bot.core.access.floods import Floods
from bot.core.access.roles import Permission, Role, may, waits_for_maintenance
from bot.core.access.tables import Chat
from bot.core.charts.helper import Helper
from bot.core.clock import Clock
from bot.core.database.engine import Database, Session
from bot.core.i18n import Translator
from bot.core.languages import Catalogues
from bot.core.personal import PersonalData
from bot.core.questions.tables import Question
from bot.core.redaction import Redactor
from bot.core.supergroups import MigrateChat
from bot.core.telegram.commands import Command, Topic

T = TypeVar("T")
Write = Callable[[Session], Awaitable[None]]

StartLink = Callable[[Update, "Context"], Awaitable[bool]]
"""Opens what `/start` was sent for, with a link, and returns whether it was meant."""


@dataclass(frozen=True, slots=True)
class BotServices:
    """What handlers may use. The panel is not among them: a handler cannot wait for it."""

    database: Database
    parts: Mapping[type, Any]  # what features keep while the bot runs, by its class
    maintenance: Callable[[], str | None]  # what people are told while ordering is closed
    catalogues: Catalogues
    owners: frozenset[int]
    is_open: bool  # anybody may come in (ACCESS=open)
    clock: Clock
    administrators: Administrators
    floods: Floods
    painter: Helper
    commands: Sequence[Command]
    help: Mapping[Topic, Sequence[Command]]
    start_links: Sequence[StartLink]
    refill_wait: timedelta  # as the panel wants it
    migrate_chat: MigrateChat  # to the supergroup that a group has become
    personal: Sequence[PersonalData]  # what features keep of people
    started_at: datetime
    redact: Redactor


@dataclass(slots=True)
class Actor:
    """Who asks, where, and what they are there.

    Attributes:
        user_id: of the person; an anonymous administrator has the group's own id.
        name: how the person is called in texts.
        thread_id: the topic of a forum, `None` elsewhere.
        refill_wait: the panel's pause before a refill (`refill_decision`).
        maintenance: what people are told while ordering is closed; `None`: it is open.
        asked: what this person was asked here last.
    """

    chat: Chat
    user_id: int
    name: str
    role: Role
    t: Translator
    thread_id: int | None = None
    refill_wait: timedelta = timedelta(days=1)
    maintenance: str | None = None
    asked: Question | None = None

    @property
    def is_group(self) -> bool:
        """Return whether others read along."""
        return self.chat.type != "private"

    @property
    def sees_only(self) -> int | None:
        """Return whose orders this person sees here: the own ones, `None`: everybody's."""
        if not self.is_group or self.may(Permission.SEE_ALL_ORDERS):
            return None
        return self.user_id

    def acts_for(self, user_id: int) -> bool:
        """Return whether what was begun in this name is this person's to go on with.

        Administrators go on for the group and its channel: taps carry a person's own id.
        """
        is_name = user_id < 0 and self.is_group
        return user_id == self.user_id or (is_name and self.may(Permission.SETTINGS))

    def may(self, permission: Permission) -> bool:
        """Return whether this person may do that here, and now."""
        return may(self.role, permission) and not self.waits(permission)

    def waits(self, permission: Permission) -> bool:
        """Return whether this person may do that here, but not during maintenance, which it is."""
        return self.maintenance is not None and waits_for_maintenance(self.role, permission)


@dataclass
class BotData:
    """PTB's `bot_data`, typed: set once by the composition root."""

    services: BotServices | None = None


class Context(CallbackContext[ExtBot[str], dict[str, Any], dict[str, Any], BotData]):
    """PTB's context with our services and who asks; one per update."""

    _actor: Actor | None = None
    _answered = False
    when_handled: Write | None = None
    """What is written down in the transaction that marks the update as handled."""
    is_late_notified = False
    """The person knows that this update is answered late, and why."""
    answers: Question | None = None
    """The question that a message answers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._made: dict[type, Any] = {}

    @property
    def services(self) -> BotServices:
        """Return what handlers may use."""
        if self.bot_data.services is None:
            raise RuntimeError("the application was built without services")
        return self.bot_data.services

    @property
    def actor(self) -> Actor:
        """Return who asks; the gate (core/access/gate.py) has set it before any handler runs."""
        if self._actor is None:
            raise RuntimeError("a handler ran without the gate")
        return self._actor

    @actor.setter
    def actor(self, actor: Actor) -> None:
        self._actor = actor

    @property
    def has_actor(self) -> bool:
        """Return whether the gate let this update in."""
        return self._actor is not None

    def part(self, kind: type[T]) -> T:
        """Return what a feature keeps while the bot runs."""
        found: T = self.services.parts[kind]
        return found

    def once(self, kind: type[T], make: Callable[[], T]) -> T:
        """Return what is made once, and then stays the same for the whole update."""
        if kind not in self._made:
            self._made[kind] = make()
        made: T = self._made[kind]
        return made

    @property
    def t(self) -> Translator:
        """Return the texts in this chat's language."""
        return self.actor.t

    def begin(self) -> AbstractAsyncContextManager[Session]:
        """Open a transaction that writes.

        The update is marked as handled later: a power cut that takes this takes that, too, and the
        update is handled again.
        """
        return self.services.database.begin(durable=False)

    def read(self) -> AbstractAsyncContextManager[Session]:
        """Open a transaction that only reads."""
        return self.services.database.read()

    def now(self) -> datetime:
        """Return the present time, UTC."""
        return self.services.clock()

    @property
    def is_answered(self) -> bool:
        """Return whether the tap was answered; a second answer would say nothing."""
        return self._answered

    async def answer(self, update: Update, text: str = "", *, alert: bool = False) -> None:
        """Answer the tap, once: the first answer counts, later ones do nothing."""
        if update.callback_query is None or self._answered:
            return
        self._answered = True
        try:
            await update.callback_query.answer(text[:200] or None, show_alert=alert)
        except BadRequest:
            # Too old, or answered before a restart: the tap still does what it says.
            return


BotApplication = Application[ExtBot[str], Context, dict[str, Any], dict[str, Any], BotData, None]


def unreachable(message: str) -> NoReturn:
    """Raise for what the filters of a handler rule out."""
    raise RuntimeError(message)
