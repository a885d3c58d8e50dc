"""Editing overrides: what stands beside a category or service, and what each edit comes to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.catalogue.rules.catalogue import Kind
from bot.catalogue.rules.overrides import LAST, Override, arrange


@dataclass(frozen=True, slots=True)
class Sibling:
    """One of those that stand together in the catalogue, as it is now.

    Attributes:
        panel_name: what the panel calls it.
        where: the category that a service is in, the platform that a category is of.
    """

    kind: Kind
    id: int
    panel_name: str
    where: str
    override: Override

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.override.name or self.panel_name


def alike(it: Sibling, beside: Iterable[Sibling]) -> list[Sibling]:
    """Return, in their places, those that are shown and pinned as one is, itself among them."""
    its = [
        (other, other.override)
        for other in beside
        if not other.override.hidden and bool(other.override.pinned) == bool(it.override.pinned)
    ]
    return arrange(its)


def reposition(shown: Sequence[Sibling], number: int, place: int) -> dict[int, Override]:
    """Return the overrides that bring one of those that are `alike` to a place, and no other one.

    Args:
        place: from 1; `LAST` is the end for good.
    """
    order = [it.id for it in shown if it.id != number]
    order.insert(place - 1, number)
    has_place = {it.id for it in shown if it.override.place} | {number}
    stays_last = {it.id for it in shown if (it.override.place or 0) >= LAST} - {number}
    if place >= LAST:
        stays_last.add(number)
    end = next((at for at, it in enumerate(order) if it in stays_last), len(order))
    return {
        it: Override(place=LAST + at if at >= end else at + 1)
        for at, it in enumerate(order)
        if it in has_place
    }


@dataclass(frozen=True, slots=True)
class OverrideEditor:
    """A category or service that is edited, and those that are `alike`."""

    it: Sibling
    shown: Sequence[Sibling]


Edit = Callable[[OverrideEditor], Mapping[int, Override]]
"""Returns the overrides, by our numbers, that make an edit; none changes nothing."""


def hide(*, on: bool) -> Edit:
    """Keep it out of the catalogue, or show it again."""
    return lambda editor: {editor.it.id: Override(hidden=on)}


def pin(*, on: bool) -> Edit:
    """Put it before all that are not pinned, or back; its place was one among others."""
    return lambda editor: {editor.it.id: Override(pinned=on, place=0)}


def rename(name: str) -> Edit:
    """Give it a name; empty is the panel's."""
    return lambda editor: {editor.it.id: Override(name=name)}


def move(place: int) -> Edit:
    """Bring it to a place, from 1; what is hidden has none."""

    def moved(editor: OverrideEditor) -> Mapping[int, Override]:
        if editor.it.override.hidden or place < 1:
            return {}
        return reposition(editor.shown, editor.it.id, min(place, LAST))

    return moved


def move_back(editor: OverrideEditor) -> Mapping[int, Override]:
    """Leave its place to the panel."""
    return {editor.it.id: Override(place=0)}
