"""Sets of small numbers as the bits of an int: ten thousand of them are joined in a microsecond.

Bit 3 of such a set says whether 3 is in it. Sets with few numbers are kept as arrays, which are
smaller, and become bits when they are joined.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import compress, count
from typing import TypeAlias

Packed: TypeAlias = "int | array[int]"

_BITS_OF_A_NUMBER = 32
_DIGITS_TO_BITS = bytes.maketrans(b"01", b"\x00\x01")


def numbers(values: Iterable[int] = ()) -> "array[int]":
    """Return a small array of entry numbers."""
    return array("I", values)


def pack(values: "array[int]", size: int) -> Packed:
    """Return a set of numbers below `size` in whichever form is smaller."""
    return union([values], size) if len(values) * _BITS_OF_A_NUMBER > size else numbers(values)


def union(sets: Iterable[Packed], size: int) -> int:
    """Return what is in any of the sets; all numbers are below `size`."""
    joined, sparse = 0, bytearray(size // 8 + 1)
    for packed in sets:
        if isinstance(packed, int):
            joined |= packed
        else:
            for number in packed:
                sparse[number >> 3] |= 1 << (number & 7)
    return joined | int.from_bytes(sparse, "little")


def everything(size: int) -> int:
    """Return the set of all numbers below `size`."""
    return (1 << size) - 1


def flags(bits: int) -> bytes:
    """Return a byte for each number up to the greatest: 1 if it is in the set, else 0."""
    return f"{bits:b}"[::-1].encode().translate(_DIGITS_TO_BITS)


def members(bits: int) -> Iterator[int]:
    """Yield the numbers in a set, the smallest first."""
    return compress(count(), flags(bits))


class Tally:
    """A score for each number, of all numbers at once.

    Plane 2 holds the numbers whose score has 4 in its binary digits; points are added to a whole
    set as one adds by hand, plane by plane with a carry.
    """

    def __init__(self) -> None:
        self._planes: list[int] = []

    def add(self, bits: int, points: int) -> None:
        """Give `points` to each number of a set."""
        plane = 0
        while points >> plane:
            if points >> plane & 1:
                self._carry(bits, plane)
            plane += 1

    def _carry(self, bits: int, plane: int) -> None:
        while bits:
            if plane >= len(self._planes):
                self._planes.extend([0] * (plane + 1 - len(self._planes)))
            held = self._planes[plane]
            self._planes[plane] = held ^ bits
            bits &= held
            plane += 1

    def best_first(self, among: int) -> Iterator[int]:
        """Yield a set in parts of equal score, the highest score first."""
        return self._parted(among, len(self._planes) - 1)

    def _parted(self, group: int, plane: int) -> Iterator[int]:
        if not group:
            return
        if plane < 0:
            yield group
            return
        yield from self._parted(group & self._planes[plane], plane - 1)
        yield from self._parted(group & ~self._planes[plane], plane - 1)
