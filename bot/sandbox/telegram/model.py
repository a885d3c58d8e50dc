"""What the local world is made of, and how the Bot API shows it."""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.telegram.html import Formatted, to_page

ANONYMOUS = 1087968824  # GroupAnonymousBot's id
FOR_CHANNELS = 136817688  # Channel_Bot's, which stands for who writes in a channel's name
SERVICE = 777000  # Telegram's own, which brings a channel's posts into its group
GENERAL_TOPIC = 1
STARS = "XTR"
"""The currency of Telegram Stars."""
FIRST_STARS = 1000
"""What a person owns at first."""


@dataclass(eq=False)
class Person:
    """A person with an account; `about` is what the chat page says of them."""

    id: int
    name: str
    username: str | None = None
    language_code: str = "en"
    about: str = ""
    blocked_bot: bool = False
    stars: int = FIRST_STARS

    def as_user(self) -> dict[str, Any]:
        """Return the person as the Bot API's User."""
        user = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language_code,
        }
        return user | ({"username": self.username} if self.username else {})


@dataclass(eq=False)
class Chat:
    """A private chat, a group, a supergroup or a channel."""

    id: int
    type: str
    title: str
    members: list[Person]
    username: str | None = None
    admins: set[int] = field(default_factory=set)
    anonymous: set[int] = field(default_factory=set)
    channel: "Chat | None" = None  # that the group is the discussion of
    for_channel: set[int] = field(default_factory=set)  # who writes in its name
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    unwelcome: set[str] = field(default_factory=set)  # of the bot: `text`, `photo`, `document`
    is_forum: bool = False
    has_bot: bool = True
    bot_is_admin: bool = False
    started: bool = False  # private: the person wrote to the bot once
    migrated_to: int | None = None
    messages: dict[int, "Message"] = field(default_factory=dict)
    # A forum's General topic has the number of the message that made the group.
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(GENERAL_TOPIC + 1))

    def as_chat(self) -> dict[str, Any]:
        """Return the chat as the Bot API's Chat."""
        if self.type == "private":
            person = self.members[0]
            chat = {"id": self.id, "type": "private", "first_name": person.name}
            return chat | ({"username": person.username} if person.username else {})
        chat = {"id": self.id, "type": self.type, "title": self.title}
        chat |= {"username": self.username} if self.username else {}
        return chat | ({"is_forum": True} if self.is_forum else {})


@dataclass(frozen=True)
class Invoice:
    """What the bot asks Telegram Stars for: payable again and again, by anybody who has it.

    Attributes:
        start_parameter: a forwarded copy is no invoice then, but a link that starts the bot.
    """

    title: str
    description: str
    payload: str
    stars: int
    start_parameter: str = ""

    def as_invoice(self) -> dict[str, Any]:
        """Return it as the Bot API's Invoice."""
        return {
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": STARS,
            "total_amount": self.stars,
        }


@dataclass(frozen=True)
class Button:
    """An inline button."""

    label: str
    data: str | None = None
    url: str | None = None
    style: str | None = None
    copy_text: str | None = None
    pay: bool = False


@dataclass(eq=False)
class Message:
    """A message as it is now."""

    chat: Chat
    message_id: int
    sender: Person | None  # None: the bot
    date: int
    content: Formatted
    buttons: list[list[Button]] = field(default_factory=list)
    reply_to: int | None = None
    thread_id: int | None = None
    force_reply_for: int | None = None  # the person whose keyboard opens; 0: everybody's
    placeholder: str = ""  # of the empty input line, while one answers
    in_name_of: Chat | None = None  # the group, or the channel it is linked with
    forwarded: bool = False  # a post of the channel, which Telegram itself has brought
    origin: dict[str, Any] | None = None  # of what a person has forwarded
    silent: bool = False  # it came without a sound
    via_bot: bool = False  # a result of inline mode that the sender picked
    edited: bool = False
    deleted: bool = False
    file: dict[str, Any] | None = None
    invoice: Invoice | None = None
    receipt: str | None = None  # of the payment with this charge ID, which the invoice became
    service: dict[str, Any] = field(default_factory=dict)
    markup: dict[str, Any] | None = None
    changed_at: int = 0  # number of the event that wrote or edited it

    @property
    def text(self) -> str:
        """Return the plain text."""
        return self.content.text

    @property
    def html(self) -> str:
        """Return safe HTML for the chat page."""
        return to_page(self.content)

    @property
    def from_bot(self) -> bool:
        """Return whether the bot wrote it."""
        return self.sender is None

    @property
    def force_reply(self) -> bool:
        """Return whether it opens a keyboard as a reply."""
        return self.force_reply_for is not None


@dataclass(frozen=True)
class Answer:
    """What a tap was answered with."""

    text: str | None
    show_alert: bool
    url: str | None = None


@dataclass
class Query:
    """A callback query that waits for its answer."""

    id: str
    person: Person
    message: Message
    data: str
    asked_at: float
    answer: Answer | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True)
class Event:
    """Something that people see: a new or edited message, a deletion, a chat that changed.

    Without a chat it is for everybody.
    """

    seq: int
    type: str
    chat: Chat | None
    message: Message | None = None


_ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def as_member(user: dict[str, Any], status: str) -> dict[str, Any]:
    """Return a ChatMember."""
    member: dict[str, Any] = {"user": user, "status": status}
    if status == "administrator":
        member |= dict.fromkeys(_ADMIN_RIGHTS, False)
    elif status == "creator":
        member["is_anonymous"] = False
    elif status == "kicked":
        member["until_date"] = 0
    return member
