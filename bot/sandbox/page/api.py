"""What the chat page asks of the server: chats as a person sees them, and what a person does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.page.calls import Action, as_form, as_json
from bot.sandbox.page.downloads import PICTURES, as_download
from bot.sandbox.page.payments import Payments, shown_invoice
from bot.sandbox.page.streams import STREAM_SECONDS, Event, Streams
from bot.sandbox.page.views import Views, is_in, offer
from bot.sandbox.telegram.chats import Chats
from bot.sandbox.telegram.inline import Inline
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.model import Chat, Message, Person
from bot.sandbox.telegram.parameters import Upload
from bot.sandbox.telegram.world import World

PAGE = Path(__file__).parent / "static"
TAP_SECONDS = 15.0
"""How long an app waits for the answer to a tap."""
LANGUAGES = frozenset({"en", "ru", "tr", "ar", "es", "pt-br", "hi", "id"})
"""That a person's app can be switched to."""

_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class PageApi:
    """The page and its calls."""

    def __init__(
        self, world: World, messages: Messages, chats: Chats, inline: Inline, payments: Payments
    ) -> None:
        self._world = world
        self._messages = messages
        self._inline = inline
        self._payments = payments
        self._views = Views(world, messages, chats, payments)
        self._streams = Streams()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve the page's files and calls."""
        router.add_get("/", _index)
        router.add_static("/page/", PAGE)
        router.add_get("/api/state", self._state)
        router.add_get("/api/events", self._events)
        router.add_get("/api/file/{id}", self._download)
        posts: dict[str, Action] = {
            "send": self._send,
            "forward": self._forward,
            "edit": self._edit,
            "tap": self._tap,
            "inline": self._ask_inline,
            "pick": self._pick,
            "invoice": self._invoice,
            "pay": self._pay,
            "buy-stars": self._buy_stars,
            "start": self._start,
            "block": self._block,
            "anonymous": self._anonymous,
            "language": self._language,
        }
        for name, action in posts.items():
            router.add_post(f"/api/{name}", as_json(action))
        router.add_post("/api/upload", as_form(self._upload))

    def close(self) -> None:
        """End the event streams."""
        self._streams.close()

    async def _state(self, request: web.Request) -> web.Response:
        requested = request.query.get("person", "")
        person = self._world.people.get(int(requested)) if requested.isdecimal() else None
        return web.json_response(
            self._views.state(person or next(iter(self._world.people.values()), None))
        )

    async def _download(self, request: web.Request) -> web.Response:
        upload = self._messages.files.get(request.match_info["id"])
        if upload is None:
            raise web.HTTPNotFound(text="There is no such file.")
        return as_download(upload)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request.query.get("person"))
        after = int(request.headers.get("Last-Event-ID") or request.query.get("after") or 0)
        return await self._streams.serve(request, self._follow(person, after))

    async def _follow(self, person: Person, after: int) -> AsyncIterator[Event | None]:
        while True:
            for event in self._world.events[after:]:
                after = event.seq
                shown = self._views.event(person, event)
                if shown is not None:
                    yield shown
            if not await self._world.wait_for_events(after, STREAM_SECONDS):
                yield None

    def _person(self, number: object) -> Person:
        person = self._world.people.get(int(str(number or 0)))
        if person is None:
            raise web.HTTPNotFound(text="There is no such person.")
        return person

    def _place(self, body: dict[str, Any]) -> tuple[Person, Chat]:
        person = self._person(body.get("person"))
        return person, self._chat(person, body.get("chat_id"))

    def _chat(self, person: Person, number: object) -> Chat:
        chat = self._world.chats.get(int(str(number or 0)))
        if chat is None or not is_in(person, chat):
            raise web.HTTPNotFound(text="There is no such chat.")
        return chat

    def _writable(self, body: dict[str, Any]) -> tuple[Person, Chat, dict[str, Any]]:
        """Return who writes where, and as a reply to what in which topic."""
        person, chat = self._place(body)
        if chat.type == "channel":
            raise web.HTTPForbidden(text="Only administrators can post in a channel.")
        reply_to = _number(body.get("reply_to"))
        if reply_to is not None:
            self._message(chat, reply_to)
        return person, chat, {"reply_to": reply_to, "thread_id": _number(body.get("thread_id"))}

    @staticmethod
    def _message(chat: Chat, number: object) -> Message:
        message = chat.messages.get(_number(number) or 0)
        if message is None or message.deleted:
            raise web.HTTPNotFound(text="That message is not there any more.")
        return message

    def _shown(self, person: Person, message: Message) -> dict[str, Any]:
        return {"message": self._views.message(person, message)}

    async def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat, where = self._writable(body)
        text = str(body.get("text", "")).strip()
        return self._shown(person, self._world.say(person, chat, text, **where))

    async def _upload(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat, where = self._writable(body)
        file, caption = body.get("file"), str(body.get("caption", "")).strip()
        if not isinstance(file, web.FileField):
            raise web.HTTPBadRequest(text="There is no file.")
        upload = Upload(file.filename, file.file.read(), file.content_type)
        is_photo = bool(body.get("as_photo")) and upload.mime_type in PICTURES
        stored = self._messages.files.store(upload, "photo" if is_photo else "document")
        message = self._world.say(person, chat, caption, file=stored, **where)
        return self._shown(person, message)

    async def _forward(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat, where = self._writable(body)
        message = self._message(self._chat(person, body.get("from_chat")), body.get("message_id"))
        thread_id = where["thread_id"]
        return self._shown(person, self._world.forward(person, message, chat, thread_id))

    async def _edit(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        message = self._message(chat, body.get("message_id"))
        if message.sender is not person or message.via_bot or message.origin is not None:
            raise web.HTTPForbidden(text="Only own messages can be edited.")
        self._world.edit(message, str(body.get("text", "")).strip())
        return self._shown(person, message)

    async def _tap(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        message = chat.messages.get(_number(body.get("message_id")) or 0)
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
        return {"answered": True, "id": query.id, **offer(query)}

    async def _pick(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat, where = self._writable(body)
        query = self._inline.queries.get(str(body.get("query_id")))
        offered = query.offer.results if query and query.offer else ()
        result = next((it for it in offered if it.id == body.get("id")), None)
        if result is None:
            raise web.HTTPNotFound(text="That was not offered.")
        message = self._inline.pick(person, chat, result, where["thread_id"])
        return self._shown(person, message)

    async def _invoice(self, body: dict[str, Any]) -> dict[str, Any]:
        return shown_invoice(self._payments.behind(body.get("link")))

    async def _pay(self, body: dict[str, Any]) -> dict[str, Any]:
        if "link" in body:
            person, message = self._person(body.get("person")), None
            invoice = self._payments.behind(body["link"])
        else:
            person, chat = self._place(body)
            message = self._message(chat, body.get("message_id"))
            invoice = self._payments.invoice_of(message)
        return {"refusal": await self._payments.pay(person, invoice, message)}

    async def _buy_stars(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body.get("person"))
        self._payments.buy(person)
        self._world.record_event("chat", self._world.private_chat(person))
        return {"stars": person.stars}

    async def _start(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body.get("person"))
        message = self._world.start(person, str(body.get("payload") or ""))
        return self._shown(person, message)

    async def _block(self, body: dict[str, Any]) -> dict[str, Any]:
        person = self._person(body.get("person"))
        action = self._world.block if body.get("blocked") else self._world.unblock
        action(person)
        return {}

    async def _anonymous(self, body: dict[str, Any]) -> dict[str, Any]:
        person, chat = self._place(body)
        if person.id not in chat.admins:
            raise web.HTTPForbidden(text="Only administrators can write as the group.")
        self._world.groups.set_anonymous(chat, person, bool(body.get("anonymous")))
        return {}

    async def _language(self, body: dict[str, Any]) -> dict[str, Any]:
        person, code = self._person(body.get("person")), body.get("code")
        if code not in LANGUAGES:
            raise web.HTTPBadRequest(text="There is no such language.")
        await self._world.set_language(person, str(code))
        return {}


def _number(value: object) -> int | None:
    """Return the number of a message or topic; `None` if none is given."""
    return int(str(value)) if value not in {None, ""} else None


async def _index(request: web.Request) -> web.StreamResponse:
    del request
    return web.FileResponse(PAGE / "index.html", headers=_PAGE_HEADERS)
