"""Links as people paste them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.links import LONGEST, parse_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://www.instagram.com/name/", "https://www.instagram.com/name/"),
        (" http://t.me/x ", "http://t.me/x"),
        ("instagram.com/name", "https://instagram.com/name"),
        ("@some.name", "@some.name"),
        ("here: https://youtu.be/x?t=1 please", "https://youtu.be/x?t=1"),
        ("https://example.org:8080/a?b=c#d", "https://example.org:8080/a?b=c#d"),
        ("https://пример.рф/страница", "https://пример.рф/страница"),
    ],
)
def test_what_people_paste(text: str, link: str) -> None:
    assert parse_link(text) == link


@pytest.mark.parametrize(
    "text",
    ["", "name", "see my page", "ftp://example.org", "javascript:alert(1)", "https://", "@"],
)
def test_what_is_no_link(text: str) -> None:
    with pytest.raises(InputError, match="Send one link"):
        parse_link(text)


def test_several_links() -> None:
    with pytest.raises(InputError, match="more than one link"):
        parse_link("https://a.org https://b.org")


def test_a_link_that_is_too_long() -> None:
    with pytest.raises(InputError, match="too long"):
        parse_link("https://a.org/" + "x" * LONGEST)


@given(st.text(max_size=60))
def test_any_text_is_a_link_or_told_why_not(text: str) -> None:
    with suppress(InputError):
        assert " " not in parse_link(text)
