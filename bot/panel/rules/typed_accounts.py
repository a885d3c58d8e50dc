"""Addresses and keys as owners type them, in one message or two."""

from dataclasses import dataclass, field

from bot import input_hints
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
        InputError: it is neither, or there is a mistake in it.
    """
    words = [it for it in map(input_hints.tidied, text.split()) if it]
    match words:
        case [word] if may_be_key and input_hints.is_key_like(word):
            return TypedAccount("", word)
        case [word]:
            return TypedAccount(_address(word), "")
        case [first, second]:
            if input_hints.are_swapped(first, second):
                first, second = second, first
            return TypedAccount(_address(first), read_key(second))
    raise InputError(_EXPECTED)


def read_key(text: str) -> str:
    """Read a key.

    Raises:
        InputError: it cannot be one.
    """
    key = input_hints.tidied(text)
    hint = input_hints.of_key(key)
    if hint or not key:
        raise InputError(hint or _EMPTY)
    return key


def _address(text: str) -> str:
    hint = input_hints.of_address(text)
    if hint not in {"", input_hints.NO_SCHEME}:
        raise InputError(hint)
    return input_hints.with_scheme(text)
