"""Every text in every language, with the same placeholders and the same HTML."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.core.languages import DOMAIN, LOCALES, Catalogues

ROOT = Path(__file__).parents[2]
KEYWORDS = {"t": None, "plain": None, "N_": None, "plural": (1, 2), "plural_plain": (1, 2)}
LANGUAGES = [path.name for path in LOCALES.iterdir() if path.is_dir()]


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


@cache
def catalogue(language: str) -> Catalog:
    return read(LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po", language)


@cache
def texts_of_the_code() -> frozenset[str]:
    found = extract_from_dir(ROOT / "bot", [("**.py", "python")], keywords=KEYWORDS)
    return frozenset(text if isinstance(text, str) else text[0] for _, _, text, _, _ in found)


def forms(message: Message) -> list[tuple[str, str]]:
    """Return pairs of a source and its translation, one for each plural form."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[-1], text) for text in message.string or ()]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def tags(text: str) -> list[str]:
    return re.findall(r"</?[a-z]+", text)


def test_the_template_holds_the_texts_of_the_code() -> None:
    with (LOCALES / f"{DOMAIN}.pot").open("rb") as file:
        template = read_po(file)
    listed = {m.id if isinstance(m.id, str) else m.id[0] for m in template if m.id}
    assert listed == texts_of_the_code(), "run `make messages`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    found = catalogue(language)
    expected = texts_of_the_code()
    missing = [text for text in expected if (m := found.get(text)) is None or not m.string]
    assert not missing
    assert not [m.id for m in found if m.id and (m.fuzzy or not all(t for _, t in forms(m)))]
    assert not found.obsolete, "run `make messages`, and remove what is obsolete"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_html_are_the_same(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        for source, text in forms(message):
            assert placeholders(source) == placeholders(text), text
            assert tags(source) == tags(text), text
            emoji = {"ar": {"⬅": "➡"}}.get(language, {}).get(source[:1], source[:1])
            assert emoji.isascii() or emoji == text[:1], text  # the same, or turned


def test_languages_are_offered_by_their_own_names() -> None:
    assert Catalogues().languages() == {
        "ar": "العربية",
        "en": "English",
        "es": "Español",
        "hi": "हिन्दी",
        "id": "Indonesia",
        "pt_BR": "Português",
        "ru": "Русский",
        "tr": "Türkçe",
    }


def test_a_languages_texts_are_read_when_it_is_first_spoken(tmp_path: Path) -> None:
    file = tmp_path / "ru" / "LC_MESSAGES" / "bot.po"
    file.parent.mkdir(parents=True)
    text = (LOCALES / "ru" / "LC_MESSAGES" / "bot.po").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    catalogues = Catalogues(tmp_path, frozenset({"The dashboard"}))
    first = str(catalogues.at_once("ru")("The dashboard"))
    assert first != "The dashboard"
    file.write_text(text.replace(first, "Пульт"), encoding="utf-8")
    assert catalogues.languages() == {"en": "English", "ru": "Русский"}
    assert str(catalogues.at_once("ru")("The dashboard")) == first
    assert str(catalogues.translator("ru")("The dashboard")) == "Пульт"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("ru-RU", "ru"),
        ("pt-br", "pt_BR"),
        ("pt_BR", "pt_BR"),
        ("pt", "pt_BR"),
        ("zh-hans", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_the_best_language_for_a_tag(tag: str | None, language: str) -> None:
    assert Catalogues().translator(tag).language == language


def test_values_keep_their_direction_among_arabic_words() -> None:
    t = Catalogues().translator("ar")
    said = t("Price: {old} → {new}", old="$1.20", new="<b>")
    assert "\u2068$1.20\u2069" in said
    assert "\u2068&lt;b&gt;\u2069" in said
    example = t("Reply to a person's message, or add names or IDs: {example}", example="/allow 1")
    assert "\u2068/allow 1\u2069" in example
    number = t("Number at the panel: <code>{number}</code>", number=23501)
    assert number.endswith("\u2068<code>23,501</code>\u2069")  # copied by a tap without marks


def test_a_sentence_ends_with_one_full_stop() -> None:
    t = Catalogues().translator("ru")
    said = t("It took {time}. A file: {name}. Then … {name}...", time=t.duration(4320), name="a")
    assert str(said) == "It took 3 дн. A file: a. Then … a..."
    assert t.plain("Until {day}.", day=date(2026, 12, 20)) == "Until 20 дек. 2026\u202fг."


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1 سطر"), (2, "سطران (2)"), (3, "3 أسطر"), (11, "11 سطرًا"), (100, "100 سطر")],
)
def test_arabic_counts_in_six_forms(number: int, said: str) -> None:
    t = Catalogues().translator("ar")
    shown = t.plural_plain("📥 {number} line so far", "📥 {number} lines so far", number)
    assert re.sub("[\u2068\u2069]", "", shown) == f"📥 حتى الآن: {said}"


@pytest.mark.parametrize(("language", "said"), [("es", "1 d 1 h"), ("pt-BR", "1 dia 1 h")])
def test_one_hour_is_one(language: str, said: str) -> None:
    t = Catalogues().translator(language)
    assert t.duration(25 * 60) == said
    assert t.duration(0) == "0 min"


def test_moments_are_written_in_the_chat_s_time() -> None:
    at = datetime(2026, 7, 31, 22, 30, tzinfo=UTC)
    assert Catalogues().translator("en").datetime(at) == "Jul 31 22:30 UTC"
    assert Catalogues().translator("en", "Europe/Berlin").datetime(at) == "Aug 1 00:30"


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 строка"), (3, "3 строки"), (5, "5 строк"), (21, "21 строка")]
)
def test_russian_counts_as_russians_do(number: int, said: str) -> None:
    t = Catalogues().translator("ru-RU")
    assert t.plural_plain("{number} line", "{number} lines", number) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0 min"),
        (90, "1 hr 30 min"),
        (12 * 1440, "12 days"),
        (30 * 1440 + 1, "30 days 1 min"),
        (365 * 1440, "365 days"),
    ],
)
def test_durations_are_exact(minutes: int, said: str) -> None:
    assert Catalogues().translator("en").duration(minutes) == said


def test_arabic_lists_days_and_changes_read_from_the_right() -> None:
    t = Catalogues().translator("ar")
    assert t.day(date(2026, 11, 29)) == "29 نوفمبر 2026"
    assert t.comma.join(["<1>", "2"]) == "&lt;1&gt;، 2"
    pay = f"{t.money(Decimal(5), 'USD')} · {t.datetime(datetime(2026, 11, 29, 9, 17, tzinfo=UTC))}"
    assert pay == "\u2068\u200f5.00\xa0US$\u200e\u2069 · \u206829 نوفمبر 09:17 UTC\u2069"


def test_own_words_are_translated_and_foreign_ones_stay() -> None:
    t = Catalogues().translator("ru")
    assert t.own_words("the connection was cut") == "соединение оборвалось"
    assert t.own_words("HTTP 500: {oops}") == "HTTP 500: {oops}"
