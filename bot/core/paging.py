"""A list, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A part of a list.

    Attributes:
        number: of this page, from 0; `count` is how many pages there are, at least one.
        total: items in the whole list.
    """

    items: Sequence[Item]
    number: int
    count: int
    total: int


def page_count(total: int, size: int) -> int:
    """Return how many pages of `size` hold `total` items; an empty list has one."""
    return max(-(-total // size), 1)


def paginate(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """Return a page of `items`; a number that is past the end gives the last page."""
    count = page_count(len(items), size)
    number = min(max(number, 0), count - 1)
    return Page(items[number * size : (number + 1) * size], number, count, len(items))
