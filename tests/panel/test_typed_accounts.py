"""Addresses, keys and peculiarities as owners type them."""

import pytest

from bot.core.errors import InputError
from bot.panel.rules.option_lines import read_options
from bot.panel.rules.typed_accounts import read_account, read_key

KEY = "0123456789abcdef0123456789abcdef"
URL = "https://panel.example/api/v2"


@pytest.mark.parametrize(
    ("typed", "address", "key"),
    [
        (URL, URL, ""),
        ("panel.example/api/v2", URL, ""),
        (f"{URL} {KEY}", URL, KEY),
        (f"{KEY}\n{URL}", URL, KEY),
        (f"PROVIDER_API_URL={URL}\nPROVIDER_API_KEY='{KEY}'", URL, KEY),
        (f"  <{URL}>\u200b  ", URL, ""),
    ],
)
def test_an_address_and_a_key(typed: str, address: str, key: str) -> None:
    found = read_account(typed, may_be_key=False)
    assert (found.address, found.key) == (address, key)
    assert KEY not in repr(found)


def test_a_key_alone_is_one_where_the_address_is_known() -> None:
    assert read_account(KEY, may_be_key=True).key == KEY
    with pytest.raises(InputError, match="were address and key swapped"):
        read_account(KEY, may_be_key=False)


@pytest.mark.parametrize("typed", ["", "one two three", f"{URL} {URL}"])
def test_what_is_neither(typed: str) -> None:
    with pytest.raises(InputError):
        read_account(typed, may_be_key=False)


@pytest.mark.parametrize("typed", ["", "  ", f"{KEY} {KEY}", URL])
def test_what_is_no_key(typed: str) -> None:
    with pytest.raises(InputError):
        read_key(typed)
    assert read_key(f' "{KEY}" ') == KEY


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("-", {}),
        ("PROVIDER_MIN_INTERVAL=0.5", {"min_interval": "0.5"}),
        ("min_interval = 2\n\nCURRENCY='EUR'", {"min_interval": "2", "currency": "EUR"}),
        ("CURRENCY=", {}),
    ],
)
def test_peculiarities(typed: str, found: dict[str, str]) -> None:
    assert read_options(typed, {"min_interval", "currency"}) == found


@pytest.mark.parametrize("typed", ["fast", "PROVIDER_API_KEY=x", "CURRENCY=" + "x" * 501])
def test_what_is_no_peculiarity(typed: str) -> None:
    with pytest.raises(InputError):
        read_options(typed, {"min_interval", "currency"})
