"""The page of commands by role, from the tables that the bot itself asks: `make page`."""

from collections.abc import Iterable
from pathlib import Path

from bot.domain.access import Permission, Role, may
from bot.telegram.commands import COMMANDS, Menu

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
ROLES = {
    Role.OWNER: "Owner",
    Role.ADMINISTRATOR: "Administrator",
    Role.BUYER: "Buyer",
    Role.MEMBER: "Member",
    Role.OUTSIDER: "Outsider",
    Role.BLOCKED: "Blocked",
}
PLACES = {
    Menu.PRIVATE: "private",
    Menu.GROUP: "group",
    Menu.GROUP_ADMINISTRATORS: "group",
    Menu.OWNER: "owner's private chat",
}
HEAD = """# Commands and permissions by role

Made by `make page` from the tables that the bot asks for every message and every tap
(`bot/telegram/commands.py`, `bot/domain/access.py`); `/help` lists the same for whoever asks.

- **Owner**: named in `OWNER_IDS`, in every chat.
- **Administrator**: of the group, as Telegram says, anonymous ones included.
- **Buyer**: may order here: everybody in a private chat that was let in; in a group whom its setting names.
- **Member**: of a group that was let in, who may not order.
- **Outsider**: anybody in a chat that was not let in. What is asked there brings the owners a request.
- **Blocked**: by the owners, everywhere.
"""


def page() -> str:
    """Return the page, Markdown."""
    commands = _table(
        ["Command", "", "Where"],
        ([f"`/{it.name}`", it.description, _where(it.menus)], it.permission) for it in COMMANDS
    )
    permissions = _table(
        ["Permission"], ([f"`{it.value}`"], it) for it in Permission
    )
    return "\n".join([HEAD, *commands, "", "## Permissions", "", *permissions, ""])


def _where(menus: Menu) -> str:
    places = list(dict.fromkeys(place for menu, place in PLACES.items() if menu & menus))
    return ", ".join(place for place in places if place != "owner's private chat" or len(places) == 1)


def _table(head: list[str], rows: Iterable[tuple[list[str], Permission]]) -> list[str]:
    width = len(head) + len(ROLES)
    lines = ["| " + " | ".join([*head, *ROLES.values()]) + " |", "|---" * width + "|"]
    for cells, permission in rows:
        marks = ["✓" if may(role, permission) else "" for role in ROLES]
        lines.append("| " + " | ".join([*cells, *marks]) + " |")
    return lines


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
