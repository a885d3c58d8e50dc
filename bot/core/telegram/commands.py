"""The commands: what each asks for, and where Telegram's menus list it."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Flag, auto

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.i18n import Catalogues, Translator

logger = logging.getLogger(__name__)


class Menu(Flag):
    """The menus that list a command."""

    PRIVATE = auto()
    GROUP = auto()
    GROUP_ADMINISTRATORS = auto()
    OWNER = auto()  # the owner's private chat

    EVERYWHERE = PRIVATE | GROUP | GROUP_ADMINISTRATORS | OWNER
    ADMINISTRATION = GROUP_ADMINISTRATORS


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot; `/help` and the menus are made from these."""

    name: str
    description: str
    permission: Permission
    menus: Menu


COMMANDS: tuple[Command, ...] = (
    Command("start", N_("Greeting and main menu"), Permission.GREET, Menu.PRIVATE | Menu.OWNER),
    Command("order", N_("Order a service"), Permission.ORDER, Menu.EVERYWHERE),
    Command("services", N_("Look through the catalogue"), Permission.BROWSE, Menu.EVERYWHERE),
    Command("mass", N_("Order from a list"), Permission.ORDER, Menu.EVERYWHERE),
    Command("search", N_("Find a service"), Permission.BROWSE, Menu.EVERYWHERE),
    Command("orders", N_("Orders of this chat"), Permission.SEE_ORDERS, Menu.EVERYWHERE),
    Command("status", N_("Status by number"), Permission.SEE_ORDERS, Menu.EVERYWHERE),
    Command("refill", N_("Refill by number"), Permission.CHANGE_ORDERS, Menu.EVERYWHERE),
    Command("cancel_order", N_("Cancel by number"), Permission.CHANGE_ORDERS, Menu.EVERYWHERE),
    Command("stats", N_("Statistics as a picture"), Permission.SEE_ORDERS, Menu.EVERYWHERE),
    Command("export", N_("Orders as a file"), Permission.SEE_ORDERS, Menu.EVERYWHERE),
    Command("cancel", N_("Leave the order form"), Permission.LEAVE, Menu.EVERYWHERE),
    Command("language", N_("Choose the language"), Permission.LANGUAGE, Menu.PRIVATE | Menu.OWNER),
    Command("privacy", N_("What is stored about you"), Permission.PRIVACY, Menu.EVERYWHERE),
    Command("forget", N_("Erase your data"), Permission.PRIVACY, Menu.PRIVATE | Menu.OWNER),
    Command("help", N_("What can be done here"), Permission.GREET, Menu.EVERYWHERE),
    Command(
        "settings",
        N_("Announcements, quiet hours, time zone"),
        Permission.OWN_SETTINGS,
        Menu.PRIVATE | Menu.OWNER,
    ),
    Command("settings", N_("Settings of this group"), Permission.SETTINGS, Menu.ADMINISTRATION),
    Command("allow", N_("Let a person order"), Permission.SETTINGS, Menu.ADMINISTRATION),
    Command("deny", N_("Take a person off the list"), Permission.SETTINGS, Menu.ADMINISTRATION),
    Command("pause", N_("Pause ordering"), Permission.SETTINGS, Menu.ADMINISTRATION),
    Command("resume", N_("Resume ordering"), Permission.SETTINGS, Menu.ADMINISTRATION),
    Command("limit", N_("Limits on spending"), Permission.SETTINGS, Menu.ADMINISTRATION),
    Command("broadcast", N_("A message to many chats"), Permission.BROADCAST, Menu.OWNER),
    Command("balance", N_("Balance at the provider"), Permission.BALANCE, Menu.OWNER),
    Command("unresolved", N_("Orders without an answer"), Permission.UNRESOLVED, Menu.OWNER),
    Command("problems", N_("What could not be handled or told"), Permission.PROBLEMS, Menu.OWNER),
    Command("admin", N_("The dashboard"), Permission.ADMIN, Menu.OWNER),
    Command("find", N_("Find orders of any chat"), Permission.FIND, Menu.OWNER),
    Command("as", N_("Look at a chat as it is seen there"), Permission.LOOK_AS, Menu.OWNER),
)


def listed_in(menu: Menu) -> tuple[Command, ...]:
    """Return the commands of a menu, in order."""
    return tuple(command for command in COMMANDS if menu & command.menus)


def bot_commands(commands: Sequence[Command], t: Translator) -> list[BotCommand]:
    """Return commands as Telegram's menus want them."""
    return [BotCommand(command.name, t.plain(command.description)) for command in commands]


async def register(bot: Bot, catalogues: Catalogues, owners: frozenset[int]) -> None:
    """Tell Telegram the menus of each scope and language.

    They are a convenience: what Telegram refuses is logged, and the bot starts all the same.
    """
    scopes: list[tuple[BotCommandScope, Menu]] = [
        (BotCommandScopeDefault(), Menu.PRIVATE),
        (BotCommandScopeAllPrivateChats(), Menu.PRIVATE),
        (BotCommandScopeAllGroupChats(), Menu.GROUP),
        (BotCommandScopeAllChatAdministrators(), Menu.GROUP | Menu.GROUP_ADMINISTRATORS),
        *((BotCommandScopeChat(owner), Menu.OWNER) for owner in sorted(owners)),
    ]
    # Without a language for those we do not speak, which Telegram looks up last.
    languages = [("en", None), *((tag, tag[:2]) for tag in catalogues.languages())]
    for scope, menu in scopes:
        for language, code in languages:  # one by one: people wait for answers meanwhile
            await _set(bot, scope, menu, catalogues.translator(language), code)


async def _set(
    bot: Bot, scope: BotCommandScope, menu: Menu, t: Translator, code: str | None
) -> None:
    try:
        await bot.set_my_commands(
            bot_commands(listed_in(menu), t), scope=scope, language_code=code
        )
    except TelegramError as error:
        logger.warning(
            "commands_not_registered",
            extra={"scope": scope.type, "language": code or "", "error": error.message},
        )
