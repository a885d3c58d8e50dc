"""What is typed after /export, and what its buttons carry."""

from datetime import date

import pytest

from bot.core.charts.layout import Format
from bot.core.languages import Catalogues
from bot.reports.handlers.export_args import ExportArgs, date_range_of, read_args
from bot.reports.rules.date_ranges import DateRange

TODAY = date(2026, 3, 10)
MONTH = DateRange(date(2026, 2, 9), TODAY)


@pytest.mark.parametrize(
    ("language", "typed", "found"),
    [
        ("en", "/export", ExportArgs(MONTH, None)),
        ("en", "/export@panel_bot  XLSX ", ExportArgs(MONTH, Format.XLSX)),
        ("en", "/export all csv", ExportArgs(DateRange(None, TODAY), Format.CSV)),
        ("en", "/export 7", ExportArgs(DateRange(date(2026, 3, 4), TODAY), None)),
        ("en", "/export ٧", ExportArgs(DateRange(date(2026, 3, 4), TODAY), None)),
        ("en", "/export 2026-01-31", ExportArgs(DateRange(date(2026, 1, 31), TODAY), None)),
        (
            "en",
            "/export 2026-02-01 2026-01-01 xlsx",
            ExportArgs(DateRange(date(2026, 1, 1), date(2026, 2, 1)), Format.XLSX),
        ),
        ("en", "/export 2/1/2026", ExportArgs(DateRange(date(2026, 2, 1), TODAY), None)),
        ("ru", "/export 1.2.2026", ExportArgs(DateRange(date(2026, 2, 1), TODAY), None)),
        (
            "en",
            "/export 2026-03-01 2027-01-01",
            ExportArgs(DateRange(date(2026, 3, 1), TODAY), None),
        ),
        ("en", "/export 1.1.0001", ExportArgs(DateRange(date(2000, 1, 1), TODAY), None)),
        ("en", "/export 2030-01-01", ExportArgs(DateRange(TODAY, TODAY), None)),
        ("en", "/export pdf", None),
        ("en", "/export 0", None),
        ("en", "/export 1000", None),
        ("en", "/export 2026-02-30", None),
        ("en", "/export 2026-01-01 2026-01-02 2026-01-03", None),
        ("en", "/export " + "9" * 5000, None),
        ("en", "/export ²", None),
    ],
)
def test_what_is_typed(language: str, typed: str, found: ExportArgs | None) -> None:
    assert read_args(Catalogues().translator(language), typed, TODAY) == found


@pytest.mark.parametrize(
    ("first", "last", "date_range"),
    [
        ("20260101", "20260201", DateRange(date(2026, 1, 1), date(2026, 2, 1))),
        ("", "20260201", DateRange(None, date(2026, 2, 1))),
        ("20260401", "20260301", DateRange(date(2026, 3, 1), date(2026, 3, 1))),
        ("", "99991231", DateRange(None, TODAY)),
        ("20260101", "99991231", DateRange(date(2026, 1, 1), TODAY)),
        ("", "", None),
        ("x", "20260201", None),
        ("20261301", "20260201", None),
    ],
)
def test_what_a_button_carries(first: str, last: str, date_range: DateRange | None) -> None:
    assert date_range_of(first, last, TODAY) == date_range
