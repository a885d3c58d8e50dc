"""The little world behind the local Bot API: people, and what they write and tap."""

import itertools
import time
from collections.abc import Callable
from typing import Any, Protocol

from bot.sandbox.telegram.forwards import origin_of
from bot.sandbox.telegram.groups import Groups
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.markup import forwarded_invoice
from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import Chat, Message, Person, Query
from bot.sandbox.telegram.state import State
from bot.sandbox.telegram.texts import check, find_entities


class LanguageWatch(Protocol):
    """Is told of a person whose app speaks another language, and whether they know the bot."""

    async def __call__(self, person: Person, *, started: bool) -> None:
        """Take note of it."""


class World(State):
    """People and what they do; each act may become an update for the bot.

    Attributes:
        groups: the groups and channels that they are in.
        inline_mode: whether @BotFather's /setinline is on.
        on_language: is told when a person has switched their app to another language.
    """

    def __init__(self, bot: dict[str, Any], deliver: Callable[[dict[str, Any]], None]) -> None:
        super().__init__(bot, deliver)
        self.groups = Groups(self)
        self.people: dict[int, Person] = {}
        self.queries: dict[str, Query] = {}
        self.inline_mode = True
        self.on_language: LanguageWatch = _ignore
        self._ids = itertools.count(2001)
        self._query_ids = itertools.count(1)

    def add_person(
        self,
        name: str,
        *,
        username: str | None = None,
        language_code: str = "en",
        about: str = "",
        id: int | None = None,
    ) -> Person:
        """Add a person."""
        person = Person(id or next(self._ids), name, username, language_code, about)
        self.people[person.id] = person
        self.private_chat(person)
        return person

    def private_chat(self, person: Person) -> Chat:
        """Return the person's chat with the bot; the bot may write once the person has."""
        if person.id not in self.chats:
            self.chats[person.id] = Chat(person.id, "private", person.name, [person])
        return self.chats[person.id]

    async def set_language(self, person: Person, code: str) -> None:
        """Have a person switch their app to another language."""
        chat = self.private_chat(person)
        person.language_code = code
        await self.on_language(person, started=chat.started)
        self.record_event("chat", chat)

    def block(self, person: Person) -> None:
        """Have a person block the bot."""
        self._set_blocked(person, True)

    def unblock(self, person: Person) -> None:
        """Have a person unblock the bot."""
        self._set_blocked(person, False)

    def _set_blocked(self, person: Person, blocked: bool) -> None:
        person.blocked_bot = blocked
        chat = self.private_chat(person)
        change = ("member", "kicked") if blocked else ("kicked", "member")
        self.deliver_membership(chat, person, change=change)
        self.record_event("chat", chat)

    def say(
        self,
        person: Person,
        chat: Chat,
        text: str,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
        file: dict[str, Any] | None = None,
        mention: Person | None = None,
    ) -> Message:
        """Have a person write.

        Args:
            mention: somebody whose name in the text is a link to them.
        """
        content = Formatted(text, find_entities(text, mention))
        return self.post(person, chat, content, reply_to=reply_to, thread_id=thread_id, file=file)

    def start(self, person: Person, payload: str = "") -> Message:
        """Have a person press Start, or follow a link to the bot with a payload."""
        return self.say(person, self.private_chat(person), f"/start {payload}".strip())

    def post(self, person: Person, chat: Chat, content: Formatted, **fields: Any) -> Message:
        """Put a person's message into a chat; the bot hears it as far as privacy mode lets it."""
        bare = bool(fields.get("service") or fields.get("invoice"))
        check(content, file=fields.get("file"), bare=bare)
        if chat.type == "private":
            chat.started = True
            if person.blocked_bot:
                self.unblock(person)
        message = self.write(chat, person, content, in_name_of=_voice(person, chat), **fields)
        self.deliver_message(message)
        return message

    def forward(
        self, person: Person, message: Message, chat: Chat, thread_id: int | None = None
    ) -> Message:
        """Have a person forward a message to a chat; buttons that the bot answers stay behind."""
        origin = message.origin or origin_of(message, self.bot)
        fields: dict[str, Any] = {"origin": origin, "file": message.file, "thread_id": thread_id}
        if message.invoice is not None:
            fields |= forwarded_invoice(message.invoice, str(self.bot["username"]))
        return self.post(person, chat, message.content, **fields)

    def edit(self, message: Message, text: str) -> None:
        """Have a person edit their own message.

        Raises:
            ValueError: no app could send that.
        """
        content = Formatted(text, find_entities(text))
        check(content, file=message.file)
        message.content, message.edited = content, True
        self.record_event("edit", message.chat, message)
        self.deliver_message(message, "edited_message")

    def tap(self, person: Person, message: Message, data: str) -> Query:
        """Have a person tap an inline button."""
        query = Query(str(next(self._query_ids)), person, message, data, time.monotonic())
        self.queries[query.id] = query
        where: dict[str, Any] = {"message": as_message(message, self.bot)}
        if message.via_bot:
            where = {"inline_message_id": f"{message.chat.id}:{message.message_id}"}
        self.deliver(
            {
                "callback_query": {
                    "id": query.id,
                    "from": person.as_user(),
                    **where,
                    "chat_instance": str(message.chat.id),
                    "data": data,
                }
            }
        )
        return query


async def _ignore(person: Person, *, started: bool) -> None:
    del person, started


def _voice(person: Person, chat: Chat) -> Chat | None:
    """Return in whose name a person writes in a chat."""
    if person.id in chat.anonymous:
        return chat
    return chat.channel if person.id in chat.for_channel else None
