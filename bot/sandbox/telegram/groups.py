"""Groups and channels: who is in them, as what, and what the bot hears of that."""

import itertools
from collections.abc import Sequence

from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import Chat, Message, Person
from bot.sandbox.telegram.state import State
from bot.sandbox.telegram.texts import find_entities

_FIRST_SUPERGROUP = -1_000_000_000_000


class Groups:
    """What happens to groups, and to the channels that belong to them."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._numbers = itertools.count(1)

    def add(
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
        number = next(self._numbers)
        is_supergroup = supergroup or forum
        chat = Chat(
            id=_FIRST_SUPERGROUP - number if is_supergroup else -number,
            type="supergroup" if is_supergroup else "group",
            title=title,
            members=list(members),
            admins={person.id for person in admins},
            is_forum=forum,
            has_bot=False,
        )
        self._state.chats[chat.id] = chat
        if with_bot:
            self.add_bot(chat)
        self._state.record_event("chat", chat)
        return chat

    def add_topic(self, chat: Chat, name: str) -> int:
        """Open a topic in a forum, and return its number."""
        service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        message = self._state.write(chat, chat.members[0], Formatted(""), service=service)
        message.thread_id = message.message_id
        chat.topics[message.message_id] = name
        self._state.record_event("chat", chat)
        return message.message_id

    def set_admin(self, chat: Chat, person: Person, is_admin: bool) -> None:
        """Promote or demote a person; the bot hears of it if it administers the group."""
        before = self.member_status(chat, person.id)
        chat.admins = chat.admins | {person.id} if is_admin else chat.admins - {person.id}
        after = self.member_status(chat, person.id)
        if chat.bot_is_admin:
            self._state.deliver_membership(chat, person, change=(before, after), of=person)

    def set_anonymous(self, chat: Chat, person: Person, anonymous: bool) -> None:
        """Have an administrator write as the group."""
        if anonymous:
            chat.anonymous.add(person.id)
        else:
            chat.anonymous.discard(person.id)
        self._state.record_event("chat", chat)

    def set_bot_admin(self, chat: Chat, is_admin: bool) -> None:
        """Promote or demote the bot."""
        before = self.member_status(chat, self._state.bot["id"])
        chat.bot_is_admin = is_admin
        after = self.member_status(chat, self._state.bot["id"])
        self._state.deliver_membership(chat, chat.members[0], change=(before, after))

    def add_bot(self, chat: Chat, by: Person | None = None) -> None:
        """Add the bot to a group; its first member does it if nobody is said to."""
        chat.has_bot = True
        by = by or chat.members[0]
        self._state.deliver_membership(chat, by, change=("left", "member"))

    def remove_bot(self, chat: Chat) -> None:
        """Throw the bot out of a group."""
        chat.has_bot = chat.bot_is_admin = False
        self._state.deliver_membership(chat, chat.members[0], change=("member", "kicked"))

    def leave(self, chat: Chat) -> None:
        """Have the bot leave a group."""
        before = self.member_status(chat, self._state.bot["id"])
        chat.has_bot = chat.bot_is_admin = False
        self._state.deliver_membership(chat, self._state.bot, change=(before, "left"))

    def member_status(self, chat: Chat, user_id: int) -> str:
        """Return a member's status as Telegram names it."""
        if user_id == self._state.bot["id"]:
            return "administrator" if chat.bot_is_admin else "member" if chat.has_bot else "left"
        if user_id not in {person.id for person in chat.members}:
            return "left"
        if user_id not in chat.admins:
            return "member"
        creator = next(person.id for person in chat.members if person.id in chat.admins)
        return "creator" if user_id == creator else "administrator"

    def migrate(self, chat: Chat, *, announce: Sequence[str] = ("joined", "to", "from")) -> Chat:
        """Make a group a supergroup: a new id, and what the bot hears of that, in this order."""
        new = Chat(
            id=_FIRST_SUPERGROUP - next(self._numbers),
            type="supergroup",
            title=chat.title,
            members=chat.members,
            admins=chat.admins,
            anonymous=chat.anonymous,
            channel=chat.channel,
            for_channel=chat.for_channel,
            bot_is_admin=chat.bot_is_admin,
        )
        self._state.chats[new.id] = new
        chat.migrated_to = new.id
        for event in announce:
            self.announce_migration(chat, new, event)
        self._state.record_event("chat", new)
        return new

    def announce_migration(self, old: Chat, new: Chat, event: str) -> None:
        """Let the bot hear that a group became a supergroup.

        That it "joined" the new chat is reported at once, that it "left" the old one at most when
        the new one is deleted (https://github.com/tdlib/telegram-bot-api/issues/266).

        Args:
            event: `joined`, `left`, or the message `to` (in the old chat) or `from` (in the new).
        """
        person = old.members[0]
        if event == "joined":
            after = self.member_status(new, self._state.bot["id"])
            self._state.deliver_membership(new, person, change=("left", after))
        elif event == "left":
            self._state.deliver_membership(old, person, change=("member", "left"))
        else:
            chat, other = (old, new) if event == "to" else (new, old)
            service = {f"migrate_{event}_chat_id": other.id}
            message = self._state.write(chat, person, Formatted(""), service=service)
            self._state.deliver({"message": as_message(message, self._state.bot)})

    def add_channel(
        self, title: str, *, username: str | None = None, readers: Sequence[Person] = ()
    ) -> Chat:
        """Add a channel, in which the bot is not; with a username it is public."""
        channel = Chat(
            id=_FIRST_SUPERGROUP - next(self._numbers),
            type="channel",
            title=title,
            members=list(readers),
            username=username,
            has_bot=False,
        )
        self._state.chats[channel.id] = channel
        return channel

    def link_channel(self, chat: Chat, title: str) -> Chat:
        """Make a group the discussion of a new channel, in which the bot is not."""
        chat.channel = self.add_channel(title)
        return chat.channel

    def set_for_channel(self, chat: Chat, person: Person, for_channel: bool) -> None:
        """Have a person write in the name of the channel that a group is linked with."""
        if for_channel:
            chat.for_channel.add(person.id)
        else:
            chat.for_channel.discard(person.id)

    def post_as_channel(self, channel: Chat, text: str) -> Message:
        """Post in a channel that the bot does not see."""
        content = Formatted(text, find_entities(text))
        return self._state.write(channel, channel.members[0], content)

    def post_in_channel(self, chat: Chat, text: str) -> Message:
        """Post in a group's channel: it comes into the group, which is its discussion."""
        content = Formatted(text, find_entities(text))
        message = self._state.write(
            chat, chat.members[0], content, in_name_of=chat.channel, forwarded=True
        )
        self._state.deliver_message(message)
        return message
