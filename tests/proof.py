"""Which tests `make test` leaves to `make proof`: those that take long to find little more."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

proof = pytest.mark.proof


def mostly_proof(cases: Mapping[str, Any], *quick: str) -> list[Any]:
    """Return the cases as parameters, by their names: all but the quick ones are for the proof."""
    assert set(quick) <= set(cases)
    return [
        pytest.param(case, id=name, marks=() if name in quick else proof)
        for name, case in cases.items()
    ]


def first_quick(number: int, cases: Sequence[Any]) -> list[Any]:
    """Return the cases as parameters: all after the first few are for the proof."""
    rest = [case if isinstance(case, tuple) else (case,) for case in cases[number:]]
    return [*cases[:number], *(pytest.param(*case, marks=proof) for case in rest)]
