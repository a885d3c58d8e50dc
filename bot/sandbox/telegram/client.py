"""A person at the keyboard, for tests and for the played demo."""

import asyncio
from typing import Any

from bot.sandbox.telegram import things
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.inline import Offer
from bot.sandbox.telegram.model import Answer, Chat, Message, Person, Query
from bot.sandbox.telegram.parameters import Upload
from bot.sandbox.telegram.screen import ANSWER_SECONDS, NotSeenError, Screen, button_of, data_of
from bot.sandbox.telegram.server import Playground
from bot.sandbox.telegram.stars import Payment


class NotPaidError(Exception):
    """A payment was refused; the message is the bot's reason, or Telegram's."""


class ChatClient(Screen):
    """One person in one chat, or in one topic of it: what they do, and what they see."""

    def __init__(
        self, playground: Playground, person: Person, chat: Chat, thread_id: int | None = None
    ) -> None:
        super().__init__(playground.world, chat, thread_id)
        self.person = person
        self._playground = playground

    async def say(
        self, text: str, *, reply_to: Message | None = None, mention: Person | None = None
    ) -> Message:
        """Write a message.

        Args:
            mention: somebody whose name in the text is a link to them.
        """
        return self._world.say(
            self.person,
            self.chat,
            text,
            reply_to=_number(reply_to),
            thread_id=self._thread_id,
            mention=mention,
        )

    async def send_file(
        self, name: str, content: bytes, *, caption: str = "", reply_to: Message | None = None
    ) -> Message:
        """Send a file."""
        file = self._playground.messages.files.store(Upload(name, content, "text/plain"))
        return self._world.say(
            self.person,
            self.chat,
            caption,
            reply_to=_number(reply_to),
            thread_id=self._thread_id,
            file=file,
        )

    async def send(
        self, kind: str, *, caption: str = "", reply_to: Message | None = None
    ) -> Message:
        """Send a voice message, a sticker, a place ...: one of `things`."""
        fields: dict[str, Any] = {"service": {kind: things.PLAIN.get(kind)}}
        if kind in things.CAPTIONED:
            fields = {"file": {"kind": kind, "as_sent": things.CAPTIONED[kind], "id": kind}}
        elif caption:
            raise ValueError(f"a {kind} has no caption")
        elif kind == "venue":
            fields["service"]["location"] = things.PLAIN["location"]
        return self._world.post(
            self.person,
            self.chat,
            Formatted(caption),
            reply_to=_number(reply_to),
            thread_id=self._thread_id,
            **fields,
        )

    async def forward(
        self, text: str, *, channel: str | None, number: int, reply_to: Message | None = None
    ) -> Message:
        """Forward a text that was posted in a channel.

        Args:
            channel: its username, if it is public.
            number: of the post.
        """
        return self._world.post(
            self.person,
            self.chat,
            Formatted(text),
            reply_to=_number(reply_to),
            origin=things.forwarded_from_channel(channel, number),
        )

    async def post(
        self, content: Formatted, *, reply_to: Message | None = None, photo: bytes | None = None
    ) -> Message:
        """Write a formatted message, or a photo with it as its caption."""
        file = None
        if photo is not None:
            upload = Upload("photo.png", photo, "image/png")
            file = self._playground.messages.files.store(upload, "photo")
        return self._world.post(
            self.person, self.chat, content, reply_to=_number(reply_to), file=file
        )

    def read_file(self, message: Message) -> tuple[str, bytes]:
        """Return the name and the content of a message's file.

        Raises:
            NotSeenError: it has none.
        """
        if message.file is None:
            raise NotSeenError(f"there is no file\n{self.transcript()}")
        upload = self._playground.messages.files[message.file["id"]]
        return upload.name, upload.content

    async def edit(self, message: Message, text: str) -> None:
        """Edit an own message."""
        self._world.edit(message, text)

    async def tap(
        self, button: str, *, message: Message | None = None, wait: bool = True
    ) -> Answer | None:
        """Tap a button whose label contains `button`, once it is there; return the bot's answer.

        Args:
            message: where the button is; the newest message that has such a button if not given.
            wait: whether to wait for the answer.

        Raises:
            NotSeenError: there is no such button, or no answer.
        """

        def find() -> tuple[Message, str] | None:
            for candidate in [message] if message else reversed(self.bot_messages()):
                data = data_of(candidate, button)
                if data is not None:
                    return candidate, data
            return None

        pressed = await self.wait_until(find, f"there is no button {button!r}")
        return await self.press(*pressed, wait=wait)

    async def press(self, message: Message, data: str, *, wait: bool = True) -> Answer | None:
        """Send a tap with any callback data, as a modified client can."""
        query = self._world.tap(self.person, message, data)
        if not wait:
            return None
        try:
            await asyncio.wait_for(query.answered.wait(), ANSWER_SECONDS)
        except TimeoutError:
            raise NotSeenError(f"the tap {data!r} got no answer\n{self.transcript()}") from None
        return query.answer

    def queries(self) -> list[Query]:
        """Return this person's taps in this chat, the oldest first."""
        found = self._world.queries.values()
        return [it for it in found if (it.person, it.message.chat) == (self.person, self.chat)]

    async def inline(self, words: str, *, offset: str = "") -> Offer:
        """Write `@bot words`, or scroll on to `offset`, and return what the bot offers.

        Raises:
            NotSeenError: no answer.
        """
        query = self._playground.inline.ask(self.person, self.chat, words, offset)
        try:
            await asyncio.wait_for(query.answered.wait(), ANSWER_SECONDS)
        except TimeoutError:
            raise NotSeenError(f"the inline query {words!r} got no answer") from None
        assert query.offer is not None  # noqa: S101 - `answered` is set with it
        return query.offer

    async def pick(self, offer: Offer, title: str) -> Message:
        """Send the first result that has `title` in its title.

        Raises:
            NotSeenError: there is none.
        """
        result = next((it for it in offer.results if title in it.title), None)
        if result is None:
            raise NotSeenError(f"no result has {title!r} in its title: {offer}")
        return self._playground.inline.pick(self.person, self.chat, result, self._thread_id)

    async def follow(self, button: str, message: Message) -> Message:
        """Tap a button with a link to the bot: its private chat opens, and the bot is started.

        Raises:
            NotSeenError: there is no such button, or it leads elsewhere.
        """
        found = button_of(message, button, lambda it: it.url is not None)
        link = f"https://t.me/{self._world.bot['username']}?start="
        if found is None or found.url is None or not found.url.startswith(link):
            raise NotSeenError(f"there is no link to the bot {button!r}\n{self.transcript()}")
        return self._world.start(self.person, found.url.removeprefix(link))

    async def pay(self, invoice: Message | str, *, again: bool = False) -> Payment:
        """Pay what a message or a link asks for, and return the payment once it is made.

        Args:
            again: also by a message that has become a receipt, from an app that still shows it as
                an invoice.

        Raises:
            NotPaidError: the bot has refused, or did not answer in time, or Stars are too few.
            NotSeenError: that is no invoice, or none any more.
        """
        message = invoice if isinstance(invoice, Message) else None
        asked = message.invoice if message else self._playground.invoices.behind(str(invoice))
        if asked is None or (message and not _has_pay(message)):
            raise NotSeenError(f"there is nothing to pay\n{self.transcript()}")
        if message and message.receipt and not again:
            raise NotSeenError(f"the invoice has become a receipt\n{self.transcript()}")
        checkouts = self._playground.checkouts
        checkout = checkouts.begin(self.person, asked, message)
        await asyncio.wait_for(checkout.over.wait(), checkouts.answer_seconds + ANSWER_SECONDS)
        if checkout.payment is None:
            raise NotPaidError(checkout.refusal)
        return checkout.payment


def _number(message: Message | None) -> int | None:
    return message.message_id if message else None


def _has_pay(message: Message) -> bool:
    return not message.deleted and any(button.pay for row in message.buttons for button in row)
