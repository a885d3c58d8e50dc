"""In whose line an update waits."""

from typing import Any

import pytest

from bot.core.inbox.store import lane_of

CHAT: dict[str, Any] = {"id": -100, "type": "group"}
PERSON: dict[str, Any] = {"id": 7, "is_bot": False}


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"message": {"chat": CHAT, "from": PERSON}}, -100),
        ({"callback_query": {"from": PERSON, "message": {"chat": CHAT}}}, -100),
        ({"callback_query": {"from": PERSON, "inline_message_id": "x"}}, 7),
        ({"inline_query": {"from": PERSON}}, 7),
        ({"poll_answer": {"user": PERSON}}, 7),
        ({"pre_checkout_query": {"id": "4", "from": PERSON}}, 2**52 + 4088798008),
        ({"message": {"chat": {"id": 2**70}}}, 0),
        ({"message": {"chat": [], "from": "x"}}, 0),
        ({}, 0),
    ],
)
def test_lane(update: dict[str, Any], lane: int) -> None:
    assert lane_of({"update_id": 1, **update}) == lane
