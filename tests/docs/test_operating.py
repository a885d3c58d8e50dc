"""What the page for operators has them watch is what the bot logs and counts."""

import re

import pytest

from tests.docs.markdown import ROOT

PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
EVENTS = re.findall(r"`([a-z_]+)`", PAGE.partition("Events worth an alert:")[2].partition(".")[0])
METRICS = re.findall(r"`bot_([a-z_]+)", PAGE)


def test_events_and_metrics_are_named() -> None:
    assert EVENTS
    assert METRICS


@pytest.mark.parametrize("event", EVENTS)
def test_the_event_is_logged(event: str) -> None:
    assert re.search(rf'logger\.\w+\(\s*"{event}"', CODE)


@pytest.mark.parametrize("metric", METRICS)
def test_the_metric_is_counted(metric: str) -> None:
    assert f'"{metric}"' in CODE or f"f'{metric}{{" in CODE
