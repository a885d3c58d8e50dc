"""Updates on their way to the bot: by getUpdates, or to its webhook."""

import asyncio
import itertools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.telegram.errors import ApiError, bad_request

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 100
RETRY_SECONDS = 0.5
MOST_CONNECTIONS = 40  # Telegram's default
_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_TERMINATED = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
_WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass(frozen=True)
class Webhook:
    """Where updates are posted to."""

    url: str
    secret: str = ""


class UpdateQueue:
    """Keeps updates until they are acknowledged."""

    def __init__(self) -> None:
        self.webhook: Webhook | None = None
        self.last_error = ""
        self._numbers = itertools.count(1)
        self._waiting: list[dict[str, Any]] = []
        self._held: list[dict[str, Any]] | None = None
        self._again: set[int] = set()  # acknowledged, and to be handed out all the same
        self._last: dict[str, dict[str, Any]] = {}
        self._allowed: frozenset[str] | None = None
        self._poll = 0
        self._changed = asyncio.Condition()
        self._wakes: set[asyncio.Task[None]] = set()
        self._delivery: asyncio.Task[None] | None = None
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, update: dict[str, Any]) -> None:
        """Take an update (without its number), if the bot wants its kind."""
        kind = next(iter(update))
        is_allowed = kind in self._allowed if self._allowed else kind not in _ONLY_ON_REQUEST
        if is_allowed:
            self._last[kind] = {"update_id": next(self._numbers), **update}
            waiting = self._waiting if self._held is None else self._held
            waiting.append(self._last[kind])
            self._wake()

    def hold(self) -> None:
        """Keep back what comes from now on, as if Telegram had no updates for the bot."""
        self._held = self._held or []

    def release(self, *, forget: bool = False) -> None:
        """Hand out what was held back; or forget it, as Telegram does after a day."""
        self._waiting += [] if forget else self._held or []
        self._held = None
        self._wake()

    def repeat(self, kind: str = "message", *, renumbered: bool = False) -> None:
        """Hand out the newest update of a kind once more, though it was acknowledged.

        Args:
            renumbered: with a number of its own: for all that Telegram says, another update.
        """
        update = self._last[kind]
        if renumbered:
            self.put({kind: update[kind]})
        else:
            self._again.add(update["update_id"])
            self._waiting.insert(0, update)
            self._wake()

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Set the kinds of updates that the bot wants; `None` leaves them."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    async def get(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:  # noqa: ASYNC109 - Telegram's own word
        """Acknowledge what is below `offset`, and return what is there within `timeout` seconds.

        Raises:
            ApiError: a newer call has ended this one, or a webhook is set.
        """
        if self.webhook is not None:
            raise ApiError(409, _WEBHOOK_IS_SET)
        self._poll += 1
        mine = self._poll
        if offset < 0:
            del self._waiting[:offset]
        else:
            self._waiting = [
                update
                for update in self._waiting
                if update["update_id"] >= offset or update["update_id"] in self._again
            ]
        async with self._changed:
            self._changed.notify_all()
            try:
                async with asyncio.timeout(timeout):
                    await self._changed.wait_for(
                        lambda: self._waiting or self._closed or mine != self._poll
                    )
            except TimeoutError:
                return []
        if mine != self._poll:
            raise ApiError(409, _TERMINATED)
        handed_out = self._waiting[: min(max(limit, 1), MOST_AT_ONCE)]
        self._again.difference_update(update["update_id"] for update in handed_out)
        return handed_out

    @property
    def polls(self) -> int:
        """How often the bot has called getUpdates."""
        return self._poll

    async def wait_for_poll(self, after: int) -> None:
        """Wait until the bot has called getUpdates more than `after` times."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._poll > after)

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Post updates to an address on loopback, or stop doing so.

        Raises:
            ApiError: the address is elsewhere.
        """
        if webhook and urlsplit(webhook.url).hostname not in {"127.0.0.1", "localhost"}:
            raise bad_request("bad webhook: only addresses on 127.0.0.1 are served here")
        self.webhook = webhook
        if self._delivery is not None:
            self._delivery.cancel()
        self._delivery = asyncio.create_task(self._deliver(webhook)) if webhook else None

    def drop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    async def close(self) -> None:
        """End polls and deliveries."""
        self._closed = True
        if self._delivery is not None:
            self._delivery.cancel()
        async with self._changed:
            self._changed.notify_all()

    def _wake(self) -> None:
        task = asyncio.get_running_loop().create_task(self._notify())
        self._wakes.add(task)
        task.add_done_callback(self._wakes.discard)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _deliver(self, webhook: Webhook) -> None:
        """Post updates, those of one chat one after the other, several chats at once."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        busy: set[tuple[bool, int]] = set()

        def ready() -> list[dict[str, Any]]:
            first: dict[tuple[bool, int], dict[str, Any]] = {}
            for update in self._waiting:
                first.setdefault(_chat_of(update), update)
            free = MOST_CONNECTIONS - len(busy)
            return [update for chat, update in first.items() if chat not in busy][:free]

        async def deliver(update: dict[str, Any]) -> None:
            delivered = await self._post(session, webhook.url, update)
            if not delivered:
                await asyncio.sleep(RETRY_SECONDS)
            async with self._changed:
                busy.discard(_chat_of(update))
                if delivered and update in self._waiting:
                    self._waiting.remove(update)
                self._changed.notify_all()

        async with (
            aiohttp.ClientSession(headers=headers) as session,
            asyncio.TaskGroup() as deliveries,
        ):
            while True:
                async with self._changed:
                    await self._changed.wait_for(lambda: bool(ready()))
                for update in ready():
                    busy.add(_chat_of(update))
                    deliveries.create_task(deliver(update))

    async def _post(self, session: aiohttp.ClientSession, url: str, update: Any) -> bool:
        try:
            async with session.post(url, json=update) as answer:
                self.last_error = "" if answer.ok else f"Wrong response: {answer.status}"
                return answer.ok
        except (aiohttp.ClientError, TimeoutError) as error:
            self.last_error = f"Connection failed: {type(error).__name__}"
            return False


def _chat_of(update: dict[str, Any]) -> tuple[bool, int]:
    """Return what keeps updates in order: the chat's id, else the person's.

    A checkout waits for no other update of its person; Telegram's server keeps them apart, too.
    """
    kind, body = next((name, value) for name, value in update.items() if name != "update_id")
    chat = body.get("chat") or body.get("message", {}).get("chat") or body.get("from", {})
    return kind == "pre_checkout_query", int(chat.get("id", 0))
