"""Pictures and files: scales, what fonts can write, cells that are no formulas."""

import csv
import io
import os
import struct
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.charts import glyphs
from bot.core.charts.drawing import WIDTH, draw
from bot.core.charts.layout import Cell, Column, Format, Kind, Layout
from bot.core.charts.picture import (
    Bars,
    Mark,
    Parts,
    Picture,
    Rank,
    Ranking,
    Slice,
    Tile,
    Tone,
    scale,
)
from bot.core.charts.tables import FileWriter, open_table
from bot.core.languages import Catalogues
from tests.proof import first_quick, proof

LANGUAGES = ["en", "ru", "ar", "hi", "tr", "es", "pt_BR", "id"]


@pytest.mark.parametrize(
    ("highest", "whole", "expected"),
    [
        (0, False, [0, 1]),
        (1, True, [0, 1]),
        (2, True, [0, 1, 2]),
        (40, True, [0, 20, 40]),
        (41, True, [0, 20, 40, 60]),
        (0.3, False, [0, 0.1, 0.2, 0.3]),
        (0.0000063, False, [0, 0.0000025, 0.000005, 0.0000075]),
        (1_000_000, False, [0, 500_000, 1_000_000]),
    ],
)
def test_a_scale_is_round(highest: float, whole: bool, expected: list[float]) -> None:
    assert scale(highest, whole=whole) == pytest.approx(expected)


@given(st.floats(1e-9, 1e12), st.booleans())
def test_a_scale_holds_the_highest_and_little_more(highest: float, whole: bool) -> None:
    lines = scale(highest, whole=whole)
    assert 2 <= len(lines) <= 4
    assert lines[0] == 0
    assert lines[-1] >= highest * (1 - 1e-9)
    assert lines[-2] < highest


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("🔥 Instagram Followers ⚡ [Real] ✅", "Instagram Followers [Real]"),
        ("𝐏𝐫𝐞𝐦𝐢𝐮𝐦 ʟɪᴋᴇs", "Premium ʟɪᴋᴇs"),
        ("👨‍👩‍👧 | Просмотры |", "Просмотры"),
        ("متابعين انستقرام 🔥", "متابعين انستقرام"),
        ("हिन्दी में फॉलोअर्स", "हिन्दी में फॉलोअर्स"),
        ("中文 粉丝", ""),
        ("a\n\tb\x00c", "a bc"),
    ],
)
def test_names_are_written_as_far_as_the_fonts_go(text: str, written: str) -> None:
    assert glyphs.name(text) == written


@pytest.mark.parametrize("language", sorted({*LANGUAGES, *Catalogues().languages()}))
def test_every_language_can_be_written(language: str) -> None:
    """A language whose letters no font has needs one more in bot/core/charts/fonts."""
    t = Catalogues().translator(language)
    samples = [
        t.plain("Median delivery"),
        t.days(date(2026, 8, 31), date(2027, 9, 1)),
        t.money(Decimal("1234.5"), "USD"),
        *(t.short_day(date(2026, month, 1)) for month in range(1, 13)),
    ]
    for text in samples:
        drawn = text.translate(dict.fromkeys(map(ord, "\u2068\u2069")))  # signs of no font
        assert glyphs.writable(text) == " ".join(drawn.split())


def a_picture(*, names: tuple[str, ...] = ("Likes",), mirrored: bool = False) -> Picture:
    marks = [Mark(0, "$0"), Mark(1, "$1 and $2")]  # which is no formula
    return Picture(
        title="Orders",
        subtitle="One · two",
        tiles=[Tile("Spent", "$" + "9" * 60)],
        panels=[
            Bars("Orders by day", Tone.ORDERS, [0, 1], marks),
            Bars("Spent by day", Tone.MONEY, [0.5, 0], marks, [Mark(1, "Nov 24")]),
            Parts("Outcomes", [Slice("Completed 100%", 1.0, Tone.GOOD)]),
            Ranking("Top", "orders", [Rank(name, "Service 5", 1.0, "1", "$1") for name in names]),
        ],
        mirrored=mirrored,
    )


@proof
@pytest.mark.parametrize("mirrored", first_quick(1, [False, True]))
def test_a_picture_is_a_png_as_wide_as_a_phone_and_as_high_as_it_needs(mirrored: bool) -> None:
    names = ("🔥", "A" * 500, "$x^2$ \\frac", "a\n{b}")
    for count in (1, 4):
        png = draw(a_picture(names=names[:count], mirrored=mirrored))
        assert png.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack_from(">16xII", png)
        assert (width, height) == (WIDTH, 1136 + 80 * count)


LAYOUT = Layout(
    [Column(kind.value, kind, 10) for kind in (Kind.TEXT, Kind.COUNT, Kind.MONEY, Kind.MOMENT)],
    "Orders",
)


