"""What the chats feature hands over: greeting, settings, lists, groups, privacy."""

from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.chats.buttons import ChatArea
from bot.chats.handlers import groups, lists, outgoing, privacy, settings, start
from bot.chats.outbox import ChatMessage
from bot.chats.personal import PERSONAL
from bot.chats.rules.settings import Setting
from bot.chats.supergroups import CHAT_ROWS
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.feature import Feature
from bot.core.outbox.undelivered import Fallback
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.replies import question

FEATURE = Feature(
    commands=(
        Command(
            "start",
            N_("Greeting and main menu"),
            Permission.GREET,
            Menu.PRIVATE | Menu.OWNER,
            start.start,
        ),
        Command(
            "language",
            N_("Choose the language"),
            Permission.LANGUAGE,
            Menu.PRIVATE | Menu.OWNER,
            start.language,
        ),
        Command(
            "privacy",
            N_("What is stored about you"),
            Permission.PRIVACY,
            Menu.EVERYWHERE,
            privacy.privacy,
        ),
        Command(
            "forget",
            N_("Erase your data"),
            Permission.PRIVACY,
            Menu.PRIVATE | Menu.OWNER,
            privacy.forget,
        ),
        Command(
            "support",
            N_("Contact and help"),
            Permission.GREET,
            Menu.EVERYWHERE,
            start.support,
        ),
        Command(
            "help", N_("What you can do here"), Permission.GREET, Menu.EVERYWHERE, start.help_
        ),
        Command(
            "settings",
            N_("Announcements, quiet hours, time zone"),
            Permission.OWN_SETTINGS,
            Menu.PRIVATE | Menu.OWNER,
            settings.settings,
        ),
        Command(
            "settings",
            N_("Settings of this group"),
            Permission.SETTINGS,
            Menu.ADMINISTRATION,
            settings.settings,
        ),
        Command(
            "allow",
            N_("Let a person order"),
            Permission.SETTINGS,
            Menu.ADMINISTRATION,
            lists.allow,
            "@name 123456789",
        ),
        Command(
            "deny",
            N_("Remove a person from the list"),
            Permission.SETTINGS,
            Menu.ADMINISTRATION,
            lists.deny,
            "@name",
        ),
        Command(
            "pause", N_("Pause ordering"), Permission.SETTINGS, Menu.ADMINISTRATION, settings.pause
        ),
        Command(
            "resume",
            N_("Resume ordering"),
            Permission.SETTINGS,
            Menu.ADMINISTRATION,
            settings.resume,
        ),
    ),
    buttons={
        ChatArea.MENU: start.menu_tap,
        ChatArea.SETTINGS: settings.settings_tap,
        ChatArea.LANGUAGE: start.language_tap,
        ChatArea.PRIVACY: privacy.tap,
        ChatArea.INTRODUCTION: start.introduction_tap,
    },
    questions=(
        question(settings.TYPED, settings.reply, settings.needed),
        question({Setting.LISTED}, lists.added, Permission.SETTINGS),
    ),
    updates=(
        # Before the gate, which would write the old chat down anew.
        (-2, MessageHandler(filters.StatusUpdate.MIGRATE, groups.migrated)),
        (0, ChatMemberHandler(groups.membership, ChatMemberHandler.MY_CHAT_MEMBER)),
        (0, ChatMemberHandler(groups.administrators_changed, ChatMemberHandler.CHAT_MEMBER)),
    ),
    messages={ChatMessage.DECISION: outgoing.decision},
    undelivered={ChatMessage.DECISION: Fallback(is_local=True)},
    personal=(PERSONAL,),
    chat_rows=(CHAT_ROWS,),
)
