"""What the chat page asks of the server: chats as a person sees them, and what a person does."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.loopback import is_own_page
from bot.sandbox.page.downloads import PICTURES, as_download
from bot.sandbox.telegram.chats import Chats
from bot.sandbox.telegram.errors import ApiError
from bot.sandbox.telegram.inline import Inline, InlineQuery
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.model import Chat, Event, Message, Person
from bot.sandbox.telegram.parameters import Upload
from bot.sandbox.telegram.world import World

PAGE = Path(__file__).parent / "static"
TAP_SECONDS = 10.0
STREAM_SECONDS = 15.0  # between two signs of life
_QUOTE = 120  # characters of a message that is replied to

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class PageApi:
    """The page and its calls."""

    def __init__(self, world: World, messages: Messages, chats: Chats, inline: Inline) -> None:
        self._world = world
        self._messages = messages
        self._chats = chats
        self._inline = inline
        self._streams: set[asyncio.Task[Any]] = set()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page's files and calls."""
        router.add_get("/", _index)
        router.add_static("/page/", PAGE)
        router.add_get("/api/state", self._state)
        router.add_get("/api/events", self._events)
        router.add_get("/api/file/{id}", self._download)
        posts: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "send": self._send,
            "tap": self._tap,
            "inline": self._ask_inline,
            "pick": self._pick,
            "start": self._start,
            "block": self._block,
            "anonymous": self._anonymous,
            "edit": self._edit,
        }
        for name, deed in posts.items():
            router.add_post(f"/api/{name}", _json(deed))
        router.add_post("/api/upload", self._upload)

    def close(self) -> None:
        """End the event streams."""
        for stream in self._streams:
            stream.cancel()

    async def _state(self, request: web.Request) -> web.Response:
        people = list(self._world.people.values())
        wanted = request.query.get("person", "")
        person = self._world.people.get(int(wanted)) if wanted.isdecimal() else None
        person = person or (people[0] if people else None)
        chats = [chat for chat in self._world.chats.values() if person and _is_in(person, chat)]
        return web.json_response(
            {
                "bot": {
                    "id": self._world.bot["id"],
                    "name": self._world.bot["first_name"],
                    "username": self._world.bot["username"],
                },
                "people": [_person(one) for one in people],
                "person": person.id if person else None,
                "chats": [self._chat(person, chat) for chat in chats if person],
                "seq": len(self._world.events),
            }
        )

    def _chat(self, person: Person, chat: Chat) -> dict[str, Any]:
        return {
            "id": chat.id,
            "type": chat.type,
            "title": self._world.bot["first_name"] if chat.type == "private" else chat.title,
            "topics": [{"id": number, "name": name} for number, name in chat.topics.items()],
            "is_admin": person.id in chat.admins,
            "is_anonymous": person.id in chat.anonymous,
            "blocked": chat.type == "private" and person.blocked_bot,
            "commands": self._chats.menu(person, chat),
            "messages": [
                self._message(person, message)
                for message in chat.messages.values()
                if not message.deleted
            ],
        }

    def _message(self, person: Person, message: Message) -> dict[str, Any]:
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
            "outgoing": message.sender is person,
            "text": message.text,
            "html": message.html,
            "reply_to": self._quote(replied) if replied and not replied.deleted else None,
            "buttons": _buttons(message),
            "force_reply": message.force_reply_for in {0, person.id},
            "file": self._file(message),
            "service": _service_text(message),
        }

    def _sender(self, message: Message) -> dict[str, Any]:
        if message.sender is None:
            bot = self._world.bot
            return {"id": bot["id"], "name": bot["first_name"], "is_bot": True}
        if message.in_name_of is not None:
            whose = message.in_name_of
            return {"id": whose.id, "name": whose.title, "is_bot": False}
        return {"id": message.sender.id, "name": message.sender.name, "is_bot": False}

    def _quote(self, message: Message) -> dict[str, Any]:
        name = self._sender(message)["name"]
        return {
            "message_id": message.message_id,
            "name": name,
            "text": message.text[:_QUOTE] or (self._file(message) or {}).get("name", ""),
        }

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

    async def _download(self, request: web.Request) -> web.Response:
        upload = self._messages.files.get(request.match_info["id"])
        if upload is None:
            raise web.HTTPNotFound(text="There is no such file.")
        return as_download(upload)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request.query.get("person"))
        after = int(request.headers.get("Last-Event-ID") or request.query.get("after") or 0)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        task = asyncio.current_task()
        if task is not None:
            self._streams.add(task)
            task.add_done_callback(self._streams.discard)
        with suppress(ConnectionResetError):  # the page was closed
            await self._follow(person, after, response)
        return response

    async def _follow(self, person: Person, after: int, response: web.StreamResponse) -> None:
        while True:
            for event in self._world.events[after:]:
                after = event.seq
                shown = self._event(person, event)
                if shown is not None:
                    line = f"id: {event.seq}\ndata: {json.dumps(shown)}\n\n"
                    await response.write(line.encode())
            if not await self._world.wait_for_events(after, STREAM_SECONDS):
                await response.write(b": still here\n\n")

    def _event(self, person: Person, event: Event) -> dict[str, Any] | None:
        shown: dict[str, Any] = {"seq": event.seq, "type": event.type}
        if event.chat is None or event.type == "chat":
            return shown
        if not _is_in(person, event.chat):
            return None
        if event.message is None or event.type == "delete":
            number = event.message.message_id if event.message else None
            return shown | {"chat_id": event.chat.id, "message_id": number}
        return shown | {"message": self._message(person, event.message)}

    def _person(self, number: object) -> Person:
        person = self._world.people.get(int(str(number or 0)))
        if person is None:
            raise web.HTTPNotFound(text="There is no such person.")
        return person

    def _place(self, body: dict[str, Any]) -> tuple[Person, Chat]:
        person = self._person(body.get("person"))
        chat = self._world.chats.get(int(body.get("chat_id") or 0))
        if chat is None or not _is_in(person, chat):
            raise web.HTTPNotFound(text="There is no such chat.")
        return person, chat

    async def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        text = str(body.get("text", "")).strip()
        if not text:
            raise web.HTTPBadRequest(text="A message needs a text.")
        message = self._world.say(
            person, chat, text, reply_to=body.get("reply_to"), thread_id=body.get("thread_id")
        )
        return {"message": self._message(person, message)}

    async def _upload(self, request: web.Request) -> web.Response:
        _require_own_page(request)
        form = await request.post()
        person, chat = self._place(dict(form))
        file = form.get("file")
        if not isinstance(file, web.FileField):
            raise web.HTTPBadRequest(text="There is no file.")
        upload = Upload(file.filename, file.file.read(), file.content_type)
        thread = str(form.get("thread_id", ""))
        message = self._world.say(
            person,
            chat,
            str(form.get("caption", "")),
            thread_id=int(thread) if thread else None,
            file=self._messages.store(upload),
        )
        return web.json_response({"message": self._message(person, message)})

    async def _tap(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        message = chat.messages.get(int(body.get("message_id") or 0))
        data = body.get("data")
        if message is None or not isinstance(data, str):
            raise web.HTTPNotFound(text="That button is not there any more.")
        query = self._world.tap(person, message, data)
        try:
            await asyncio.wait_for(query.answered.wait(), TAP_SECONDS)
        except TimeoutError:
            return {"answered": False}
        answer = query.answer
        assert answer is not None  # noqa: S101 - `answered` is set with it
        return {
            "answered": True,
            "text": answer.text,
            "alert": answer.show_alert,
            "url": answer.url,
        }

    async def _ask_inline(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        words, offset = str(body.get("query", "")), str(body.get("offset", ""))
        query = self._inline.ask(person, chat, words, offset)
        try:
            await asyncio.wait_for(query.answered.wait(), TAP_SECONDS)
        except TimeoutError:
            return {"answered": False}
        return {"answered": True, "id": query.id, **_offer(query)}

    async def _pick(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        query = self._inline.queries.get(str(body.get("query_id")))
        offered = query.offer.results if query and query.offer else ()
        result = next((it for it in offered if it.id == body.get("id")), None)
        if result is None:
            raise web.HTTPNotFound(text="That was not offered.")
        message = self._inline.pick(person, chat, result, body.get("thread_id"))
        return {"message": self._message(person, message)}

    async def _start(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body.get("person"))
        message = self._world.start(person, str(body.get("payload") or ""))
        return {"message": self._message(person, message)}

    async def _block(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body.get("person"))
        deed = self._world.block if body.get("blocked") else self._world.unblock
        deed(person)
        return {}

    async def _anonymous(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        if person.id not in chat.admins:
            raise web.HTTPForbidden(text="Only administrators can write as the group.")
        self._world.set_anonymous(chat, person, bool(body.get("anonymous")))
        return {}

    async def _edit(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        message = chat.messages.get(int(body.get("message_id") or 0))
        if message is None or message.sender is not person or message.via_bot:
            raise web.HTTPForbidden(text="Only own messages can be edited.")
        self._world.edit(message, str(body.get("text", "")))
        return {"message": self._message(person, message)}


def _json(deed: Callable[[dict[str, Any]], Awaitable[Any]]) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        _require_own_page(request)
        # No other site's page can send this type without being asked first.
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Send JSON.")
        try:
            return web.json_response(await deed(await request.json()))
        except (ValueError, TypeError, AttributeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        except ApiError as error:
            return web.json_response({"error": error.description}, status=error.code)
        except web.HTTPException as error:
            return web.json_response({"error": error.text}, status=error.status)

    return handler


async def _index(request: web.Request) -> web.StreamResponse:
    del request
    return web.FileResponse(PAGE / "index.html", headers=_PAGE_HEADERS)


def _require_own_page(request: web.Request) -> None:
    """Refuse what no page of ours has asked for: a browser says where a POST comes from."""
    if not is_own_page(request):
        raise web.HTTPForbidden(text="Only the chat page may do this.")


def _is_in(person: Person, chat: Chat) -> bool:
    return person in chat.members and chat.migrated_to is None


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "username": person.username,
        "language_code": person.language_code,
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
                "index": next(flat),
            }
            for button in row
        ]
        for row in message.buttons
    ]


def _offer(query: InlineQuery) -> dict[str, Any]:
    offer = query.offer
    assert offer is not None  # noqa: S101 - `answered` is set with it
    button = offer.button
    return {
        "results": [
            {"id": result.id, "title": result.title, "description": result.description}
            for result in offer.results
        ],
        "next_offset": offer.next_offset,
        "button": {"text": button.label, "payload": button.payload} if button else None,
    }


def _service_text(message: Message) -> str | None:
    if not message.service:
        return None
    name = message.sender.name if message.sender else ""
    if "forum_topic_created" in message.service:
        return f"{name} opened the topic {message.service['forum_topic_created']['name']}"
    return "The group became a supergroup"
