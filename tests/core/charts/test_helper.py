"""The process of its own: one for many calls, none when idle, a new one after a failure."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.charts.helper import Helper, HelperError
from tests.conftest import until


@pytest.fixture
async def helper() -> AsyncIterator[Helper]:
    helper = Helper("tests.reports_helper", seconds=10)
    yield helper
    await helper.close()


async def test_it_is_started_once_and_ends_with_the_bot(helper: Helper) -> None:
    assert helper.pid is None
    assert await helper.call("upper", "a") == b"A"
    pid = helper.pid
    calls = [helper.call("upper", letter) for letter in "bc"]
    assert await asyncio.gather(*calls) == [b"B", b"C"]
    assert helper.pid == pid
    await helper.close()
    assert helper.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid or 0, 0)


async def test_an_idle_one_ends(helper: Helper) -> None:
    helper = Helper("tests.reports_helper", idle_seconds=0.05)
    await helper.call("upper", "a")
    await until(lambda: helper.pid is None)
    assert await helper.call("upper", "b") == b"B"
    await helper.close()


async def test_calls_at_once_leave_one_end_to_come(helper: Helper) -> None:
    await asyncio.gather(*(helper.call("upper", letter) for letter in "abc"))
    waiting = [task for task in asyncio.all_tasks() if task.get_name() == "helper"]
    await helper.close()
    await asyncio.wait(waiting)
    assert [task.cancelled() for task in waiting].count(False) == 0


async def test_what_fails_is_reported_and_costs_nothing_else(helper: Helper) -> None:
    with pytest.raises(HelperError, match="AttributeError"):
        await helper.call("upper", 5)
    pid = helper.pid
    assert await helper.call("upper", "a") == b"A"
    assert helper.pid == pid


async def test_one_that_was_killed_is_started_anew(helper: Helper) -> None:
    await helper.call("upper", "a")
    os.kill(helper.pid or 0, signal.SIGKILL)
    with pytest.raises(HelperError):
        await helper.call("upper", "b")
    assert await helper.call("upper", "c") == b"C"


async def test_one_that_takes_too_long_is_killed() -> None:
    helper = Helper("tests.reports_helper", seconds=1)
    await helper.call("upper", "a")
    pid = helper.pid
    with pytest.raises(HelperError, match="TimeoutError"):
        await helper.call("sleep", 60)
    assert helper.pid is None
    assert await helper.call("upper", "b") == b"B"
    assert helper.pid != pid
    await helper.close()


async def test_whoever_gives_up_waiting_leaves_no_answer_for_the_next(helper: Helper) -> None:
    await helper.call("upper", "a")
    waiting = asyncio.create_task(helper.call("sleep", 60))
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await helper.call("upper", "b") == b"B"


async def test_it_knows_no_secrets(helper: Helper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")
    assert b"secret" not in await helper.call("environment")


async def test_it_ends_with_a_bot_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import asyncio\n"
        "from bot.core.charts.helper import Helper\n"
        "async def main():\n"
        "    helper = Helper('tests.reports_helper')\n"
        "    await helper.call('upper', 'a')\n"
        "    print(helper.pid, flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    root = str(Path(__file__).parents[3])
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, env={**os.environ, "PYTHONPATH": root}, stdout=-1
    )
    assert bot.stdout is not None
    pid = int(await bot.stdout.readline())
    bot.kill()
    await bot.wait()

    def is_gone() -> bool:
        try:
            return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
        except FileNotFoundError:
            return True

    await until(is_gone)
