"""Half-filled forms are put aside while something else is asked for, and come back afterwards."""

from typing import Any

from bot.catalogue.search import Sort
from bot.orders.tables import Draft, Listing, Step

DEEPEST = 3
"""So many forms are kept one below the other."""
_HALF_FILLED = frozenset({Step.CARD, Step.FIELD, Step.CHANGE, Step.SUMMARY})
_KEPT = (
    *("step", "platform", "category_id", "listing", "query", "filters", "sort"),
    *("service_id", "asking", "answers", "collected", "quote", "request", "pays_self"),
)


def is_half_filled(draft: Draft) -> bool:
    """Return whether a form has answers that would be lost with it."""
    return draft.step in _HALF_FILLED and bool(draft.answers or draft.collected)


def put_aside(former: Draft) -> dict[str, Any] | None:
    """Return what the form that replaces this one keeps of it, and of those below."""
    if not is_half_filled(former):
        return former.aside
    kept = {name: getattr(former, name) for name in _KEPT}
    return kept | {"aside": _cut(former.aside, DEEPEST - 1)}


def _cut(aside: dict[str, Any] | None, depth: int) -> dict[str, Any] | None:
    if aside is None or depth == 0:
        return None
    return aside | {"aside": _cut(aside["aside"], depth - 1)}


def brought_back(kept: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of the form that was put aside."""
    listing = kept["listing"]
    return kept | {
        "step": Step(kept["step"]),
        "listing": None if listing is None else Listing(listing),
        "sort": Sort(kept["sort"]),
        "pays_self": kept.get("pays_self", False),
        "page": 0,
        "guesses": None,
        "choices": None,
    }


def bring_back(draft: Draft) -> bool:
    """Turn a form into the one that was put aside for it; return whether there was one."""
    if draft.aside is None:
        return False
    draft.sqlmodel_update(brought_back(draft.aside))
    return True


def swap(draft: Draft) -> None:
    """Turn a form into the one that was put aside for it, and put it aside if it has answers."""
    kept = draft.aside
    if kept is None:
        return
    draft.aside = kept["aside"]
    below = put_aside(draft)
    draft.sqlmodel_update(brought_back(kept) | {"aside": below})
