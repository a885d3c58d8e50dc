"""What a feature hands over to the bot, from its own folder; `bot/features.py` lists them all."""

from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from telegram import Update
from telegram.ext import BaseHandler

from bot.core.outbox.alerts import Alert
from bot.core.outbox.composing import Compose, DrawLiveMessage, RecordSent
from bot.core.outbox.push import Composers
from bot.core.outbox.undelivered import Fallback
from bot.core.personal import PersonalData
from bot.core.supergroups import ChatRows
from bot.core.telegram.buttons import Area
from bot.core.telegram.commands import Command, Menu, Menus, Topic
from bot.core.telegram.context import Context, StartLink
from bot.core.telegram.replies import Reply

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """What a feature owns.

    Attributes:
        commands: with their handlers; their order is that of `bot/features.py`.
        buttons: the handler of each area.
        questions: what the feature asks for and takes as a reply.
        secret_questions: those of them of which the answer is a secret.
        typed: what it takes of texts that reply to no question, in its turn.
        start_links: who opens what `/start` was sent for, and says whether it was theirs.
        updates: handlers of other updates, with PTB's group: -2 comes before the gate.
        messages: who composes its kinds of outbox rows.
        sent: who records the number of a message that such a row became.
        undelivered: what becomes of such rows that cannot be delivered.
        alerts: who composes alerts to owners.
        live_messages: who draws messages again, by the name of the view.
        personal: what it keeps of people, which /privacy hands out and /forget erases.
        chat_rows: what it keeps of groups, which may become supergroups.
    """

    commands: tuple[Command, ...] = ()
    buttons: Mapping[Area, Handler] = field(default_factory=dict)
    questions: tuple[Reply, ...] = ()
    secret_questions: frozenset[str] = frozenset()
    typed: tuple[Reply, ...] = ()
    start_links: tuple[StartLink, ...] = ()
    updates: tuple[tuple[int, BaseHandler[Any, Context, None]], ...] = ()
    messages: Mapping[str, Compose] = field(default_factory=dict)
    sent: Mapping[str, RecordSent] = field(default_factory=dict)
    undelivered: Mapping[str, Fallback] = field(default_factory=dict)
    alerts: Mapping[Alert, Compose] = field(default_factory=dict)
    live_messages: Mapping[str, DrawLiveMessage] = field(default_factory=dict)
    personal: tuple[PersonalData, ...] = ()
    chat_rows: tuple[ChatRows, ...] = ()


@dataclass(frozen=True, slots=True)
class Features:
    """All features of the bot, in the order in which they are asked."""

    features: tuple[Feature, ...]
    topics: Mapping[Topic, Sequence[str]]  # every command, in the order of /help
    most_used: Mapping[Menu, Sequence[str]]  # what the menu button lists

    def without_wallets(self) -> "Features":
        """Return them as they are where customers do not pay: without some commands."""
        kept = (
            replace(it, commands=tuple(each for each in it.commands if not each.needs_wallets))
            for it in self.features
        )
        return replace(self, features=tuple(kept))

    @property
    def commands(self) -> tuple[Command, ...]:
        """Return the commands in the order of /help."""
        return tuple(command for found in self.help.values() for command in found)

    @property
    def descriptions(self) -> frozenset[str]:
        """Return what is said of the commands in the menus, which every language has."""
        return frozenset(it.description for it in self.commands)

    @property
    def help(self) -> dict[Topic, list[Command]]:
        """Return the commands by what they are for."""
        return {topic: self._named(names) for topic, names in self.topics.items()}

    @property
    def menus(self) -> Menus:
        """Return what the menu button of each kind of chat lists."""
        return {
            menu: [it for it in self._named(names) if menu & it.menus]
            for menu, names in self.most_used.items()
        }

    def _named(self, names: Sequence[str]) -> list[Command]:
        found = [command for it in self.features for command in it.commands]
        return [command for name in names for command in found if command.name == name]

    @property
    def buttons(self) -> dict[Area, Handler]:
        """Return the handler of each area."""
        return _joined(it.buttons for it in self.features)

    @property
    def start_links(self) -> tuple[StartLink, ...]:
        """Return who opens what `/start` was sent for."""
        return tuple(link for it in self.features for link in it.start_links)

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Return what is waited for: replies to questions, then what is typed."""
        questions = [reply for it in self.features for reply in it.questions]
        return (*questions, *(reply for it in self.features for reply in it.typed))

    @property
    def secret_questions(self) -> frozenset[str]:
        """Return the words of the questions of which the answers are secrets."""
        return frozenset(word for it in self.features for word in it.secret_questions)

    @property
    def updates(self) -> tuple[tuple[int, BaseHandler[Any, Context, None]], ...]:
        """Return the handlers of other updates, with their groups."""
        return tuple(handler for it in self.features for handler in it.updates)

    @property
    def personal(self) -> tuple[PersonalData, ...]:
        """Return what is kept of people."""
        return tuple(part for it in self.features for part in it.personal)

    @property
    def chat_rows(self) -> tuple[ChatRows, ...]:
        """Return what is kept of groups."""
        return tuple(part for it in self.features for part in it.chat_rows)

    @property
    def undelivered(self) -> dict[str, Fallback]:
        """Return what becomes of each kind of message that cannot be delivered."""
        return _joined(it.undelivered for it in self.features)

    @property
    def composers(self) -> Composers:
        """Return who composes what is pushed."""
        return Composers(
            messages=_joined(it.messages for it in self.features),
            alerts=_joined(it.alerts for it in self.features),
            live_messages=_joined(it.live_messages for it in self.features),
            sent=_joined(it.sent for it in self.features),
        )


def _joined(parts: Iterable[Mapping[Key, Value]]) -> dict[Key, Value]:
    """Return all parts in one.

    Raises:
        ValueError: two features claim the same.
    """
    joined: dict[Key, Value] = {}
    for part in parts:
        twice = joined.keys() & part.keys()
        if twice:
            raise ValueError(f"two features claim {', '.join(sorted(map(str, twice)))}")
        joined |= part
    return joined
