"""The contact in what owners write."""

import pytest

from bot.chats.rules.own_texts import contact_in


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Write to @helper_olga, 9 to 6", "https://t.me/helper_olga"),
        ("t.me/helper_olga", "https://t.me/helper_olga"),
        ("Write to @helper_olga.", "https://t.me/helper_olga"),
        ("https://t.me/helper_olga", "https://t.me/helper_olga"),
        ("Our site: https://example.com/help.", "https://example.com/help"),
        ("help@example.com", ""),
        ("Call +1 555 0100", ""),
        ("@abc", ""),
    ],
)
def test_the_contact_becomes_a_link(text: str, link: str) -> None:
    assert contact_in(text) == link
