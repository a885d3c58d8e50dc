"""Whose orders a report is about, as its buttons say it, and who may see that."""

from bot.domain.access import Permission
from bot.domain.errors import N_
from bot.domain.spans import Span
from bot.storage.statistics import Scope
from bot.telegram.callback_data import Area, pack
from bot.telegram.context import Visit
from bot.telegram.screens.screen import Row, button

EVERY_CHAT, THIS_CHAT = "e", "c"
"""Else it is the number of a person: their own orders in this chat."""
LABELS = {THIS_CHAT: N_("This chat"), EVERY_CHAT: N_("All chats")}


def widest(visit: Visit) -> str:
    """Return the most that a person sees of this chat: all of it, or in a group the own orders."""
    return THIS_CHAT if is_visible(visit, THIS_CHAT) else str(visit.user_id)


def is_visible(visit: Visit, whose: str) -> bool:
    """Tell whether a person may see this here."""
    if whose == EVERY_CHAT:
        return not visit.is_group and visit.may(Permission.REPORT_ALL)
    if whose == THIS_CHAT:
        return not visit.is_group or visit.may(Permission.REPORT_CHAT)
    return whose == str(visit.user_id)


def scope(visit: Visit, whose: str, span: Span) -> Scope:
    """Return which orders are meant."""
    since, until = span.bounds(visit.t.zone)
    return Scope(
        chat_id=None if whose == EVERY_CHAT else visit.chat.id,
        user_id=None if whose in LABELS else visit.user_id,
        since=since,
        until=until,
    )


def name(visit: Visit, whose: str) -> str:
    """Name whose orders they are; nothing in a private chat, where there are no others."""
    if whose == EVERY_CHAT:
        return visit.t.plain(LABELS[whose])
    if not visit.is_group:
        return ""
    return visit.chat.title if whose == THIS_CHAT else visit.name


def rows(visit: Visit, area: Area, chosen: str, *args: object) -> list[Row]:
    """Return the buttons that change it, for owners in their private chat."""
    if not is_visible(visit, EVERY_CHAT):
        return []
    return [
        [
            button(("• " if it == chosen else "") + visit.t.plain(label), pack(area, it, *args))
            for it, label in LABELS.items()
        ]
    ]
