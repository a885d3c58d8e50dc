"""Addresses and keys as owners type them, in one message or two."""

from dataclasses import dataclass, field

from bot import slips
from bot.core.errors import N_, InputError

_EXPECTED = N_("Send the address alone, or the address and the key with a space between them.")
_EMPTY = N_("Send the key from the panel's API page.")


@dataclass(frozen=True, slots=True)
class TypedAccount:
    """What an owner has typed; what is empty was not in it."""

    address: str
    key: str = field(repr=False)


def read_account(text: str, *, may_be_key: bool) -> TypedAccount:
    """Read an address, or an address and a key in either order.

    Args:
        may_be_key: an address is known; what looks like a key is a new one.

    Raises:
        InputError: it is neither, or there is a slip in it.
    """
    words = [it for it in map(slips.tidied, text.split()) if it]
    match words:
        case [word] if may_be_key and slips.looks_like_key(word):
            return TypedAccount("", word)
        case [word]:
            return TypedAccount(_address(word), "")
        case [first, second]:
            if slips.are_swapped(first, second):
                first, second = second, first
            return TypedAccount(_address(first), read_key(second))
    raise InputError(_EXPECTED)


def read_key(text: str) -> str:
    """Read a key.

    Raises:
        InputError: it cannot be one.
    """
    key = slips.tidied(text)
    slip = slips.of_key(key)
    if slip or not key:
        raise InputError(slip or _EMPTY)
    return key


def _address(text: str) -> str:
    slip = slips.of_address(text)
    if slip not in {"", slips.NO_SCHEME}:
        raise InputError(slip)
    return slips.with_scheme(text)
