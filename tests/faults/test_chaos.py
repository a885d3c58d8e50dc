"""A short storm on each database; `make chaos` is the full one."""

import pytest

from tests.chaos.storm import Storm, run_storm
from tests.postgres import Postgres

pytestmark = pytest.mark.proof

KILLS = 8


@pytest.mark.timeout(240)
async def test_kills_at_random_moments_on_sqlite() -> None:
    outcome = await run_storm(Storm(seed=1, kills=KILLS))

    assert outcome.table.is_clean, outcome


@pytest.mark.timeout(240)
async def test_kills_at_random_moments_of_two_web_and_two_workers(postgres: Postgres) -> None:
    outcome = await run_storm(Storm(seed=2, kills=KILLS, url=postgres.database()))

    assert outcome.table.is_clean, outcome
