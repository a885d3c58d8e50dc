"""The little world behind the local Bot API: what people do in it, and what the bot hears."""

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from bot.sandbox.telegram.forwards import origin_of
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.markup import forwarded_invoice
from bot.sandbox.telegram.model import (
    ANONYMOUS,
    FOR_CHANNELS,
    SERVICE,
    Chat,
    Event,
    Message,
    Person,
    Query,
    as_member,
)
from bot.sandbox.telegram.texts import check, find_entities


class LanguageWatch(Protocol):
    """Is told of a person whose app speaks another language, and whether they know the bot."""

    async def __call__(self, person: Person, *, started: bool) -> None:
        """Take note of it."""


class World:
    """Everything that is, and what people do in it; each act may become an update for the bot.

    Args:
        deliver: takes the updates (without their number).

    Attributes:
        inline_mode: whether @BotFather's /setinline is on.
        on_language: is told when a person has switched their app to another language.
        privacy_mode: whether /setprivacy is: groups keep to themselves what is not for the bot.
    """

    def __init__(self, bot: dict[str, Any], deliver: Callable[[dict[str, Any]], None]) -> None:
        self.bot = bot
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.events: list[Event] = []
        self.inline_mode = True
        self.privacy_mode = True
        self.deliver = deliver
        self.on_language: LanguageWatch = _ignore
        self._ids = itertools.count(2001)
        self._groups = itertools.count(1)
        self._query_ids = itertools.count(1)
        self._wakes: set[asyncio.Event] = set()

    # People and chats

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

    def add_group(
        self,
        title: str,
        *,
        members: Sequence[Person],
        admins: Sequence[Person] = (),
        forum: bool = False,
        with_bot: bool = True,
        supergroup: bool = True,
    ) -> Chat:
        """Add a group; the first administrator (else member) created it."""
        number = next(self._groups)
        chat = Chat(
            id=-1_000_000_000_000 - number if supergroup or forum else -number,
            type="supergroup" if supergroup or forum else "group",
            title=title,
            members=list(members),
            admins={person.id for person in admins},
            is_forum=forum,
            has_bot=False,
        )
        self.chats[chat.id] = chat
        if with_bot:
            self.add_bot(chat)
        self.note("chat", chat)
        return chat

    def add_channel(self, title: str, *, username: str, readers: Sequence[Person]) -> Chat:
        """Add a public channel, in which the bot is not."""
        number = next(self._groups)
        channel = Chat(
            -1_000_000_000_000 - number,
            "channel",
            title,
            list(readers),
            username=username,
            has_bot=False,
        )
        self.chats[channel.id] = channel
        return channel

    def add_topic(self, chat: Chat, name: str) -> int:
        """Open a topic in a forum, and return its number."""
        person = chat.members[0]
        message = self.write(
            chat,
            person,
            Formatted(""),
            service={"forum_topic_created": {"name": name, "icon_color": 7322096}},
        )
        message.thread_id = message.message_id
        chat.topics[message.message_id] = name
        self.note("chat", chat)
        return message.message_id

    def set_admin(self, chat: Chat, person: Person, is_admin: bool) -> None:
        """Promote or demote a person; the bot hears of it if it administers the group."""
        before = self.member_status(chat, person.id)
        chat.admins = chat.admins | {person.id} if is_admin else chat.admins - {person.id}
        after = self.member_status(chat, person.id)
        if chat.bot_is_admin:
            self._membership("chat_member", chat, person, person.as_user(), change=(before, after))

    def set_anonymous(self, chat: Chat, person: Person, anonymous: bool) -> None:
        """Have an administrator write as the group."""
        if anonymous:
            chat.anonymous.add(person.id)
        else:
            chat.anonymous.discard(person.id)
        self.note("chat", chat)

    async def set_language(self, person: Person, code: str) -> None:
        """Have a person switch their app to another language."""
        chat = self.private_chat(person)
        person.language_code = code
        await self.on_language(person, started=chat.started)
        self.note("chat", chat)

    def link_channel(self, chat: Chat, title: str) -> Chat:
        """Make a group the discussion of a new channel, in which the bot is not."""
        number = next(self._groups)
        channel = Chat(-1_000_000_000_000 - number, "channel", title, [], has_bot=False)
        self.chats[channel.id] = chat.channel = channel
        return channel

    def set_for_channel(self, chat: Chat, person: Person, for_channel: bool) -> None:
        """Have a person write in the name of the channel that a group is linked with."""
        if for_channel:
            chat.for_channel.add(person.id)
        else:
            chat.for_channel.discard(person.id)

    def post_as_channel(self, channel: Chat, text: str) -> Message:
        """Post in a channel that the bot does not see."""
        content = Formatted(text, find_entities(text))
        return self.write(channel, channel.members[0], content)

    def post_in_channel(self, chat: Chat, text: str) -> Message:
        """Post in a group's channel: it comes into the group, which is its discussion."""
        content = Formatted(text, find_entities(text))
        message = self.write(
            chat, chat.members[0], content, in_name_of=chat.channel, forwarded=True
        )
        if self._hears(message):
            self.deliver({"message": self.as_message(message)})
        return message

    def set_bot_admin(self, chat: Chat, is_admin: bool) -> None:
        """Promote or demote the bot."""
        before = self.member_status(chat, self.bot["id"])
        chat.bot_is_admin = is_admin
        after = self.member_status(chat, self.bot["id"])
        self._membership("my_chat_member", chat, chat.members[0], self.bot, change=(before, after))

    def add_bot(self, chat: Chat, by: Person | None = None) -> None:
        """Add the bot to a group; its first member does it if nobody is said to."""
        chat.has_bot = True
        self._membership(
            "my_chat_member", chat, by or chat.members[0], self.bot, change=("left", "member")
        )

    def remove_bot(self, chat: Chat) -> None:
        """Throw the bot out of a group."""
        chat.has_bot = chat.bot_is_admin = False
        self._membership(
            "my_chat_member", chat, chat.members[0], self.bot, change=("member", "kicked")
        )

    def leave(self, chat: Chat) -> None:
        """Have the bot leave a group."""
        before = self.member_status(chat, self.bot["id"])
        chat.has_bot = chat.bot_is_admin = False
        self._membership("my_chat_member", chat, self.bot, self.bot, change=(before, "left"))

    def block(self, person: Person) -> None:
        """Have a person block the bot."""
        person.blocked_bot = True
        chat = self.private_chat(person)
        self._membership("my_chat_member", chat, person, self.bot, change=("member", "kicked"))
        self.note("chat", chat)

    def unblock(self, person: Person) -> None:
        """Have a person unblock the bot."""
        person.blocked_bot = False
        chat = self.private_chat(person)
        self._membership("my_chat_member", chat, person, self.bot, change=("kicked", "member"))
        self.note("chat", chat)

    def migrate(self, chat: Chat, *, tell: Sequence[str] = ("joined", "to", "from")) -> Chat:
        """Make a group a supergroup: a new id, and what the bot hears of that, in this order."""
        new = Chat(
            id=-1_000_000_000_000 - next(self._groups),
            type="supergroup",
            title=chat.title,
            members=chat.members,
            admins=chat.admins,
            anonymous=chat.anonymous,
            channel=chat.channel,
            for_channel=chat.for_channel,
            bot_is_admin=chat.bot_is_admin,
        )
        self.chats[new.id] = new
        chat.migrated_to = new.id
        for event in tell:
            self.tell_of_migration(chat, new, event)
        self.note("chat", new)
        return new

    def tell_of_migration(self, old: Chat, new: Chat, event: str) -> None:
        """Let the bot hear that a group became a supergroup.

        That it "joined" the new chat is reported at once, that it "left" the old one at most when
        the new one is deleted (https://github.com/tdlib/telegram-bot-api/issues/266).

        Args:
            event: `joined`, `left`, or the message `to` (in the old chat) or `from` (in the new).
        """
        person = old.members[0]
        if event == "joined":
            after = self.member_status(new, self.bot["id"])
            self._membership("my_chat_member", new, person, self.bot, change=("left", after))
        elif event == "left":
            self._membership("my_chat_member", old, person, self.bot, change=("member", "left"))
        else:
            chat, other = (old, new) if event == "to" else (new, old)
            service = {f"migrate_{event}_chat_id": other.id}
            message = self.write(chat, person, Formatted(""), service=service)
            self.deliver({"message": self.as_message(message)})

    def member_status(self, chat: Chat, user_id: int) -> str:
        """Return a member's status as Telegram names it."""
        if user_id == self.bot["id"]:
            return "administrator" if chat.bot_is_admin else "member" if chat.has_bot else "left"
        if user_id not in {person.id for person in chat.members}:
            return "left"
        if user_id not in chat.admins:
            return "member"
        creator = next(person.id for person in chat.members if person.id in chat.admins)
        return "creator" if user_id == creator else "administrator"

    def _membership(
        self,
        kind: str,
        chat: Chat,
        by: Person | dict[str, Any],
        user: dict[str, Any],
        *,
        change: tuple[str, str],
    ) -> None:
        before, after = change
        self.deliver(
            {
                kind: {
                    "chat": chat.as_chat(),
                    "from": by.as_user() if isinstance(by, Person) else by,
                    "date": int(time.time()),
                    "old_chat_member": as_member(user, before),
                    "new_chat_member": as_member(user, after),
                }
            }
        )

    # Messages

    def write(
        self, chat: Chat, sender: Person | None, content: Formatted, **fields: Any
    ) -> Message:
        """Put a message into a chat."""
        message = Message(chat, next(chat.numbers), sender, int(time.time()), content, **fields)
        chat.messages[message.message_id] = message
        self.note("message", chat, message)
        return message

    def note(self, kind: str, chat: Chat | None, message: Message | None = None) -> None:
        """Remember that something happened, and wake who waits for it."""
        event = Event(len(self.events) + 1, kind, chat, message)
        self.events.append(event)
        if message is not None:
            message.changed_at = event.seq
        for wake in self._wakes:
            wake.set()

    async def wait_for_events(self, after: int, seconds: float) -> bool:
        """Wait until there are events after a number; `False` if the time ran out."""
        wake = asyncio.Event()
        self._wakes.add(wake)
        try:
            if len(self.events) > after:
                return True
            async with asyncio.timeout(seconds):
                await wake.wait()
        except TimeoutError:
            return False
        finally:
            self._wakes.discard(wake)
        return True

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
        if self._hears(message):
            self.deliver({"message": self.as_message(message)})
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
        self.note("edit", message.chat, message)
        if self._hears(message):
            self.deliver({"edited_message": self.as_message(message)})

    def _hears(self, message: Message) -> bool:
        chat = message.chat
        if chat.type == "private" or chat.bot_is_admin:
            return True
        if not chat.has_bot:
            return False
        if not self.privacy_mode:
            return True
        replied = chat.messages.get(message.reply_to or 0)
        if message.via_bot or (replied is not None and replied.from_bot):
            return True
        first = message.text.split(maxsplit=1)[0] if message.text.strip() else ""
        if not first.startswith("/"):
            return False
        _, at, addressee = first.partition("@")
        return not at or addressee.lower() == str(self.bot["username"]).lower()

    def tap(self, person: Person, message: Message, data: str) -> Query:
        """Have a person tap an inline button."""
        query = Query(str(next(self._query_ids)), person, message, data, time.monotonic())
        self.queries[query.id] = query
        where: dict[str, Any] = {"message": self.as_message(message)}
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

    def as_message(self, message: Message, *, with_reply: bool = True) -> dict[str, Any]:
        """Return a message as the Bot API's Message."""
        body: dict[str, Any] = {
            "message_id": message.message_id,
            "chat": message.chat.as_chat(),
            "date": message.date,
            **self._sender(message),
            **message.service,
        }
        if message.content.text:
            kind = "caption" if message.file else "text"
            body[kind] = message.content.text
            if message.content.entities:
                body["caption_entities" if message.file else "entities"] = message.content.entities
        if message.edited:
            body["edit_date"] = int(time.time())
        if message.thread_id is not None:
            body |= {"message_thread_id": message.thread_id, "is_topic_message": True}
        replied = message.chat.messages.get(message.reply_to or 0)
        if with_reply and replied is not None and not replied.deleted:
            body["reply_to_message"] = self.as_message(replied, with_reply=False)
        if message.file is not None:
            body[message.file["kind"]] = message.file["as_sent"]
        if message.invoice is not None:
            body["invoice"] = message.invoice.as_invoice()
        if message.origin is not None:
            body["forward_origin"] = message.origin
        if message.via_bot:
            body["via_bot"] = self.bot
        if message.markup is not None and "inline_keyboard" in message.markup:
            body["reply_markup"] = message.markup
        return body

    def _sender(self, message: Message) -> dict[str, Any]:
        if message.sender is None:
            return {"from": self.bot}
        if message.in_name_of is None:
            return {"from": message.sender.as_user()}
        sender = {"sender_chat": message.in_name_of.as_chat()}
        if message.forwarded:
            return {"from": _TELEGRAM, "is_automatic_forward": True, **sender}
        as_group = message.in_name_of is message.chat
        return {"from": _GROUP_BOT if as_group else _CHANNEL_BOT, **sender}


async def _ignore(person: Person, *, started: bool) -> None:
    del person, started


_TELEGRAM = {"id": SERVICE, "is_bot": False, "first_name": "Telegram"}
_GROUP_BOT = {
    "id": ANONYMOUS,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
_CHANNEL_BOT = {
    "id": FOR_CHANNELS,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}


def _voice(person: Person, chat: Chat) -> Chat | None:
    """Return in whose name a person writes in a chat."""
    if person.id in chat.anonymous:
        return chat
    return chat.channel if person.id in chat.for_channel else None
