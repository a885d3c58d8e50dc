"""The commands: what each asks for, and where Telegram's menus list it."""

import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    Update,
)
from telegram.error import TelegramError

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.languages import Catalogues

logger = logging.getLogger(__name__)


class Menu(Flag):
    """The chats that a command is for; each has a menu of its own."""

    PRIVATE = auto()
    GROUP = auto()
    GROUP_ADMINISTRATORS = auto()
    OWNER = auto()  # the owner's private chat

    EVERYWHERE = PRIVATE | GROUP | GROUP_ADMINISTRATORS | OWNER
    ADMINISTRATION = GROUP_ADMINISTRATORS


class Topic(StrEnum):
    """What people want to do, as the headings of `/help`."""

    ORDER = N_("🛒 Order")
    FOLLOW = N_("📋 Follow your orders")
    REPORT = N_("📊 Reports")
    HERE = N_("⚙️ Set up this chat")
    PEOPLE = N_("👥 Decide who may order")
    OWN = N_("🛠 Run the bot")


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot; `/help` and the menus are made from these.

    Attributes:
        menus: the chats that it is for.
        example: words that may follow it, marked for translation.
        needs_wallets: it is only there where customers pay from wallets.
    """

    name: str
    description: str
    permission: Permission
    menus: Menu
    handler: Callable[[Update, Any], Coroutine[Any, Any, None]]
    example: str = ""
    needs_wallets: bool = False


Menus = Mapping[Menu, Sequence[Command]]
"""What the menu button of each kind of chat lists."""


def bot_commands(commands: Sequence[Command], t: Translator) -> list[BotCommand]:
    """Return commands as Telegram's menus want them."""
    return [BotCommand(command.name, t.plain(command.description)) for command in commands]


async def register(bot: Bot, catalogues: Catalogues, owners: frozenset[int], menus: Menus) -> None:
    """Register the menus of each scope and language.

    They are a convenience: what Telegram refuses is logged, and the bot starts all the same.

    Args:
        catalogues: have the descriptions of all commands at once.
    """
    scopes: list[tuple[BotCommandScope, Menu]] = [
        (BotCommandScopeDefault(), Menu.PRIVATE),
        (BotCommandScopeAllPrivateChats(), Menu.PRIVATE),
        (BotCommandScopeAllGroupChats(), Menu.GROUP),
        (BotCommandScopeAllChatAdministrators(), Menu.GROUP_ADMINISTRATORS),
        *((BotCommandScopeChat(owner), Menu.OWNER) for owner in sorted(owners)),
    ]
    # Without a language for those we do not speak, which Telegram looks up last.
    languages = [("en", None), *((tag, tag[:2]) for tag in catalogues.languages())]
    for scope, menu in scopes:
        for language, code in languages:  # one by one: people wait for answers meanwhile
            shown = bot_commands(menus[menu], catalogues.at_once(language))
            await _set(bot, scope, shown, code)


async def _set(
    bot: Bot, scope: BotCommandScope, shown: Sequence[BotCommand], code: str | None
) -> None:
    try:
        await bot.set_my_commands(shown, scope=scope, language_code=code)
    except TelegramError as error:
        logger.warning(
            "commands_not_registered",
            extra={"scope": scope.type, "language": code or "", "error": error.message},
        )
