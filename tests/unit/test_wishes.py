"""What is typed after /export, and what its buttons carry."""

from datetime import date

import pytest

from bot.domain.spans import Span
from bot.i18n import Catalogues
from bot.reports.layout import Format
from bot.telegram.wishes import Wish, read_wish, span_of

TODAY = date(2026, 3, 10)
MONTH = Span(date(2026, 2, 9), TODAY)


@pytest.mark.parametrize(
    ("language", "typed", "wish"),
    [
        ("en", "/export", Wish(MONTH, None)),
        ("en", "/export@panel_bot  XLSX ", Wish(MONTH, Format.XLSX)),
        ("en", "/export all csv", Wish(Span(None, TODAY), Format.CSV)),
        ("en", "/export 7", Wish(Span(date(2026, 3, 4), TODAY), None)),
        ("en", "/export ٧", Wish(Span(date(2026, 3, 4), TODAY), None)),
        ("en", "/export 2026-01-31", Wish(Span(date(2026, 1, 31), TODAY), None)),
        (
            "en",
            "/export 2026-02-01 2026-01-01 xlsx",
            Wish(Span(date(2026, 1, 1), date(2026, 2, 1)), Format.XLSX),
        ),
        ("en", "/export 2/1/2026", Wish(Span(date(2026, 2, 1), TODAY), None)),
        ("ru", "/export 1.2.2026", Wish(Span(date(2026, 2, 1), TODAY), None)),
        ("en", "/export 2026-03-01 2027-01-01", Wish(Span(date(2026, 3, 1), TODAY), None)),
        ("en", "/export 1.1.0001", Wish(Span(date(2000, 1, 1), TODAY), None)),
        ("en", "/export 2030-01-01", Wish(Span(TODAY, TODAY), None)),
        ("en", "/export pdf", None),
        ("en", "/export 0", None),
        ("en", "/export 1000", None),
        ("en", "/export 2026-02-30", None),
        ("en", "/export 2026-01-01 2026-01-02 2026-01-03", None),
        ("en", "/export " + "9" * 5000, None),
        ("en", "/export ²", None),
    ],
)
def test_what_is_typed(language: str, typed: str, wish: Wish | None) -> None:
    assert read_wish(Catalogues().translator(language), typed, TODAY) == wish


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("20260101", "20260201", Span(date(2026, 1, 1), date(2026, 2, 1))),
        ("", "20260201", Span(None, date(2026, 2, 1))),
        ("20260401", "20260301", Span(date(2026, 3, 1), date(2026, 3, 1))),
        ("", "99991231", Span(None, TODAY)),
        ("20260101", "99991231", Span(date(2026, 1, 1), TODAY)),
        ("", "", None),
        ("x", "20260201", None),
        ("20261301", "20260201", None),
    ],
)
def test_what_a_button_carries(first: str, last: str, span: Span | None) -> None:
    assert span_of(first, last, TODAY) == span
