"""The page of commands by role, from the tables that the bot itself asks: `make page`."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.core.access.roles import Permission, Role, may
from bot.core.telegram.commands import Menu
from bot.features import FEATURES

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"
ROLES = {
    Role.OWNER: "Owner",
    Role.ADMINISTRATOR: "Administrator",
    Role.BUYER: "Buyer",
    Role.MEMBER: "Member",
    Role.OUTSIDER: "Outsider",
    Role.BLOCKED: "Blocked",
}
PLACES = {Menu.PRIVATE: "private", Menu.GROUP | Menu.GROUP_ADMINISTRATORS: "group"}
HEAD = """# Commands and permissions by role

Made by `make page` from the tables that decide about every message and every tap
(`bot/core/telegram/commands.py`, `bot/core/access/roles.py`). `/help` lists the same for whoever
asks.

- **Owner**: listed in `OWNER_IDS`; in every chat.
- **Administrator** of the group, according to Telegram; anonymous administrators, too.
- **Buyer**: may order. In a private chat that was let in, everybody; in a group, whoever its
  settings name.
- **Member** of a group that was let in, who may not order.
- **Outsider**: anybody in a chat that was not let in. If they ask, the owners get a request.
- **Blocked** by an owner; everywhere.
"""

Line = tuple[Sequence[str], Permission]


def page() -> str:
    """Return the page, Markdown."""
    commands: list[Line] = [
        ((f"`/{it.name}`", it.description, _where(it.menus)), it.permission)
        for it in FEATURES.commands
    ]
    permissions: list[Line] = [((f"`{it.value}`",), it) for it in Permission]
    return "\n".join(
        [
            HEAD,
            *_table(("Command", "", "Where"), commands),
            "",
            "## Permissions",
            "",
            *_table(("Permission",), permissions),
            "",
        ]
    )


def _where(menus: Menu) -> str:
    places = [name for menu, name in PLACES.items() if menu & menus]
    return ", ".join(places) or "owners' private chats"


def _table(head: Sequence[str], lines: Iterable[Line]) -> Iterator[str]:
    yield "| " + " | ".join([*head, *ROLES.values()]) + " |"
    yield "|---" * (len(head) + len(ROLES)) + "|"
    for cells, permission in lines:
        marks = ["✓" if may(role, permission) else "" for role in ROLES]
        yield "| " + " | ".join([*cells, *marks]) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
