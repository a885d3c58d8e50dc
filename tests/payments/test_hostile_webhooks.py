"""Webhooks that nobody should believe; `make chaos` has 5,000 of them as well."""

import pytest

from tests.chaos.hostile_webhooks import fuzz_webhooks
from tests.conftest import Bench
from tests.proof import first_quick


@pytest.mark.timeout(240)
@pytest.mark.parametrize("bodies", first_quick(1, [200, 5_000]))
async def test_hostile_webhooks_credit_nothing_and_end_nothing(bench: Bench, bodies: int) -> None:
    assert await fuzz_webhooks(bench, seed=1, bodies=bodies) == []
