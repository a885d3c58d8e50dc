"""Nothing takes a person more taps and messages than docs/using.md says."""

import pytest

from tests.conftest import Bench
from tests.docs.markdown import ROOT
from tests.journeys import FIGURES, Figure, table
from tests.proof import first_quick


@pytest.mark.parametrize("figure", first_quick(1, FIGURES), ids=lambda it: it.journey.__name__)
async def test_the_way_is_as_short_as_promised(bench: Bench, figure: Figure) -> None:
    steps = await figure.journey(bench)
    assert len(steps) == figure.now, " → ".join(steps)


def test_the_figures_are_told() -> None:
    using = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
    assert "\n".join(table()) in using
