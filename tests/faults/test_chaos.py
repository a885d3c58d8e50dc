"""A short storm on each database; `make chaos` is the full one."""

import pytest

from tests.chaos.storm import Storm, run_storm
from tests.postgres import Postgres

pytestmark = pytest.mark.proof

KILLS = 8
KINDS = pytest.mark.parametrize(("wallets", "panels"), [(False, 1), (True, 1), (True, 3)])


@pytest.mark.timeout(600)
@KINDS
async def test_kills_at_random_moments_on_sqlite(wallets: bool, panels: int) -> None:
    outcome = await run_storm(Storm(seed=1, kills=KILLS, wallets=wallets, panels=panels))

    assert outcome.table.is_clean, outcome.report()


@pytest.mark.timeout(600)
@KINDS
async def test_kills_at_random_moments_of_two_web_and_two_workers(
    postgres: Postgres, wallets: bool, panels: int
) -> None:
    outcome = await run_storm(Storm(2, KILLS, postgres.database(), wallets, panels=panels))

    assert outcome.table.is_clean, outcome.report()
