"""`/help`: what somebody may do here, by what they want to do."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.chats.buttons import ChatArea
from bot.core.i18n import Translator
from bot.core.telegram.buttons import pack
from bot.core.telegram.commands import Command, Menu, Topic
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, Screen, button, lines


def help_text(actor: Actor, topics: Mapping[Topic, Sequence[Command]]) -> Screen:
    """List what this person may do in this chat, under what it is for, with examples."""
    t = actor.t
    sections = [
        section
        for topic, commands in topics.items()
        if (section := _section(actor, topic, commands)) is not None
    ]
    hint = None
    if actor.is_group:
        hint = t("In a group, answer my questions by replying to them.")
    text = lines(
        t("❓ <b>What you can do here</b>"),
        *sections,
        "",
        t("Order numbers: <code>#12</code> is ours, <code>23501</code> is the panel's."),
        hint,
    )
    return Screen(text, _rows(actor))


def _section(actor: Actor, topic: Topic, commands: Sequence[Command]) -> Markup | None:
    here = Menu.PRIVATE | Menu.OWNER
    if actor.is_group:
        here = Menu.GROUP | Menu.GROUP_ADMINISTRATORS
    entries = [
        _entry(actor.t, command)
        for command in commands
        if actor.may(command.permission) and command.menus & here
    ]
    if not entries:
        return None
    return lines("", Markup("<b>{}</b>").format(actor.t.plain(topic.value)), *entries)


def _entry(t: Translator, command: Command) -> Markup:
    entry = Markup("/{} — {}").format(command.name, t.plain(command.description))
    if not command.example:
        return entry
    example = Markup("<code>/{} {}</code>").format(command.name, t.plain(command.example))
    return Markup("{}\n      {}").format(entry, example)


def _rows(actor: Actor) -> list[Row]:
    return [[button(actor.t.plain("☰ Menu"), pack(ChatArea.MENU, "start"))]]
