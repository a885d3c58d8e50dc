"""What owners are asked about the panel, drawn from plain values: no database, no clock."""

from datetime import UTC, datetime

from bot.core.languages import Catalogues
from bot.core.telegram.screen import Screen
from bot.orders.rules.states import OrderState
from bot.panel.rules.accounts import Affected, PanelAccount
from bot.panel.rules.statuses import MEANINGS, RefillState, WordKind
from bot.panel.screens import panels, status_words
from bot.panel.tables import StatusWord

T = Catalogues().translator("en")
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def a_word(kind: WordKind, shown: str, meaning: str | None = None) -> StatusWord:
    said = {"word": shown, "shown": shown, "number": "23501"}
    return StatusWord(id=5, kind=kind, meaning=meaning, first_seen_at=NOW, **said)


def labels(screen: Screen) -> list[str]:
    return [button.text for row in screen.rows for button in row]


def test_what_is_affected_is_counted_before_an_owner_decides() -> None:
    moved = panels.changed(T, Affected(2, "a.example", "b.example", waiting=1, open=2, services=3))
    text = str(moved.text)
    assert "Before: a.example, now: b.example" in text
    for line in ("not sent yet: 1", "in progress: 2", "on sale: 3"):
        assert line in text
    assert len(moved.rows) == 2
    rekeyed = panels.changed(T, Affected(2, "a.example", "a.example", 0, 0, 0))
    assert "At a.example, with another key." in str(rekeyed.text)
    assert not panels.changed(T, None).rows


def test_a_word_offers_every_meaning_and_marks_the_one_it_has() -> None:
    unknown = status_words.word(T, a_word(WordKind.ORDER, "Fertig"))
    assert "“<b>Fertig</b>” about order 23501" in str(unknown.text)
    assert len(labels(unknown)) == len(MEANINGS[WordKind.ORDER]) + 2
    assert [it for it in labels(unknown) if it.startswith("• ")] == ["• 🤷 Ignore"]
    taught = a_word(WordKind.REFILL, "Ok", RefillState.COMPLETED.value)
    (marked,) = [it for it in labels(status_words.word(T, taught)) if it.startswith("• ")]
    assert "♻️" in marked


def test_words_that_nobody_has_taught_carry_a_question_mark() -> None:
    found = [
        a_word(WordKind.ORDER, "Fertig"),
        a_word(WordKind.ORDER, "Läuft", OrderState.IN_PROGRESS.value),
    ]
    first, second, _ = labels(status_words.words(T, found))
    assert first == "Fertig → ?"
    assert second.startswith("Läuft → ")
    assert second != "Läuft → ?"
    assert "knows every status" in str(status_words.words(T, []).text)


def test_an_account_is_known_by_its_address_in_one_spelling() -> None:
    spelled = PanelAccount("https://Panel.example:443/api/v2/", "key")
    assert spelled.address == PanelAccount("https://panel.example/api/v2", "key").address
    assert spelled.host == "panel.example"
    assert "secret-key" not in repr(PanelAccount("https://panel.example", "secret-key"))
