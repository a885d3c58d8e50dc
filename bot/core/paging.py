"""A list, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Other = TypeVar("Other")


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

    def of(self, items: Sequence[Other]) -> "Page[Other]":
        """Return the same page with something else in the place of each item."""
        return Page(items, self.number, self.count, self.total)


def page_count(total: int, size: int) -> int:
    """Return how many pages of `size` hold `total` items; an empty list has one."""
    return max(-(-total // size), 1)


def page_at(number: int, total: int, size: int) -> int:
    """Return the number of a page that there is: the nearest one."""
    return min(max(number, 0), page_count(total, size) - 1)


def paginate(items: Sequence[Item], number: int, size: int) -> Page[Item]:
    """Return a page of `items`; a number that is past the end gives the last page."""
    total = len(items)
    number = page_at(number, total, size)
    shown = items[number * size : (number + 1) * size]
    return Page(shown, number, page_count(total, size), total)
