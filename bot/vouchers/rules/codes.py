"""Codes: 16 characters of Crockford's base32 (https://www.crockford.com/base32.html), 80 bits.

They are kept as SHA-256 only: with so many bits nobody finds one by trying hashes.
"""

import hashlib
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
LONGEST_TYPED = 64
_GROUP = 4
_SAME = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = frozenset("-‐‑‒–—−_.·")


def new_code(below: Callable[[int], int]) -> str:
    """Return a new code.

    Args:
        below: returns a number from 0 to below another, by chance that nobody can foresee.
    """
    return "".join(ALPHABET[below(len(ALPHABET))] for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """Return the code that somebody means: in any case, with spaces and dashes, O for 0, I for 1.

    `None`: it is none.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    signs = "".join(it for it in typed if not it.isspace() and it not in _BETWEEN)
    code = signs.upper().translate(_SAME)
    is_code = len(code) == LENGTH and all(it in ALPHABET for it in code)
    return code if is_code else None


def shown(code: str) -> str:
    """Return a code as it is printed: in groups of four."""
    return "-".join(code[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def digest_of_code(code: str) -> str:
    """Return what is kept of a code."""
    return hashlib.sha256(code.encode()).hexdigest()


def digest_of_redeemer(code: str, person_id: int) -> str:
    """Return what is kept of who has redeemed a code, also when they are forgotten.

    It says who they are to nobody but who knows the code.
    """
    return hashlib.sha256(f"{code}:{person_id}".encode()).hexdigest()
