"""Methods that write, edit and delete messages, and answer taps."""

import time
from typing import Any

from bot.sandbox.telegram import html, markup
from bot.sandbox.telegram.errors import bad_request, forbidden
from bot.sandbox.telegram.files import Files, uploaded
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.markup import Markup
from bot.sandbox.telegram.message_objects import as_message
from bot.sandbox.telegram.model import GENERAL_TOPIC, Answer, Chat, Invoice, Message
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.texts import MOST_CAPTION, MOST_TEXT
from bot.sandbox.telegram.world import World

MOST_ANSWER = 200
ANSWER_SECONDS = 15.0
"""How long a tap may wait for its answer."""

_MEDIA = frozenset({"photo", "document"})
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Messages:
    """What the bot writes."""

    def __init__(self, world: World) -> None:
        self.answer_seconds = ANSWER_SECONDS
        self.files = Files()
        self._world = world

    def chat(self, p: Parameters) -> Chat:
        """Return the chat of a call, if the bot may write there.

        Raises:
            ApiError: it may not.
        """
        chat = self.known_chat(p)
        if chat.type == "private":
            if chat.members[0].blocked_bot:
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif not chat.has_bot:
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def known_chat(self, p: Parameters) -> Chat:
        """Return the chat of a call."""
        if not p.get("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self._world.chats.get(p.integer("chat_id") or 0)
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise bad_request(
                "group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def send_message(self, p: Parameters) -> dict[str, Any]:
        """Write a text."""
        chat = self.chat(p)
        content = _content(p, "text", MOST_TEXT)
        if not content.text:
            raise bad_request("message text is empty")
        return self.write(chat, content, p)

    def send_file(self, kind: str, p: Parameters) -> dict[str, Any]:
        """Write a file, new or known by its id, with a caption; `kind`: `document` or `photo`."""
        chat = self.chat(p)
        known = self.files.get(str(p.get(kind)))
        upload = known or uploaded(p, p.get(kind), f"there is no {kind} in the request")
        return self.write(
            chat, _content(p, "caption", MOST_CAPTION), p, file=self.files.store(upload, kind)
        )

    def write(
        self,
        chat: Chat,
        content: Formatted,
        p: Parameters,
        *,
        file: dict[str, Any] | None = None,
        invoice: Invoice | None = None,
    ) -> dict[str, Any]:
        """Write a message as a call describes it, and return it."""
        found = markup.read(p.value("reply_markup"), invoice)
        _check_rights(chat, file["kind"] if file else "text")
        reply_to = self._reply_to(chat, p)
        message = self._world.write(
            chat,
            None,
            content,
            buttons=found.buttons,
            markup=found.source,
            reply_to=reply_to,
            thread_id=self._thread(chat, p),
            force_reply_for=self._addressee(found, chat, content, reply_to),
            placeholder=found.placeholder,
            file=file,
            invoice=invoice,
            silent=p.flag("disable_notification"),
        )
        return as_message(message, self._world.bot)

    def _thread(self, chat: Chat, p: Parameters) -> int | None:
        thread_id = p.integer("message_thread_id")
        is_general = thread_id is None or (chat.is_forum and thread_id == GENERAL_TOPIC)
        if not is_general and thread_id not in chat.topics:
            raise bad_request("message thread not found")
        if (GENERAL_TOPIC if is_general else thread_id) in chat.closed_topics:
            raise bad_request("TOPIC_CLOSED")
        return None if is_general else thread_id

    def _reply_to(self, chat: Chat, p: Parameters) -> int | None:
        parameters = p.value("reply_parameters") or {}
        number = parameters.get("message_id", p.integer("reply_to_message_id"))
        if number is None:
            return None
        if not isinstance(number, int):
            raise bad_request("can't parse reply parameters: field must be a number")
        replied = chat.messages.get(number)
        if replied is not None and not replied.deleted:
            return replied.message_id
        if parameters.get("allow_sending_without_reply") or p.flag("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")

    def _addressee(
        self, found: Markup, chat: Chat, content: Formatted, reply_to: int | None
    ) -> int | None:
        """Return whose keyboard a ForceReply opens: 0 for everybody's, `None` for nobody's."""
        if not found.force_reply:
            return None
        if not found.selective:
            return 0
        for entity in content.entities:
            if entity["type"] == "text_mention":
                return int(entity["user"]["id"])
        replied = chat.messages.get(reply_to or 0)
        if replied is not None and replied.sender is not None:
            return replied.sender.id
        for person in chat.members:
            if person.username and f"@{person.username}" in content.text:
                return person.id
        return None

    def _own(self, p: Parameters, missing: str) -> Message:
        message = self.chat(p).messages.get(p.integer("message_id") or 0)
        if message is None or message.deleted:
            raise bad_request(missing)
        return message

    def edit_text(self, p: Parameters) -> dict[str, Any]:
        """Change a text and its markup."""
        message = self._own(p, "message to edit not found")
        content = _content(p, "text", MOST_TEXT)
        if not content.text:
            raise bad_request("message text is empty")
        if message.file is not None or message.invoice is not None:
            raise bad_request("there is no text in the message to edit")
        return self._edit(message, content, markup.read(p.value("reply_markup")))

    def edit_caption(self, p: Parameters) -> dict[str, Any]:
        """Change what stands under a photo or a document, and its markup."""
        message = self._own(p, "message to edit not found")
        if message.file is None:
            raise bad_request("there is no caption in the message to edit")
        content = _content(p, "caption", MOST_CAPTION)
        return self._edit(message, content, markup.read(p.value("reply_markup")))

    def edit_markup(self, p: Parameters) -> dict[str, Any]:
        """Change a message's buttons."""
        message = self._own(p, "message to edit not found")
        found = markup.read(p.value("reply_markup"), message.invoice)
        return self._edit(message, message.content, found)

    def edit_media(self, p: Parameters) -> dict[str, Any]:
        """Put another photo or document with its caption into a message, or one under a text."""
        media = p.value("media")
        if not isinstance(media, dict):
            raise bad_request("can't parse InputMedia: expected an Object")
        content, kind = _content(Parameters(media), "caption", MOST_CAPTION), media.get("type")
        if kind not in _MEDIA:
            raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
        upload = uploaded(p, media.get("media"), "can't parse InputMedia: media not found")
        message = self._own(p, "message to edit not found")
        found = markup.read(p.value("reply_markup"))
        self._check_edit(message)
        if message.invoice is not None:
            raise bad_request("message can't be edited")
        _check_rights(message.chat, kind)
        message.file = self.files.store(upload, kind)
        return self._edited(message, content, found)

    def _edit(self, message: Message, content: Formatted, found: Markup) -> dict[str, Any]:
        self._check_edit(message)
        if content == message.content and found.source == message.markup:
            raise bad_request(_NOT_MODIFIED)
        return self._edited(message, content, found)

    @staticmethod
    def _check_edit(message: Message) -> None:
        if not message.from_bot or message.force_reply:
            raise bad_request("message can't be edited")

    def _edited(self, message: Message, content: Formatted, found: Markup) -> dict[str, Any]:
        message.content = content
        message.buttons, message.markup = found.buttons, found.source
        message.edited = True
        self._world.record_event("edit", message.chat, message)
        return as_message(message, self._world.bot)

    def delete(self, p: Parameters) -> bool:
        """Delete a message."""
        message = self._own(p, "message to delete not found")
        chat = message.chat
        if not message.from_bot and chat.type != "private" and not chat.bot_is_admin:
            raise bad_request("message can't be deleted")
        message.deleted = True
        self._world.record_event("delete", chat, message)
        return True

    def answer_query(self, p: Parameters) -> bool:
        """Answer a tap, once and in time."""
        text = p.text("text")
        if html.units(text) > MOST_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        query = self._world.queries.get(p.text("callback_query_id"))
        if query is None or query.answer is not None:
            raise bad_request(TOO_OLD)
        if time.monotonic() - query.asked_at > self.answer_seconds:
            raise bad_request(TOO_OLD)
        query.answer = Answer(text or None, p.flag("show_alert"), p.get("url"))
        query.answered.set()
        return True

    def chat_action(self, p: Parameters) -> bool:
        """Show that the bot is busy, and what with."""
        chat = self.chat(p)
        if p.text("action") not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._thread(chat, p)
        self._world.record_event("typing", chat)
        return True


def _check_rights(chat: Chat, kind: str) -> None:
    if kind in chat.unwelcome:
        what = "text messages" if kind == "text" else f"{kind}s"
        raise bad_request(f"not enough rights to send {what} to the chat")


def read_text(p: Parameters, name: str) -> Formatted:
    """Return a text with its entities.

    Raises:
        ApiError: its HTML is broken.
    """
    text = p.text(name)
    if p.text("parse_mode").lower() == "html":
        return html.parse(text)
    entities = p.value("caption_entities" if name == "caption" else "entities")
    return Formatted(text.strip(), entities or [])


def _content(p: Parameters, name: str, most: int) -> Formatted:
    content = read_text(p, name)
    if content.units > most:
        raise bad_request(
            "message is too long" if name == "text" else "message caption is too long"
        )
    return content
