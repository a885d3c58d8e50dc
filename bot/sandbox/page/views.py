"""What a person sees of the world, as the page is told."""

from typing import Any

from bot.sandbox.page.downloads import PICTURES
from bot.sandbox.page.payments import Payments, shown_invoice
from bot.sandbox.telegram.chats import Chats
from bot.sandbox.telegram.forwards import name_of
from bot.sandbox.telegram.inline import InlineQuery
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.model import Chat, Event, Message, Person
from bot.sandbox.telegram.world import World

_QUOTE = 120  # characters of a message that is replied to


def is_in(person: Person, chat: Chat) -> bool:
    """Return whether a person sees a chat."""
    return person in chat.members and chat.migrated_to is None


class Views:
    """Draws chats and messages for one person at a time."""

    def __init__(self, world: World, messages: Messages, chats: Chats, payments: Payments) -> None:
        self._world = world
        self._payments = payments
        self._messages = messages
        self._chats = chats

    def state(self, person: Person | None) -> dict[str, Any]:
        """Return everything that a person sees."""
        bot = self._world.bot
        chats = [chat for chat in self._world.chats.values() if person and is_in(person, chat)]
        return {
            "bot": {"id": bot["id"], "name": bot["first_name"], "username": bot["username"]},
            "people": [_person(one) for one in self._world.people.values()],
            "person": person.id if person else None,
            "chats": [self._chat(person, chat) for chat in chats if person],
            "seq": len(self._world.events),
        }

    def event(self, person: Person, event: Event) -> dict[str, Any] | None:
        """Return an event, `None` if the person does not see it."""
        shown: dict[str, Any] = {"seq": event.seq, "type": event.type}
        if event.chat is None or event.type == "chat":
            return shown
        if not is_in(person, event.chat):
            return None
        if event.message is None or event.type == "delete":
            number = event.message.message_id if event.message else None
            return shown | {"chat_id": event.chat.id, "message_id": number}
        return shown | {"message": self.message(person, event.message)}

    def message(self, person: Person, message: Message) -> dict[str, Any]:
        """Return a message."""
        replied = message.chat.messages.get(message.reply_to or 0)
        return {
            "message_id": message.message_id,
            "chat_id": message.chat.id,
            "thread_id": message.thread_id,
            "date": message.date,
            "edited": message.edited,
            "silent": message.silent,
            "from": self._sender(message),
            "via": self._world.bot["username"] if message.via_bot else None,
            "forwarded_from": name_of(message.origin) if message.origin else None,
            "outgoing": message.sender is person and message.chat.type != "channel",
            "text": message.text,
            "html": message.html,
            "reply_to": self._quote(replied) if replied and not replied.deleted else None,
            "buttons": _buttons(message),
            "force_reply": message.force_reply_for in {0, person.id},
            "placeholder": message.placeholder,
            "file": self._file(message),
            "invoice": shown_invoice(message.invoice) if message.invoice else None,
            "receipt": self._payments.receipt(message),
            "service": self._service_text(person, message),
        }

    def _chat(self, person: Person, chat: Chat) -> dict[str, Any]:
        return {
            "id": chat.id,
            "type": chat.type,
            "title": self._world.bot["first_name"] if chat.type == "private" else chat.title,
            "topics": [{"id": number, "name": name} for number, name in chat.topics.items()],
            "is_admin": person.id in chat.admins,
            "is_anonymous": person.id in chat.anonymous,
            "members": len(chat.members),
            "blocked": chat.type == "private" and person.blocked_bot,
            "commands": [] if chat.type == "channel" else self._chats.menu(person, chat),
            "messages": [
                self.message(person, message)
                for message in chat.messages.values()
                if not message.deleted
            ],
        }

    def _sender(self, message: Message) -> dict[str, Any]:
        if message.chat.type == "channel":
            return {"id": message.chat.id, "name": message.chat.title, "is_bot": False}
        if message.sender is None:
            bot = self._world.bot
            return {"id": bot["id"], "name": bot["first_name"], "is_bot": True}
        if message.in_name_of is not None:
            sender = message.in_name_of
            return {"id": sender.id, "name": sender.title, "is_bot": False}
        return {"id": message.sender.id, "name": message.sender.name, "is_bot": False}

    def _service_text(self, person: Person, message: Message) -> str | None:
        if not message.service:
            return None
        name = message.sender.name if message.sender else ""
        kind, body = next(iter(message.service.items()))
        if kind == "forum_topic_created":
            return f"{name} opened the topic {body['name']}"
        bot = self._world.bot["first_name"]
        if kind == "successful_payment":
            payer = "You have" if message.sender is person else f"{name} has"
            return f"{payer} paid ⭐️{body['total_amount']} to {bot}"
        if kind == "refunded_payment":
            return f"{bot} has refunded ⭐️{body['total_amount']}"
        return "The group became a supergroup"

    def _quote(self, message: Message) -> dict[str, Any]:
        name = self._sender(message)["name"]
        return {
            "message_id": message.message_id,
            "name": name,
            "text": message.text[:_QUOTE] or self._named(message),
        }

    def _named(self, message: Message) -> str:
        if message.invoice is not None:
            return message.invoice.title
        return str((self._file(message) or {}).get("name", ""))

    def _file(self, message: Message) -> dict[str, Any] | None:
        if message.file is None:
            return None
        upload = self._messages.files[message.file["id"]]
        return {
            "name": upload.name,
            "size": len(upload.content),
            "url": f"api/file/{message.file['id']}",
            "is_image": upload.mime_type in PICTURES,
        }


def offer(query: InlineQuery) -> dict[str, Any]:
    """Return what the bot offers in inline mode; the query is answered."""
    offered = query.offer
    assert offered is not None  # noqa: S101 - `answered` is set with it
    button = offered.button
    return {
        "results": [
            {"id": result.id, "title": result.title, "description": result.description}
            for result in offered.results
        ],
        "next_offset": offered.next_offset,
        "button": {"text": button.label, "payload": button.payload} if button else None,
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "username": person.username,
        "language_code": person.language_code,
        "about": person.about,
        "stars": person.stars,
    }


def _buttons(message: Message) -> list[list[dict[str, Any]]]:
    flat = iter(range(sum(map(len, message.buttons))))
    return [
        [
            {
                "text": button.label,
                "data": button.data,
                "url": button.url,
                "style": button.style,
                "copy_text": button.copy_text,
                "pay": button.pay,
                "index": next(flat),
            }
            for button in row
        ]
        for row in message.buttons
    ]
