"""Links within the 64 characters that `/start` carries."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.telegram.deep_links import LONGEST, Start, link_to_order, room_beside, start_of
from bot.orders.links import link_key, links_in, packed, unpacked


@pytest.mark.parametrize(
    "link",
    [
        "https://www.instagram.com/p/DFxYz12AbCd/",
        "https://www.instagram.com/reel/DFxYz12AbCd/",
        "https://www.instagram.com/some.user_name/",
        "https://www.tiktok.com/@some.username/video/7412345678901234567",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://t.me/some_channel/12345",
        "https://x.com/someuser/status/1712345678901234567",
        "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
    ],
)
def test_usual_links_fit_beside_a_service(link: str) -> None:
    written = packed(link, room_beside(123_456))
    assert written is not None
    url = link_to_order("panel_demo_bot", 123_456, written)
    payload = url.partition("?start=")[2]
    assert len(payload) <= LONGEST
    assert start_of([payload]) == Start(123_456, written)
    (read,) = links_in(f"https://{unpacked(written)}").links
    assert link_key(read) == link_key(link)


def test_a_long_link_does_not_fit() -> None:
    page = "".join(str(number * number) for number in range(1000, 1020))
    assert packed(f"https://www.example.com/{page}", 50) is None


def test_what_other_programs_write_is_plain() -> None:
    written = urlsafe_b64encode(b"https://t.me/a/1").decode().rstrip("=")
    assert unpacked(written) == "https://t.me/a/1"


@given(st.text(st.characters(codec="ascii"), max_size=64))
def test_anything_is_read(text: str) -> None:
    unpacked(text)
    start_of([text])


@pytest.mark.parametrize("payload", ["A", "AAAA", "____", "AGFh", "!!"])
def test_what_is_no_link_is_nothing(payload: str) -> None:
    assert links_in(f"https://{unpacked(payload) or ''}").links == ()
