"""The bot dies in every gap between two steps of an order's way, and goes on."""

from pathlib import Path

import pytest

from tests.chaos import payment_points
from tests.chaos.points import PART, REFUSED, Ending, actor
from tests.postgres import Postgres

pytestmark = pytest.mark.proof

PARTS = 2


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_every_gap(database: str, part: int, tmp_path: Path, postgres: Postgres) -> None:
    url = postgres.database() if database == "postgresql" else ""

    power_fails = database == "sqlite"  # `make chaos` has the milder death, too
    results = await actor(tmp_path, url, power_fails=power_fails, part=part, parts=PARTS)

    assert [result for result in results if result.faults] == []
    first = [it for it in results if it.is_certain and it.point.endswith("(1)")]
    assert len(first) >= 8
    assert [result for result in first if not result.visited] == []
    leaving = [result for result in results if result.point.startswith("panel add")]
    assert {result.state for result in leaving} <= {"unknown"}


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("database", "paid"),
    [("sqlite", PART), ("postgresql", PART), ("postgresql", REFUSED)],
    ids=["sqlite-partial", "postgresql-partial", "postgresql-refused"],
)
async def test_every_step_of_money(
    database: str, paid: Ending, tmp_path: Path, postgres: Postgres
) -> None:
    """A hold, its capture and a part that is returned; a hold that is free again.

    `make chaos` has the whole price that is kept or returned, too, and all on both databases.
    """
    url = postgres.database() if database == "postgresql" else ""

    results = await actor(tmp_path, url, power_fails=database == "sqlite", paid=paid)

    assert [result for result in results if result.faults] == []
    visited = [result.point for result in results if result.visited]
    assert any("insert holds" in point for point in visited)
    assert any("update holds" in point for point in visited)
    if paid is PART:
        assert any("transfers" in it and "holds" not in it for it in visited)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("database", "scenario"),
    [
        (("sqlite", "postgresql")[at % 2], scenario)
        for at, scenario in enumerate(payment_points.SCENARIOS)
    ],
    ids=lambda it: it if isinstance(it, str) else it.name,
)
async def test_every_step_of_a_payment(
    database: str, scenario: type[payment_points.Scenario], tmp_path: Path, postgres: Postgres
) -> None:
    """Stars, Crypto Pay, a refund and a code, in turn; `make chaos` has all on both databases."""
    url = postgres.database() if database == "postgresql" else ""

    power_fails = database == "sqlite"
    results = await payment_points.actor(tmp_path, url, scenario, power_fails=power_fails)

    assert [result for result in results if result.faults] == []
    assert any(result.visited and "transfers" in result.point for result in results)
