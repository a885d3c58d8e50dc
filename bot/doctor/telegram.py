"""The bot as Telegram knows it: token, modes, webhook, and whether its owners can be reached."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from telegram import Bot, WebhookInfo
from telegram.constants import ChatAction, ChatType
from telegram.error import InvalidToken, TelegramError

from bot.config.settings import Settings
from bot.core.redaction import Redactor
from bot.core.telegram.errors import Failure, meaning
from bot.core.telegram.transport import Transport
from bot.doctor.network import why_unreachable
from bot.doctor.results import CheckContext, CheckResult, UnhealthyError, ok, warning
from bot.input_hints import not_known

READ_SECONDS = 10.0
_LATE = timedelta(hours=1)
"""So long ago an update that could not be delivered is still worth a word."""


@asynccontextmanager
async def signed_in(token: str, api_url: str) -> AsyncIterator[Bot]:
    """Sign in to Telegram, and yield the bot, which knows itself.

    Raises:
        UnhealthyError: Telegram does not know the token, or cannot be reached.
    """
    redact = Redactor([token])
    transports = Transport(READ_SECONDS, redact), Transport(READ_SECONDS, redact)
    bot = Bot(
        token,
        base_url=f"{api_url}/bot",
        request=transports[0],
        get_updates_request=transports[1],
    )
    try:
        await _sign_in(bot, token, api_url)
        yield bot
    finally:
        await bot.shutdown()


async def _sign_in(bot: Bot, token: str, api_url: str) -> None:
    try:
        await bot.initialize()
    except InvalidToken:
        raise UnhealthyError(not_known(api_url, token)) from None
    except TelegramError as error:
        if meaning(error) is Failure.AWAY:
            raise UnhealthyError(
                await why_unreachable(api_url, error.message, "TELEGRAM_API_URL")
            ) from None
        raise UnhealthyError(
            f"{api_url} cannot be used ({error.message}). Check TELEGRAM_API_URL."
        ) from None


async def examine_telegram(context: CheckContext) -> list[CheckResult]:
    """Sign in, and check all that Telegram knows of the bot."""
    settings = context.settings
    token = settings.telegram_bot_token.get_secret_value()
    async with signed_in(token, settings.telegram_api_url) as bot:
        return [
            ok(f"@{bot.username} answers"),
            *examine_modes(bot),
            *_webhook(await bot.get_webhook_info(), settings, context.clock()),
            *[await examine_owner(bot, owner) for owner in sorted(settings.owner_ids)],
        ]


def examine_modes(bot: Bot) -> Iterable[CheckResult]:
    """Check what is switched at @BotFather."""
    if not bot.supports_inline_queries:
        yield warning(
            "inline mode is off: nobody can write @" + bot.username + " in other chats. "
            "/setinline at @BotFather switches it on."
        )
    if bot.can_read_all_group_messages:
        yield warning(
            "privacy mode is off: the bot gets every message in its groups. "
            "/setprivacy at @BotFather switches it on."
        )
    if not bot.can_join_groups:
        yield warning(
            "the bot cannot be added to groups. /setjoingroups at @BotFather allows it; if you "
            "want no groups, ignore this."
        )


def _webhook(info: WebhookInfo, settings: Settings, now: datetime) -> Iterable[CheckResult]:
    """Check for another installation that takes the updates, and for what was not taken in."""
    ours = settings.webhook_url.rstrip("/") + settings.webhook_path
    if info.url and not settings.webhook_url:
        yield warning(
            f"a webhook is set at {host_of(info.url)}: another installation takes this bot's "
            "updates. Stop it; `run` then takes the webhook away."
        )
    elif info.url and info.url != ours:
        yield warning(
            f"the webhook is set at {host_of(info.url)}, not below WEBHOOK_URL. Stop what runs "
            "there; `web` then sets its own."
        )
    failed_at = info.last_error_date
    if info.url and failed_at is not None and now - failed_at < _LATE:
        yield warning(
            f"Telegram could not hand an update in ({info.last_error_message}). Check that "
            "WEBHOOK_URL can be reached from outside, and its certificate."
        )


async def examine_owner(bot: Bot, owner: int) -> CheckResult:
    """Check whether an owner can be written to: Telegram knows a person once they have begun."""
    if owner == bot.id:
        return warning(f"owner {owner} is the bot itself. An owner is a person: see OWNER_IDS.")
    try:
        chat = await bot.get_chat(owner)
        if chat.type != ChatType.PRIVATE:
            return warning(f"owner {owner} is a {chat.type}. An owner is a person: see OWNER_IDS.")
        # Somebody who was met in a group is known, and cannot be written to.
        await bot.send_chat_action(owner, ChatAction.TYPING)
    except TelegramError as error:
        if meaning(error) is Failure.GONE:
            return warning(
                f"owner {owner} has not opened the bot, or has blocked it, and would get no "
                f"messages: they should open {bot.link} and tap Start. If they have, the ID in "
                "OWNER_IDS is somebody else's."
            )
        return warning(f"owner {owner} cannot be looked up ({error.message}). Run `check` again.")
    return ok(f"owner {owner} has opened the bot")


def host_of(url: str) -> str:
    """Return where an address leads, without its path: a webhook's is a secret."""
    return urlsplit(url).netloc.rpartition("@")[2]
