"""Nothing takes a person more taps and messages than docs/using.md says."""

import pytest

from tests.conftest import Bench
from tests.docs.markdown import ROOT
from tests.proof import first_quick
from tests.scenarios import TAP_COUNTS, TapCount, table


@pytest.mark.parametrize("count", first_quick(1, TAP_COUNTS), ids=lambda it: it.scenario.__name__)
async def test_the_way_is_as_short_as_promised(bench: Bench, count: TapCount) -> None:
    steps = await count.scenario(bench)
    assert len(steps) == count.now, " → ".join(steps)


def test_the_counts_are_in_the_docs() -> None:
    using = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
    assert "\n".join(table()) in using
