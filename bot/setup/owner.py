"""Who the owner is: whoever taps Start on a link that only setup has shown."""

import asyncio
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from telegram import Bot, Update, User
from telegram.constants import ChatType, ParseMode
from telegram.error import Conflict, TelegramError
from telegram.helpers import create_deep_linked_url

from bot.core.languages import Catalogues
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.handlers import ALLOWED_UPDATES
from bot.core.telegram.names import called
from bot.doctor.telegram import host_of
from bot.setup.terminal import SetupError

POLL_SECONDS = 10
SHORTEST_POLL = 1.0
MOST_WAITING = 100
"""Updates that Telegram hands out at once; later ones come when these have been handled."""
CODE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Owner:
    """A person who has shown that the bot is theirs."""

    id: int
    name: str


async def find_owner(bot: Bot, show: Callable[[str], None], seconds: float) -> Owner:
    """Show a link with a one-time code, and return who has tapped Start on it.

    What others have sent to the bot stays with Telegram until the bot runs.

    Args:
        show: is given the link.
        seconds: how long to wait.

    Raises:
        SetupError: somebody else takes this bot's updates, or nobody came.
    """
    code = f"owner_{secrets.token_urlsafe(CODE_BYTES)}"
    show(create_deep_linked_url(bot.username, code))
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        user = await _sent_by(bot, code)
        if user is not None:
            await _welcome(bot, user)
            return Owner(user.id, "".join(filter(str.isprintable, called(user))))
    raise SetupError(
        "Nobody has opened the link in time. Run setup again: it continues from here. Or give the "
        "owner's ID yourself: --owner 12345678."
    )


async def require_no_webhook(bot: Bot) -> None:
    """Raise `SetupError` if updates go elsewhere: what is sent to the bot would not come here."""
    info = await bot.get_webhook_info()
    if info.url:
        raise SetupError(
            f"A webhook is set at {host_of(info.url)}: another installation takes this bot's "
            "messages. Stop it and run setup again with --delete-webhook, take a new bot from "
            "@BotFather, or give the owner's ID yourself: --owner 12345678."
        )


async def _sent_by(bot: Bot, code: str) -> User | None:
    """Look through the updates that wait, without acknowledging any."""
    began = time.monotonic()
    try:
        updates = await bot.get_updates(
            limit=MOST_WAITING,
            timeout=POLL_SECONDS,
            allowed_updates=ALLOWED_UPDATES,
        )
    except Conflict:
        raise SetupError(
            "Another process polls with this token, a bot that runs already say. Stop it and run "
            "setup again, or give the owner's ID yourself: --owner 12345678."
        ) from None
    except TelegramError as error:
        if meaning(error) is not Failure.AWAY:
            raise
        updates = ()
    for update in updates:
        user = _sender(update, code)
        if user is not None:
            return user
    if len(updates) == MOST_WAITING:
        raise SetupError(
            "So many messages wait for the bot that the owner's would not be seen. Give the ID "
            "yourself: --owner 12345678."
        )
    # Where something waits, Telegram answers at once.
    await asyncio.sleep(max(0.0, SHORTEST_POLL - (time.monotonic() - began)))
    return None


def _sender(update: Update, code: str) -> User | None:
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE or message.text is None:
        return None
    is_meant = secrets.compare_digest(message.text.encode(), f"/start {code}".encode())
    return message.from_user if is_meant else None


async def _welcome(bot: Bot, user: User) -> None:
    """Write to the owner in their chat that it worked; that it did does not depend on it."""
    t = Catalogues().translator(user.language_code)
    text = t("✅ You own this bot now. Start it as the terminal says, and I will greet you here.")
    with suppress(TelegramError):
        await bot.send_message(user.id, text, parse_mode=ParseMode.HTML)
