"""A short run; `make chaos` has the full 20,000 updates."""

from pathlib import Path

import pytest

from bot.core.inbox import update_inbox
from tests.chaos.fuzz import run_fuzz
from tests.chaos.hostile_payments import fuzz_payments
from tests.conftest import Bench

pytestmark = pytest.mark.proof

UPDATES, PAYMENTS = 1_500, 750


@pytest.mark.timeout(240)
async def test_hostile_updates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update_inbox, "ATTEMPT_PAUSE", 0.0)

    outcome = await run_fuzz(tmp_path, seed=1, updates=UPDATES)

    assert outcome.is_clean, outcome
    assert outcome.unreadable < UPDATES * 0.1


@pytest.mark.timeout(240)
async def test_hostile_payments(bench: Bench) -> None:
    assert await fuzz_payments(bench, seed=1, updates=PAYMENTS) == []