def written(path: Path, format_: Format, *rows: list[Cell]) -> Path:
    table = open_table(path, format_, LAYOUT)
    table.add(rows)
    size = table.size()
    table.close()
    assert size >= path.stat().st_size or format_ is Format.XLSX
    return path


@pytest.mark.parametrize(
    ("evil", "harmless"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ('"=1', '"=1'),
        ("a;=1", "a;'=1"),
        ("a\t+1", "a\t'+1"),
        ("a,-1", "a,'-1"),
        ('a;"=1"', 'a;\'"=1"'),
        ("a; \u200b＠1", "a;' \u200b＠1"),
        ("a\r\n=1", "a\r\n'=1"),
        ("\ufeff=1", "'\ufeff=1"),
    ],
)
def test_a_foreign_text_is_never_a_formula(tmp_path: Path, evil: str, harmless: str) -> None:
    row: list[Cell] = [evil, -5, Decimal("-0.5"), None]
    with written(tmp_path / "x.csv", Format.CSV, row).open(encoding="utf-8-sig", newline="") as f:
        text, *numbers = list(csv.reader(f))[1]
    assert text == harmless
    assert numbers == ["-5", "-0.5", ""]
    book = openpyxl.load_workbook(written(tmp_path / "x.xlsx", Format.XLSX, row))
    cells = book.worksheets[0][2]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "n"]
    assert cells[0].value == evil.replace("\r", "_x000D_")
    book.close()


@given(st.lists(st.text("ab=+-@＝;,\t\r\n\"' "), min_size=1, max_size=4))
def test_no_reader_finds_a_formula_wherever_it_splits(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """Nor with another separator, and whether it knows quotes or not."""
    layout = Layout([Column(str(at), Kind.TEXT, 9) for at in range(len(texts) + 1)], "Orders")
    path = tmp_path_factory.mktemp("csv") / "x.csv"
    table = open_table(path, Format.CSV, layout)
    table.add([[1, *texts]])
    table.close()
    content = path.read_bytes().decode("utf-8-sig")
    for separator in ",;\t":
        found = [
            cell
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE)
            for row in csv.reader(io.StringIO(content, ""), delimiter=separator, quoting=quoting)
            for cell in row
        ]
        assert not [cell for cell in found if cell.strip().startswith(tuple("=+-@＝"))]


def test_a_cell_with_any_separator_is_quoted_and_numbers_are_not(tmp_path: Path) -> None:
    """So programs that split at all three see the same cells."""
    at = datetime(2026, 1, 31, 12, 30, 15)  # noqa: DTZ001 - the reader's own
    path = written(tmp_path / "x.csv", Format.CSV, ["a;b\tc", 5, Decimal("1E-8"), at])
    line = path.read_text(encoding="utf-8-sig").splitlines()[1]
    assert line == '"a;b\tc",5,0.00000001,2026-01-31 12:30:15'


@pytest.mark.parametrize("format_", list(Format))
@pytest.mark.parametrize("mask", [0, 0o022])
def test_a_file_is_its_owners_alone_from_the_beginning(
    tmp_path: Path, format_: Format, mask: int
) -> None:
    before = os.umask(mask)
    try:
        path = tmp_path / "x"
        table = open_table(path, format_, LAYOUT)
        assert path.stat().st_mode & 0o777 == 0o600
        table.add([["a", 1, None, None]])
        table.close()
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_plain_texts_stay_as_they_are(tmp_path: Path) -> None:
    texts = ["1=1", "a-b", "https://x.org/?a=b", "", "5", 'say "hi", you']
    at = datetime(2026, 1, 31, 12, 30, 15)  # noqa: DTZ001 - the reader's own
    rows: list[list[Cell]] = [[text, 1, Decimal("1E-8"), at] for text in texts]
    with written(tmp_path / "x.csv", Format.CSV, *rows).open(
        encoding="utf-8-sig", newline=""
    ) as f:
        found = list(csv.reader(f))[1:]
    assert found == [[text, "1", "0.00000001", "2026-01-31 12:30:15"] for text in texts]


def test_the_size_is_known_before_a_file_is_finished(tmp_path: Path) -> None:
    """An XLSX is zipped at its end: what is told is more, even where nothing can be zipped."""
    at = datetime(2026, 1, 31, 12, 30, 15)  # noqa: DTZ001 - the reader's own
    writer = FileWriter()
    for format_ in Format:
        path = tmp_path / f"x.{format_.value}"
        writer.begin(str(path), format_, LAYOUT)
        rows = [[f"{n * 7**30 % 10**37:x}", n * 7**9 % 10**9, None, at] for n in range(2000)]
        size = int(writer.add(rows))
        writer.finish()
        assert path.stat().st_size <= size + 10_000
    with pytest.raises(RuntimeError):
        writer.finish()
