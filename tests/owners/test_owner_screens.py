"""What owners see, drawn from plain values: no database, no clock."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.backups.tables import BackupState
from bot.catalogue.rules.catalogue import Catalogue
from bot.core.access.roles import ChatAccess
from bot.core.access.tables import Chat, Person
from bot.core.dead_letters import ProblemKind
from bot.core.errors import FAILED_HERE
from bot.core.languages import Catalogues
from bot.core.paging import Page
from bot.core.telegram.screen import Screen
from bot.orders.rules.states import OrderState
from bot.owners.rules.problems import Problem, cause_of
from bot.owners.screens import alert_settings, alerts, dashboard, directory, maintenance, problems
from bot.owners.tables import Digest
from bot.panel.rules.calls import Calls
from bot.panel.service.overview import Listed as ListedPanel
from bot.panel.tables import BotState, Hold, Panel, PanelState
from bot.reports.rules.statistics import Outcome, Summary

T = Catalogues().translator("en")
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
QUEUES = dict.fromkeys(dashboard.QUEUE_LABELS, 0)
NOTHING = Summary(
    orders=0, spent={}, days=(), outcomes=dict.fromkeys(Outcome, 0), services=(), delivery=None
)


def a_panel(**values: Any) -> PanelState:
    known: dict[str, Any] = {
        "balance": Decimal("12.5"),
        "currency": "USD",
        "calls": {},
        "balance_at": NOW,
    }
    return PanelState(**(known | values))


def an_overview(
    panel: PanelState,
    *,
    states: dict[OrderState, int] | None = None,
    queues: dict[str, int] | None = None,
    today: Summary = NOTHING,
    backup: BackupState | None = None,
    maintenance: str | None = None,
) -> dashboard.Overview:
    return dashboard.Overview(
        panel=panel,
        maintenance=maintenance,
        backup=backup or BackupState(due_at=NOW, made_at=NOW - timedelta(hours=5)),
        catalogue=Catalogue(),
        today=today,
        states=states or {},
        queues=QUEUES | (queues or {}),
        days_left=3,
        up=timedelta(hours=2),
    )


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "💾 No automatic backup yet."),
        ({"error": "full"}, "⚠️ Backups are failing."),
        ({"made_at": NOW - timedelta(hours=5)}, "💾 Last backup: 5 hr ago"),
        ({"made_at": NOW - timedelta(days=3)}, "⚠️ Last backup: 3 days ago"),
        (
            {"made_at": NOW - timedelta(hours=5), "error": "full"},
            "⚠️ Last backup: 5 hr ago. Backups have failed since.",
        ),
    ],
)
def test_the_dashboard_says_how_old_the_last_backup_is(values: dict[str, Any], line: str) -> None:
    backup = BackupState(due_at=NOW, **values)
    shown = str(dashboard.home(T, an_overview(a_panel(), backup=backup), NOW).text)
    assert line in shown.splitlines()


def labels(screen: Screen) -> list[str]:
    return [button.text for row in screen.rows for button in row]


def test_a_quiet_bot_s_dashboard_names_no_problem() -> None:
    text = str(dashboard.home(T, an_overview(a_panel()), NOW).text)
    assert "🧾 Today: 0 orders" in text
    assert "🚀 Open orders: 0" in text
    assert "Balance at the panel: <b>$12.50</b>" in text
    assert "it lasts 3 days" in text
    assert "The panel takes orders" in text
    assert "No calls to the panel in the last few minutes" in text
    for problem in ("🧯", "📪", "🔎", "🚧"):
        assert problem not in text


def test_the_dashboard_counts_what_is_open_and_names_what_is_wrong() -> None:
    calls = Calls(NOW, count=4, errors=1, milliseconds=250, error="busy").as_json()
    panel = a_panel(hold=Hold.FUNDS, calls={"p": calls})
    states = {OrderState.QUEUED: 2, OrderState.UNKNOWN: 1, OrderState.COMPLETED: 9}
    overview = an_overview(panel, states=states, queues={"updates_set_aside": 7}, maintenance="")
    text = str(dashboard.home(T, overview, NOW).text)
    assert "🚀 Open orders: 3" in text
    assert "🔎 Unclear: 1" in text
    assert "🧯 Updates not processed: 7" in text
    assert "the balance at the panel is too small" in text
    assert "Calls in the last few minutes: 4, errors: 1, usually 250 ms" in text
    assert "🚧 Maintenance: only owners can order." in text


@pytest.mark.parametrize(
    ("text", "shown", "offered"),
    [
        (None, "Everybody can order", "🚧 Close ordering"),
        ("", "Ordering is closed for a short while", "✅ Open ordering"),
        ("Back <soon>", "Back &lt;soon&gt;", "✅ Open ordering"),
    ],
)
def test_maintenance(text: str | None, shown: str, offered: str) -> None:
    screen = maintenance.maintenance(T, BotState(maintenance=text))
    assert shown in str(screen.text)
    assert offered in labels(screen)


def listed(state: PanelState, name: str = "") -> ListedPanel:
    panel = Panel(id=1, host="panel.example", name=name)
    return ListedPanel(
        panel, state, is_of_settings=True, is_asked_about=False, services=3, base="USD", rate=None
    )


def test_thresholds_of_several_panels_are_named() -> None:
    digest = Digest(owner_id=7, wanted=False, hour=9, time_zone="Europe/Berlin", next_at=NOW)
    two = [listed(a_panel(low_balance=Decimal(5)), "One"), listed(a_panel(), "Two")]
    screen = alert_settings.alerts(T, two, digest)
    assert "<b>One</b> · 💸 Low balance: below $5.00" in str(screen.text)
    assert "<b>Two</b> · 💸 Low balance: no alert." in str(screen.text)
    assert labels(screen)[0] == "🔌 Panels"


def test_hours_are_offered_for_a_digest_that_is_on() -> None:
    digest = Digest(owner_id=7, wanted=False, hour=9, time_zone="Europe/Berlin", next_at=NOW)
    off = alert_settings.alerts(T, [listed(a_panel())], digest)
    assert "Daily digest: off" in str(off.text)
    assert "09" not in labels(off)
    digest.wanted = True
    on = alert_settings.alerts(T, [listed(a_panel(low_balance=Decimal(5)))], digest)
    assert "Daily digest: at 09:00 (Europe/Berlin)" in str(on.text)
    assert "Low balance: below $5.00" in str(on.text)
    assert [label for label in labels(on) if label.startswith("• ")] == ["• 09"]


def test_a_digest_says_what_failed_and_what_is_unclear() -> None:
    outcomes = {Outcome.FAILED: 1, Outcome.CANCELED: 2, Outcome.UNCLEAR: 3}
    day = Summary(
        orders=9, spent={"USD": Decimal(4)}, days=(), outcomes=outcomes, services=(), delivery=None
    )
    text = str(alerts.digest(T, day, [], NOW).text)
    assert "🧾 9 orders" in text
    assert "💰 Spent: $4.00" in text
    assert "Failed or canceled: 3" in text
    assert "Unclear: 3" in text


def a_problem(kind: ProblemKind, error: str) -> str:
    cause, detail = cause_of(kind, error)
    update = {"message": {"text": "/help <i>"}}
    found = Problem(kind, 12, lane=-5, at=NOW, what=update, cause=cause, detail=detail)
    chat = Chat(id=-5, type="group", title="Team", language="en", created_at=NOW)
    screen = problems.problem(found, chat, T, NOW)
    assert labels(screen) == ["🔁 Try again", "🗑 Forget"]
    assert len(screen.text) < 4096
    return str(screen.text)


def test_a_problem_shows_what_was_sent_and_why_it_failed() -> None:
    error = "Telegram refused it: Can't parse <b>: " + "x" * 5000
    text = a_problem(ProblemKind.UPDATE, error)
    assert "U12: this could not be handled" in text
    assert "Team · <code>-5</code>" in text
    assert "/help &lt;i&gt;" in text
    assert "⚠️ Telegram refused it\n<pre>Can&#39;t parse &lt;b&gt;: xx" in text


def test_a_problem_shows_no_traceback_but_where_it_is() -> None:
    error = "Traceback (most recent call last):\n  File a.py\nKeyError: 'a'"
    for kept in ("The bot itself failed", error):
        text = a_problem(ProblemKind.UPDATE, kept)
        assert "⚠️ The bot itself failed\n" in text
        assert "The log has the details: <code>update=12</code>" in text
        assert "KeyError" not in text


def test_a_message_that_telegram_never_took_shows_its_words() -> None:
    text = a_problem(ProblemKind.PUSH, "Message is too long")
    assert "⚠️ Telegram refused it\n<pre>Message is too long</pre>" in text
    assert a_problem(ProblemKind.PUSH, FAILED_HERE).endswith("⚠️ The bot itself failed")


def test_a_card_offers_what_can_be_done_about_a_chat() -> None:
    chat = Chat(id=-5, type="group", title="Team", language="en", created_at=NOW)
    chat.standing = ChatAccess.ASKED
    assert {"✅ Approve", "🚫 Revoke"} < set(labels(directory.chat_card(T, chat, NOTHING)))
    chat.standing, chat.note, chat.reachable = ChatAccess.APPROVED, "VIP", False
    card = directory.chat_card(T, chat, NOTHING)
    assert "✅ Approve" not in labels(card)
    assert "📝 VIP" in str(card.text)
    assert "The bot cannot write there" in str(card.text)


def test_nobody_can_block_an_owner() -> None:
    person = Person(user_id=7, name="Max", first_seen_at=NOW, seen_on=date(2026, 1, 30))
    assert "⛔ Block" in labels(directory.person_card(T, person, NOTHING, [], is_owner=False))
    person.blocked = True
    assert "✅ Unblock" in labels(directory.person_card(T, person, NOTHING, [], is_owner=False))
    owner = labels(directory.person_card(T, person, NOTHING, [], is_owner=True))
    assert not {"⛔ Block", "✅ Unblock"} & set(owner)


def test_a_search_that_finds_too_many_says_how_many_more_there_are() -> None:
    chats = [
        Chat(id=-n, type="group", title=f"T{n}", language="en", created_at=NOW) for n in (1, 2)
    ]
    screen = directory.chats(T, Page(chats, number=0, count=5, total=9), "T")
    assert "Found by: T" in str(screen.text)
    assert "And 7 more." in str(screen.text)
    assert "Nothing was found" in str(directory.chats(T, Page([], 0, 1, 0), "x").text)
