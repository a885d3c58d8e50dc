"""Whose orders a report is about, as its buttons say it, and who may see that."""

from bot.core.access.roles import Permission
from bot.core.errors import N_
from bot.core.telegram.buttons import Area, pack
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Row, button
from bot.reports.rules.date_ranges import DateRange
from bot.reports.rules.scope import Scope

EVERY_CHAT, THIS_CHAT = "e", "c"
"""Else it is the number of a person: their own orders in this chat."""
LABELS = {THIS_CHAT: N_("This chat"), EVERY_CHAT: N_("All chats")}


def widest(actor: Actor) -> str:
    """Return the most that a person sees of this chat: all of it, or in a group the own orders."""
    return THIS_CHAT if is_visible(actor, THIS_CHAT) else str(actor.user_id)


def is_visible(actor: Actor, chosen: str) -> bool:
    """Return whether a person may see this here."""
    if chosen == EVERY_CHAT:
        return not actor.is_group and actor.may(Permission.REPORT_ALL)
    if chosen == THIS_CHAT:
        return not actor.is_group or actor.may(Permission.REPORT_CHAT)
    return chosen == str(actor.user_id)


def scope(actor: Actor, chosen: str, date_range: DateRange) -> Scope:
    """Return which orders are meant."""
    since, until = date_range.bounds(actor.t.zone)
    return Scope(
        chat_id=None if chosen == EVERY_CHAT else actor.chat.id,
        user_id=None if chosen in LABELS else actor.user_id,
        since=since,
        until=until,
    )


def name(actor: Actor, chosen: str) -> str:
    """Name whose orders they are; nothing in a private chat, where there are no others."""
    if chosen == EVERY_CHAT:
        return actor.t.plain(LABELS[chosen])
    if not actor.is_group:
        return ""
    return actor.chat.title if chosen == THIS_CHAT else actor.name


def rows(actor: Actor, area: Area, chosen: str, *args: object) -> list[Row]:
    """Return the buttons that change it, for owners in their private chat."""
    if not is_visible(actor, EVERY_CHAT):
        return []
    return [
        [
            button(("• " if it == chosen else "") + actor.t.plain(label), pack(area, it, *args))
            for it, label in LABELS.items()
        ]
    ]
