"""The choice of an export and whose orders it has, drawn from plain values."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.charts.layout import Format
from bot.core.languages import Catalogues
from bot.core.telegram.context import Actor
from bot.core.telegram.screen import Screen
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.reports.rules.date_ranges import DateRange, last_days
from bot.reports.rules.scope import Scope
from bot.reports.screens import export as screens
from bot.reports.screens import export_rows, report_scope
from bot.reports.screens.report_scope import EVERY_CHAT, THIS_CHAT
from bot.reports.tables import Export
from tests.order_log import an_order

TODAY = date(2026, 1, 31)
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
T = Catalogues().translator("en")


def an_actor(role: Role, *, group: bool) -> Actor:
    kind, number = ("supergroup", -5) if group else ("private", 7)
    chat = Chat(id=number, type=kind, title="Team", language="en", created_at=NOW)
    return Actor(chat, 7, "Max", role, T)


def labels(screen: Screen) -> list[list[str]]:
    return [[button.text for button in row] for row in screen.rows]


@pytest.mark.parametrize(
    ("role", "group", "seen"),
    [
        (Role.OWNER, False, [EVERY_CHAT, THIS_CHAT, "7"]),
        (Role.OWNER, True, [THIS_CHAT, "7"]),
        (Role.ADMINISTRATOR, True, [THIS_CHAT, "7"]),
        (Role.MEMBER, True, ["7"]),
        (Role.BUYER, False, [THIS_CHAT, "7"]),
    ],
)
def test_who_may_see_whose_orders(role: Role, group: bool, seen: list[str]) -> None:
    actor = an_actor(role, group=group)
    asked = (EVERY_CHAT, THIS_CHAT, "7", "8", "")
    assert [it for it in asked if report_scope.is_visible(actor, it)] == seen


def test_a_scope_has_the_days_of_the_chat() -> None:
    scope = report_scope.scope(an_actor(Role.MEMBER, group=True), "7", last_days(TODAY, 1))
    midnight = datetime(2026, 1, 31, tzinfo=UTC)
    assert scope == Scope(-5, 7, midnight, midnight + timedelta(days=1))


def test_the_choice_of_an_export() -> None:
    actor, date_range = an_actor(Role.OWNER, group=False), last_days(TODAY, 7)
    screen = screens.panel(actor, THIS_CHAT, date_range, 2, TODAY)
    assert labels(screen) == [
        ["CSV", "XLSX"],
        ["• 7 days", "30 days"],
        ["90 days", "All time"],
        ["• This chat", "All chats"],
    ]
    assert labels(screens.panel(actor, THIS_CHAT, DateRange(None, TODAY), 0, TODAY))[:2] == [
        ["7 days", "30 days"],
        ["90 days", "• All time"],
    ]


def test_how_far_an_export_is() -> None:
    export = Export(
        chat_id=7,
        asked_by=7,
        format=Format.CSV,
        first=None,
        last=TODAY,
        total=1200,
        created_at=NOW,
        due_at=NOW,
    )
    assert "500 of 1,200 …" in screens.progress(T, export, 500).text
    assert "✅ 1 order was sent." in screens.done(T, export, 1).text


def test_a_file_of_all_chats_names_the_panels_where_there_are_several() -> None:
    fields = an_order(1, NOW, panel_id=2, provider_order_id="23501", state=OrderState.COMPLETED)
    row = SimpleNamespace(**Order(**fields).model_dump(), chat="Team", service="1")
    names = {1: "Alder", 2: "Birch"}
    titles = [it.title for it in export_rows.layout(T, chats=True, panels=names).columns]
    cells = list(export_rows.line(T, row, chats=True, panels=names))
    said = dict(zip(titles, cells, strict=True))
    assert (said["Panel"], said["Number at the panel"], said["Chat"]) == ("Birch", "23501", "Team")
    own = [it.title for it in export_rows.layout(T, chats=False, panels={}).columns]
    assert own == [it for it in titles if it not in {"Panel", "Chat"}]
    assert len(export_rows.line(T, row, chats=False, panels={})) == len(own)
