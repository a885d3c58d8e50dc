"""The settings' log and the page of privacy are drawn from what was loaded, without a database."""

from datetime import UTC, datetime, timedelta

from bot.catalogue.rules.catalogue import Catalogue
from bot.chats.screens import privacy, settings_lists
from bot.chats.screens.settings_panel import Panel
from bot.chats.tables import AuditEntry
from bot.core.access.roles import Role
from bot.core.access.tables import Chat
from bot.core.languages import Catalogues
from bot.core.paging import Page
from bot.core.telegram.context import Actor

NOW = datetime(2026, 1, 14, 12, tzinfo=UTC)
T = Catalogues().translator("en")
GROUP = Chat(id=-100, type="supergroup", title="Team", language="en", created_at=NOW)


def panel() -> Panel:
    actor = Actor(chat=GROUP, user_id=7, name="Anna", role=Role.ADMINISTRATOR, t=T)
    languages = {"en": "English", "de": "Deutsch"}
    return Panel(actor, GROUP, [], Catalogue(currency="USD"), languages, NOW)


def entry(change: str, before: str, after: str) -> AuditEntry:
    return AuditEntry(
        chat_id=GROUP.id,
        at=NOW,
        user_id=7,
        user_name="Anna",
        change=change,
        before=before,
        after=after,
    )


def test_each_change_is_in_the_chats_own_words() -> None:
    found = [
        entry("paused", "False", "True"),
        entry("language", "en", "de"),
        entry("limit group day", "", "50"),
        entry("a change of a later version", "1", "2"),
    ]
    text = settings_lists.changes(panel(), Page(found, number=0, count=1, total=4)).text
    assert "Changes</b> · 4" in text
    assert "Paused: no → <b>yes</b>" in text
    assert "Language: English → <b>Deutsch</b>" in text
    assert "A day: — → <b>50</b>" in text
    assert "a change of a later version: 1 → <b>2</b>" in text


def test_a_log_without_changes_says_so() -> None:
    text = settings_lists.changes(panel(), Page([], number=0, count=1, total=0)).text
    assert "No changes yet." in text


def test_only_in_private_there_are_buttons_for_ones_own_data() -> None:
    at_home = privacy.privacy(T, in_group=False, remembered=timedelta(days=2))
    in_group = privacy.privacy(T, in_group=True, remembered=timedelta(days=2))
    assert "for 2 days" in at_home.text
    assert len(at_home.rows) == 2
    assert not in_group.rows
