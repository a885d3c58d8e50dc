"""The greeting with the main menu, the help, and the choice of language."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.broadcasts.screens import news_button
from bot.chats.buttons import ChatArea
from bot.core.access.maintenance import MAINTENANCE
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.languages import Catalogues
from bot.core.telegram.buttons import Area, pack
from bot.core.telegram.commands import Command, Menu
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines

LANGUAGES_A_ROW = 2
MENU: tuple[tuple[str, str, Permission], ...] = (
    ("order", N_("🛒 New order"), Permission.ORDER),
    ("services", N_("🗂 Services"), Permission.BROWSE),
    ("orders", N_("📋 Orders"), Permission.SEE_ORDERS),
    ("stats", N_("📊 Statistics"), Permission.SEE_ORDERS),
    ("settings", N_("⚙️ Settings"), Permission.SETTINGS),
    ("settings", N_("⚙️ Settings"), Permission.OWN_SETTINGS),
    ("balance", N_("💼 Balance"), Permission.BALANCE),
    ("admin", N_("🛠 Dashboard"), Permission.ADMIN),
    ("language", N_("🌐 Language"), Permission.LANGUAGE),
    ("help", N_("❓ Help"), Permission.GREET),
)
"""The main menu: the command that a button stands for, its label, who sees it."""
MENU_COMMANDS = frozenset(name for name, _, _ in MENU)
_GROUP_ONLY = frozenset({Permission.SETTINGS})
_PRIVATE_ONLY = frozenset(
    {Permission.BALANCE, Permission.ADMIN, Permission.LANGUAGE, Permission.OWN_SETTINGS}
)


def greeting(actor: Actor) -> Screen:
    """Say what the bot does, and offer it."""
    t = actor.t
    hidden = _PRIVATE_ONLY if actor.is_group else _GROUP_ONLY
    buttons = [
        button(t.plain(label), pack(ChatArea.MENU, name))
        for name, label, permission in MENU
        if actor.may(permission) and permission not in hidden
    ]
    rows: list[Row] = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    if actor.chat.muted and (actor.may(Permission.SETTINGS) or not actor.is_group):
        rows.append([news_button(t, muted=True)])
    text = lines(
        t("👋 Hello, {name}!", name=actor.name),
        "",
        t(
            "Order followers, likes, views and more for social networks. Choose a "
            "service, send the link and the quantity, confirm. I'll tell you when it is "
            "done."
        ),
        _closed(actor),
    )
    return Screen(text, rows)


def _closed(actor: Actor) -> Markup | None:
    if not actor.waits(Permission.ORDER):
        return None
    return Markup("\n{}").format(actor.maintenance or actor.t.plain(MAINTENANCE))


def help_text(actor: Actor, commands: Sequence[Command]) -> Screen:
    """List what this person may do in this chat."""
    t = actor.t
    here = Menu.GROUP | Menu.GROUP_ADMINISTRATORS if actor.is_group else Menu.PRIVATE | Menu.OWNER
    entries = [
        Markup("/{} — {}").format(command.name, t.plain(command.description))
        for command in commands
        if actor.may(command.permission) and command.menus & here
    ]
    hint = None
    if actor.is_group:
        hint = t("In a group, answer my questions by replying to them.")
    return Screen(
        lines(
            t("❓ <b>What you can do here</b>"),
            "",
            *entries,
            "",
            t("Order numbers: <code>#12</code> is ours, <code>23501</code> is the panel's."),
            hint,
        )
    )


def languages(actor: Actor, catalogues: Catalogues, area: Area, *path: str) -> Screen:
    """Offer the languages; the button of each carries `area`, `path` and its code."""
    buttons = [
        button(("• " if code == actor.t.language else "") + name, pack(area, *path, code))
        for code, name in catalogues.languages().items()
    ]
    rows: list[Row] = [
        buttons[at : at + LANGUAGES_A_ROW] for at in range(0, len(buttons), LANGUAGES_A_ROW)
    ]
    return Screen(actor.t("🌐 Choose the language."), rows)
