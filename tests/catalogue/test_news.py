"""What owners read of a changed list: within a caption, whatever the names and however many."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.changes import Headline, News
from bot.catalogue.screens.news import COLUMNS, news
from bot.core.languages import Catalogues
from bot.sandbox.telegram import html
from bot.sandbox.telegram.texts import MOST_CAPTION

T = {language: Catalogues().translator(language) for language in ("en", "ru")}
NAMES = st.text(max_size=500) | st.sampled_from(["<b>&", "𝐏" * 300, "متابعين 1K", "=1+1"])


def headline(news: News, name: str = "Likes", number: int = 1, **changes: Any) -> Headline:
    return Headline(
        news.value,
        str(number),
        name,
        "Instagram",
        changes.get("rate", ("0.9", "0.9")),
        changes.get("minimum", (10, 10)),
        changes.get("maximum", (100, 100)),
    )


def shown(*headlines: Headline, services: int = 7, language: str = "en") -> tuple[str, str]:
    payload = {"services": services, "currency": "USD", "headlines": headlines}
    screen, table = news(T[language], payload)
    return html.parse(screen.text).text, table


def read(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.removeprefix("\ufeff"), "")))


def test_a_short_one_is_shown_whole() -> None:
    text, table = shown(
        headline(News.NEW, "Saves"),
        headline(News.GONE, "Plays"),
        headline(News.DEARER, rate=("0.90", "1.20")),
        headline(News.LIMITS, minimum=(10, 20)),
    )
    assert text == (
        "🗂 The panel's list has changed\n"
        "It has 7 services now.\n"
        "\n"
        "🆕 New: 1\n"
        "· Saves · $0.90\n"
        "🚫 Removed: 1\n"
        "· Plays · $0.90\n"
        "📈 Price increased: 1\n"
        "· Likes · $0.90 → $1.20\n"
        "📏 Other limits: 1\n"
        "· Likes · 10–100 → 20–100"
    )
    assert table == ""


def test_a_long_one_has_all_of_it_in_a_table() -> None:
    many = [headline(News.NEW, f"Likes {number}", number) for number in range(500)]
    cheaper = headline(News.CHEAPER, '=HYPERLINK("x")', 7, rate=("2", "1"))
    text, table = shown(*many, cheaper)
    assert "🆕 New: 500\n" in text
    assert "📉 Price decreased: 1\n· =HYPERLINK" in text
    assert text.endswith("📎 The full list is in the file.")
    rows = read(table)
    assert (tuple(rows[0]), len(rows)) == (COLUMNS, 502)
    notice = ["cheaper", "7", """'=HYPERLINK("x")""", "Instagram"]
    assert rows[-1] == [*notice, "2", "1", "10", "10", "100", "100"]


@pytest.mark.parametrize(
    ("evil", "harmless"),
    [(" =1+1", "' =1+1"), ("\t=1", "'\t'=1"), ("＝1", "'＝1"), ("a;=1", "a;'=1")],
)
def test_no_name_is_a_formula_to_any_program(evil: str, harmless: str) -> None:
    many = [headline(News.NEW, evil, number) for number in range(10)]
    _, table = shown(*many)
    assert [row[2] for row in read(table)[1:]] == [harmless] * 10
    assert f'"{harmless}"' in table  # programs that split elsewhere as well know the quotes


@pytest.mark.parametrize("language", T)
@given(
    st.lists(st.builds(headline, st.sampled_from(News), NAMES), min_size=1, max_size=60),
    st.integers(1, 10**6),
)
def test_it_fits_a_caption_and_nothing_is_lost(
    language: str, headlines: list[Headline], services: int
) -> None:
    text, table = shown(*headlines, services=services, language=language)
    assert html.units(text) <= MOST_CAPTION
    notice = sum(line.startswith("· ") for line in text.splitlines())
    if notice < len(headlines):
        assert len(read(table)) == len(headlines) + 1
    else:
        assert table == ""
