"""Answers that are secrets: an update with one is written down sealed, and opened when handled."""

import json
from collections.abc import Collection
from typing import Any

from bot.core.database.engine import Session
from bot.core.questions import store as questions
from bot.core.sealing import Box

_OPEN = frozenset({"message_id", "message_thread_id", "date", "chat", "from"})
"""What of a message says where it is and from whom; the rest is sealed."""
_SEALED = "sealed"


class Concealer:
    """Seals what people send in private when they were asked for a secret last.

    Args:
        kinds: the words of the questions that ask for one.
        people: who may be asked for any.
    """

    def __init__(self, box: Box, kinds: Collection[str], people: Collection[int]) -> None:
        self._box = box
        self._kinds = kinds
        self._people = people

    async def conceal(self, session: Session, payload: dict[str, Any]) -> dict[str, Any]:
        """Return an update as it is written down."""
        message = payload.get("message")
        if not isinstance(message, dict) or not await self._is_secret(session, message):
            return payload
        secret = {name: value for name, value in message.items() if name not in _OPEN}
        known = {name: value for name, value in message.items() if name in _OPEN}
        return {**payload, "message": {**known, _SEALED: self._box.seal(json.dumps(secret))}}

    def reveal(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Return an update as it came.

        Raises:
            SealedError: it was sealed with another secret.
        """
        message = payload.get("message")
        if not isinstance(message, dict) or _SEALED not in message:
            return payload
        known = {name: value for name, value in message.items() if name != _SEALED}
        return {**payload, "message": {**known, **json.loads(self._box.open(message[_SEALED]))}}

    async def _is_secret(self, session: Session, message: dict[str, Any]) -> bool:
        """Return whether a message may answer a question for a secret, however late."""
        chat, sender = message.get("chat"), message.get("from")
        if not isinstance(chat, dict) or not isinstance(sender, dict):
            return False
        person = sender.get("id")
        if not isinstance(person, int) or person not in self._people or chat.get("id") != person:
            return False
        asked = [await questions.latest(session, person, person)]
        answered = message.get("reply_to_message")
        number = answered.get("message_id") if isinstance(answered, dict) else None
        if isinstance(number, int):
            asked.append(await questions.find(session, person, number))
        return any(it is not None and it.kind in self._kinds for it in asked)
