"""What a broadcast looks like to its owner, drawn from plain values."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.broadcasts import screens
from bot.broadcasts.buttons import BroadcastAction, BroadcastArea
from bot.broadcasts.rules import BroadcastState, Kind
from bot.broadcasts.tables import Broadcast
from bot.core.languages import Catalogues
from bot.core.telegram.buttons import read
from bot.core.telegram.screen import Screen

T = Catalogues().translator("en")
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def a_broadcast(**fields: Any) -> Broadcast:
    return Broadcast(id=7, owner_id=1, text="News", created_at=NOW, **fields)


def labels(screen: Screen) -> list[list[str]]:
    return [[button.text for button in row] for row in screen.rows]


def digests(screen: Screen) -> dict[str, str]:
    """Return what each action's button was shown with."""
    found: dict[str, str] = {}
    for row in screen.rows:
        for button in row:
            data = read(str(button.callback_data))
            assert data is not None
            assert (data.area, data.number(0)) == (BroadcastArea.BROADCAST, 7)
            found[data.text(1)] = data.text(3)
    return found


def test_what_is_chosen_has_a_dot() -> None:
    draft = a_broadcast(kind=Kind.GROUPS, language="ru", days=30)
    shown = labels(screens.choice(T, draft, 3, {"en": "English", "ru": "Русский"}))
    assert shown == [
        ["All chats", "Private chats", "• Groups"],
        ["All languages", "English", "• Русский"],
        ["Any time", "7 days", "• 30 days", "90 days"],
        ["✏️ Other message", "🔗 Buttons"],
        ["📣 Send", "✕ Cancel"],
    ]


def test_only_the_button_that_sends_stands_for_the_choice() -> None:
    before = digests(screens.choice(T, a_broadcast(), 3, {}))
    after = digests(screens.choice(T, a_broadcast(days=7), 3, {}))
    differ = {action for action in before if before[action] != after[action]}
    assert differ == {BroadcastAction.SEND}
    other = digests(screens.choice(T, a_broadcast(photo="file"), 3, {}))
    assert all(before[action] != other[action] for action in before)


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (BroadcastState.RUNNING, [["⏸ Pause", "⏹ Stop"]]),
        (BroadcastState.PAUSED, [["▶️ Continue", "⏹ Stop for good"]]),
        (BroadcastState.STOPPED, []),
        (BroadcastState.DONE, []),
    ],
)
def test_what_can_be_done_with_it(state: BroadcastState, shown: list[list[str]]) -> None:
    assert labels(screens.progress(a_broadcast(state=state, total=4), T)) == shown


def test_a_report_names_who_did_not_get_it_and_escapes_what_telegram_said() -> None:
    stopped = a_broadcast(
        state=BroadcastState.STOPPED, total=9, sent=4, blocked=2, failed=1, error="<b>no</b>"
    )
    assert str(screens.report(stopped, T).text).splitlines() == [
        "⏹ The broadcast was stopped.",
        "Sent: 4 · blocked the bot: 2 · failed: 1",
        "Not sent: 2",
        "The latest failure, in Telegram's words: &lt;b&gt;no&lt;/b&gt;",
    ]
