"""Methods about chats, their members and the command menus."""

import json
from typing import Any

from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.messages import Messages
from bot.sandbox.telegram.model import Chat, Person, as_member
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.world import World

MOST_COMMANDS = 100
_NAME_LENGTH, _DESCRIPTION_LENGTH = 32, 256
_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)
Scope = tuple[str, int, int]


class Chats:
    """What the bot asks about chats, and the menus that it registers."""

    def __init__(self, world: World, messages: Messages) -> None:
        self._world = world
        self._messages = messages
        self._menus: dict[tuple[Scope, str], list[dict[str, str]]] = {}

    def get_chat(self, p: Parameters) -> dict[str, Any]:
        """Return a chat."""
        chat = self._messages.known_chat(p)
        full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}
        linked = {"linked_chat_id": chat.channel.id} if chat.channel else {}
        return chat.as_chat() | full | linked

    def get_member(self, p: Parameters) -> dict[str, Any]:
        """Return a member."""
        chat, user_id = self._messages.known_chat(p), p.integer("user_id") or 0
        if user_id == self._world.bot["id"]:
            return as_member(self._world.bot, self._world.groups.member_status(chat, user_id))
        person = self._world.people.get(user_id)
        if person is None:
            raise bad_request("PARTICIPANT_ID_INVALID")
        return as_member(person.as_user(), self._world.groups.member_status(chat, user_id))

    def get_administrators(self, p: Parameters) -> list[dict[str, Any]]:
        """Return a group's administrators."""
        chat = self._messages.known_chat(p)
        if chat.type == "private":
            raise bad_request("there are no administrators in the private chat")
        found = [
            as_member(person.as_user(), self._world.groups.member_status(chat, person.id))
            for person in chat.members
            if person.id in chat.admins
        ]
        for member, person_id in zip(found, (m["user"]["id"] for m in found), strict=True):
            member["is_anonymous"] = person_id in chat.anonymous
        if chat.bot_is_admin:
            found.append(as_member(self._world.bot, "administrator"))
        return found

    def leave(self, p: Parameters) -> bool:
        """Leave a group."""
        self._world.groups.leave(self._messages.chat(p))
        return True

    def set_commands(self, p: Parameters) -> bool:
        """Register a menu."""
        commands = p.value("commands") or []
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            name, text = command.get("command", ""), command.get("description", "")
            if not name.isascii() or not 1 <= len(name) <= _NAME_LENGTH or name != name.lower():
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(text) <= _DESCRIPTION_LENGTH:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self._menus[self._scope(p), p.text("language_code")] = commands
        self._world.record_event("commands", None)
        return True

    def get_commands(self, p: Parameters) -> list[dict[str, str]]:
        """Return a menu."""
        return self._menus.get((self._scope(p), p.text("language_code")), [])

    def delete_commands(self, p: Parameters) -> bool:
        """Take a menu back."""
        self._menus.pop((self._scope(p), p.text("language_code")), None)
        return True

    def _scope(self, p: Parameters) -> Scope:
        scope = p.value("scope") or {"type": "default"}
        kind = scope.get("type")
        if kind not in _SCOPES:
            raise bad_request("unsupported BotCommandScope type specified")
        chat_id = int(scope.get("chat_id", 0))
        if chat_id and chat_id not in self._world.chats:
            raise bad_request("chat not found")
        return kind, chat_id, int(scope.get("user_id", 0))

    def menu(self, person: Person, chat: Chat) -> list[dict[str, str]]:
        """Return the menu that Telegram shows a person in a chat: the first list that exists.

        Source: https://core.telegram.org/bots/api#determining-list-of-commands
        """
        scopes: list[Scope] = [("chat", chat.id, 0), ("all_private_chats", 0, 0)]
        if chat.type != "private":
            scopes = [("chat_member", chat.id, person.id)]
            is_admin = person.id in chat.admins
            scopes += [("chat_administrators", chat.id, 0)] if is_admin else []
            scopes.append(("chat", chat.id, 0))
            scopes += [("all_chat_administrators", 0, 0)] if is_admin else []
            scopes.append(("all_group_chats", 0, 0))
        for scope in [*scopes, ("default", 0, 0)]:
            for language in (person.language_code, ""):
                if (scope, language) in self._menus:
                    return self._menus[scope, language]
        return []


_NO_GIFTS = json.loads(
    '{"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,'
    ' "premium_subscription": false, "gifts_from_channels": false}'
)
