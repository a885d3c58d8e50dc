"""Inline mode: `@bot words` in any chat, what the bot offers, and what a person picks.

Refusals: https://core.telegram.org/method/messages.setInlineBotResults and the Bot API server.
"""

import asyncio
import itertools
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.telegram import markup
from bot.sandbox.telegram.errors import bad_request
from bot.sandbox.telegram.html import Formatted
from bot.sandbox.telegram.markup import Markup
from bot.sandbox.telegram.messages import TOO_OLD, read_text
from bot.sandbox.telegram.model import Chat, Message, Person
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.texts import MOST_TEXT
from bot.sandbox.telegram.world import World

MOST_RESULTS = 50
MOST_ID_BYTES = MOST_OFFSET_BYTES = 64
LONGEST_QUERY = 256
ANSWER_SECONDS = 30.0
"""How long an inline query may wait for its answer."""
_START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Result:
    """Something that can be picked: an article with the message that it becomes."""

    id: str
    title: str
    description: str
    content: Formatted
    markup: Markup


@dataclass(frozen=True)
class StartButton:
    """The button above the results: it opens the bot's private chat and starts it."""

    label: str
    payload: str


@dataclass(frozen=True)
class Offer:
    """What the bot has answered."""

    results: Sequence[Result]
    next_offset: str
    button: StartButton | None


@dataclass
class InlineQuery:
    """An inline query that waits for its answer."""

    id: str
    person: Person
    asked_at: float
    offer: Offer | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)


class Inline:
    """Inline queries and their answers."""

    def __init__(self, world: World) -> None:
        self.answer_seconds = ANSWER_SECONDS
        self.queries: dict[str, InlineQuery] = {}
        self._world = world
        self._ids = itertools.count(1)

    def ask(self, person: Person, chat: Chat, words: str, offset: str = "") -> InlineQuery:
        """Have a person write `@bot words`, or scroll on; the bot need not be in the chat."""
        query = InlineQuery(str(next(self._ids)), person, time.monotonic())
        self.queries[query.id] = query
        asked = {
            "id": query.id,
            "from": person.as_user(),
            "chat_type": "sender" if chat.type == "private" else chat.type,
            "query": words[:LONGEST_QUERY],
            "offset": offset,
        }
        if self._world.inline_mode:
            self._world.deliver({"inline_query": asked})
        return query

    def answer(self, p: Parameters) -> bool:
        """Take the bot's answer, once and in time."""
        button = _button(p.value("button"))
        results = _results(p.value("results"))
        next_offset = p.text("next_offset")
        if len(next_offset.encode()) > MOST_OFFSET_BYTES:
            raise bad_request("NEXT_OFFSET_INVALID")
        query = self.queries.get(p.text("inline_query_id"))
        if query is None or query.offer is not None:
            raise bad_request(TOO_OLD)
        if time.monotonic() - query.asked_at > self.answer_seconds:
            raise bad_request(TOO_OLD)
        query.offer = Offer(results, next_offset, button)
        query.answered.set()
        return True

    def pick(self, person: Person, chat: Chat, result: Result, thread_id: int | None) -> Message:
        """Have a person send a result into a chat."""
        return self._world.post(
            person,
            chat,
            result.content,
            buttons=result.markup.buttons,
            markup=result.markup.source,
            thread_id=thread_id,
            via_bot=True,
        )


def _button(source: Any) -> StartButton | None:
    if source is None:
        return None
    if not isinstance(source, dict):
        raise _bad_button("InlineQueryResultsButton must be an Object")
    label, payload = _required(source, "text", _bad_button), source.get("start_parameter")
    if not isinstance(payload, str):
        raise _bad_button("InlineQueryResultsButton must have exactly one optional field")
    if not _START_PARAMETER.fullmatch(payload):
        raise bad_request("START_PARAM_INVALID" if payload else "START_PARAM_EMPTY")
    if not label.strip():
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    return StartButton(label, payload)


def _results(source: Any) -> list[Result]:
    if source is None:
        return []
    if not isinstance(source, list):
        raise bad_request("expected an Array of inline query results")
    if len(source) > MOST_RESULTS:
        raise bad_request("too many inline query results specified")
    results = [_result(row) for row in source]
    if len({result.id for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    return results


def _result(row: Any) -> Result:
    if not isinstance(row, dict):
        raise _bad_result("Inline query result must be an object")
    kind, result_id = _required(row, "type", _bad_result), _required(row, "id", _bad_result)
    if kind != "article":
        raise _bad_result(f'type "{kind}" is unsupported for the inline query result')
    title = _required(row, "title", _bad_result)
    source = row.get("input_message_content")
    if not isinstance(source, dict) or not source.get("message_text"):
        raise _bad_result("Input message content is not specified")
    content = read_text(Parameters(source), "message_text")
    if not content.text:
        raise _bad_result("Message text is empty")
    if not 1 <= len(result_id.encode()) <= MOST_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID" if result_id else "RESULT_ID_EMPTY")
    if not title.strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    if content.units > MOST_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    found = markup.read(row.get("reply_markup"))
    return Result(result_id, title, str(row.get("description", "")), content, found)


def _required(source: dict[str, Any], name: str, refusal: Any) -> str:
    if name not in source:
        raise refusal(f'Can\'t find field "{name}"')
    value = source[name]
    if not isinstance(value, str):
        raise refusal(f'Field "{name}" must be of type String')
    return value


def _bad_button(reason: str) -> Exception:
    return bad_request(f"can't parse inline query results button: {reason}")


def _bad_result(reason: str) -> Exception:
    return bad_request(f"can't parse inline query result: {reason}")
