"""Answers that are secrets are written down sealed, on both databases, and nothing else is."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.database.engine import Database
from bot.core.inbox.concealing import Concealer
from bot.core.questions import store
from bot.core.questions.tables import Question
from bot.core.sealing import Box, SealedError

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
OWNER, GUEST, GROUP = 7, 8, -5
SECRET, KEY = "0123456789abcdef0123456789abcdef", "a-key-that-nobody-may-read"
BOX = Box(SECRET, b"tests")


def said(text: str, *, by: int = OWNER, chat: int = OWNER, answers: int | None = None) -> Any:
    """Return an update with a message."""
    kind = "private" if chat > 0 else "group"
    message: dict[str, Any] = {
        "message_id": 40,
        "date": 1_800_000_000,
        "chat": {"id": chat, "type": kind},
        "from": {"id": by, "is_bot": False, "first_name": "Olivia"},
        "text": text,
        "entities": [{"type": "url", "offset": 0, "length": len(text)}],
    }
    if answers is not None:
        message["reply_to_message"] = {"message_id": answers, "text": "Send the key"}
    return {"update_id": 1, "message": message}


async def ask(database: Database, kind: str, message_id: int, *, person: int = OWNER) -> None:
    asked = Question(
        chat_id=person, message_id=message_id, user_id=person, kind=kind, asked_at=NOW
    )
    async with database.begin() as session:
        await store.add(session, asked)


async def concealed(database: Database, update: Any, *, box: Box = BOX) -> Any:
    async with database.read() as session:
        return await Concealer(box, {"key"}, {OWNER}).conceal(session, update)


async def test_the_answer_to_a_question_for_a_secret_is_sealed(database: Database) -> None:
    await ask(database, "key", 30)
    update = said(KEY)
    kept = await concealed(database, update)
    assert KEY not in json.dumps(kept)
    assert kept["message"].keys() == {"message_id", "date", "chat", "from", "sealed"}
    assert Concealer(BOX, {"key"}, {OWNER}).reveal(kept) == update


async def test_a_late_reply_to_such_a_question_is_sealed_too(database: Database) -> None:
    await ask(database, "key", 30)
    await ask(database, "note", 31)
    assert await concealed(database, said(KEY)) == said(KEY)
    kept = await concealed(database, said(KEY, answers=30))
    assert KEY not in json.dumps(kept)


async def test_nothing_else_is_touched(database: Database) -> None:
    await ask(database, "key", 30)
    await ask(database, "key", 30, person=GUEST)
    tap = {"update_id": 2, "callback_query": {"from": {"id": OWNER}, "data": "x"}}
    others = [said("hello", by=GUEST, chat=GUEST), said("hello", chat=GROUP), tap]
    for update in others:
        assert await concealed(database, update) == update
        assert Concealer(BOX, {"key"}, {OWNER}).reveal(update) == update


async def test_with_another_secret_it_cannot_be_read(database: Database) -> None:
    await ask(database, "key", 30)
    kept = await concealed(database, said(KEY))
    other = Concealer(Box(SECRET[::-1], b"tests"), {"key"}, {OWNER})
    with pytest.raises(SealedError):
        other.reveal(kept)


def test_what_is_sealed_for_one_purpose_is_not_opened_for_another() -> None:
    sealed = BOX.seal(KEY)
    assert BOX.open(sealed) == KEY
    for wrong in (Box(SECRET, b"others"), Box(SECRET[::-1], b"tests")):
        with pytest.raises(SealedError):
            wrong.open(sealed)
    for broken in (sealed[:-4] + "AAAA", "no base64 at all", ""):
        with pytest.raises(SealedError):
            BOX.open(broken)
