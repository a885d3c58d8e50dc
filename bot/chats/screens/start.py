"""The greeting with the main menu, the help, and the choice of language."""

from collections.abc import Collection, Mapping

from markupsafe import Markup
from telegram import InlineKeyboardButton

from bot.broadcasts.screens import news_button
from bot.chats.buttons import ChatArea
from bot.chats.rules.own_texts import OwnTextKind, contact_in
from bot.chats.screens import introduction
from bot.core.access.maintenance import MAINTENANCE
from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.i18n import Translator
from bot.core.languages import Catalogues
from bot.core.telegram.buttons import Area, pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines, rows_of
from bot.owners.buttons import AdminAction, OwnerArea

LANGUAGES_A_ROW = 2
BUTTONS_A_ROW = 2
MENU: tuple[tuple[str, str, Permission], ...] = (
    ("order", N_("🛒 New order"), Permission.ORDER),
    ("services", N_("🗂 Services"), Permission.BROWSE),
    ("orders", N_("📋 Orders"), Permission.SEE_ORDERS),
    ("stats", N_("📊 Statistics"), Permission.SEE_ORDERS),
    ("wallet", N_("👛 Wallet"), Permission.SEE_ORDERS),
    ("settings", N_("⚙️ Settings"), Permission.SETTINGS),
    ("settings", N_("⚙️ Settings"), Permission.OWN_SETTINGS),
    ("balance", N_("💼 Balance"), Permission.BALANCE),
    ("admin", N_("🛠 Dashboard"), Permission.ADMIN),
    ("language", N_("🌐 Language"), Permission.LANGUAGE),
    ("support", N_("💬 Support"), Permission.GREET),
    ("help", N_("❓ Help"), Permission.GREET),
)
"""The main menu: the command that a button stands for, its label, who sees it."""
MENU_COMMANDS = frozenset({"start", *(name for name, _, _ in MENU)})
_GROUP_ONLY = frozenset({Permission.SETTINGS})
_PRIVATE_ONLY = frozenset(
    {Permission.BALANCE, Permission.ADMIN, Permission.LANGUAGE, Permission.OWN_SETTINGS}
)


def order_row(t: Translator) -> Row:
    """Return the button that opens a new order."""
    return [button(t.plain("🛒 New order"), pack(ChatArea.MENU, "order"))]


def let_in(t: Translator) -> Screen:
    """Say that a chat was let in, and what can be done now."""
    help_row = [button(t.plain("❓ Help"), pack(ChatArea.MENU, "help"))]
    return Screen(t("✅ This chat was let in."), [order_row(t), help_row])


def greeting(
    actor: Actor,
    own: Mapping[OwnTextKind, str],
    *,
    commands: Collection[str],
    card: int | None = None,
) -> Screen:
    """Say what the bot does, and offer it.

    Args:
        commands: those that this bot has.
        own: the owners' own words, where they have some.
        card: which card says how it works; `None`: there is no need to.
    """
    t = actor.t
    about = Markup.escape(own.get(OwnTextKind.GREETING, "")) or t(
        "Order followers, likes, views and more for social networks. Choose a "
        "service, send the link and the quantity, confirm. I'll tell you when it is "
        "done."
    )
    rows = _menu(actor, commands, has_support=OwnTextKind.SUPPORT in own)
    if actor.chat.muted and (actor.may(Permission.SETTINGS) or not actor.is_group):
        rows.append([news_button(t, muted=True)])
    text = lines(
        t("👋 Hello, {name}!", name=actor.name),
        "",
        about,
        _closed(actor),
        None if card is None else introduction.card(actor, card),
    )
    if card is None or actor.is_group:
        return Screen(text, rows)
    return Screen(text, [introduction.row(t, card), *rows])


def _menu(actor: Actor, commands: Collection[str], *, has_support: bool) -> list[Row]:
    hidden = _PRIVATE_ONLY if actor.is_group else _GROUP_ONLY
    offered = frozenset(commands) - (frozenset() if has_support else frozenset({"support"}))
    buttons = [
        button(actor.t.plain(label), pack(ChatArea.MENU, name))
        for name, label, permission in MENU
        if actor.may(permission) and permission not in hidden and name in offered
    ]
    return rows_of(buttons, BUTTONS_A_ROW)


def support(actor: Actor, own: str) -> Screen:
    """Say whom to turn to.

    Args:
        own: the owners' words; empty: they have set none.
    """
    t = actor.t
    if not own:
        text = t("💬 No contact has been set here yet. Ask whoever told you about this bot.")
        set_it = [[button(t.plain("✏️ Set a contact"), pack(OwnerArea.ADMIN, AdminAction.TEXTS))]]
        return Screen(text, set_it if actor.may(Permission.ADMIN) and not actor.is_group else [])
    link = contact_in(own)
    row = [InlineKeyboardButton(t.plain("✉️ Write to us"), url=link)]
    return Screen(Markup("💬 {}").format(own), [row] if link else [])


def _closed(actor: Actor) -> Markup | None:
    if not actor.waits(Permission.ORDER):
        return None
    return Markup("\n{}").format(actor.maintenance or actor.t.plain(MAINTENANCE))


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
