"""The dashboard and the alert rules ask for what the bot exports, and every process exports it."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import aiohttp
import promql_parser
import pytest
import yaml

from bot.app import App
from bot.cli.serving import explain_port_error
from bot.cli.start import StartError
from bot.core.database.engine import Database
from bot.orders.rules.states import OrderState
from bot.owners.service import metrics
from bot.panel.service import panel_state
from bot.panel.tables import Hold
from tests.conftest import Bench, until
from tests.docs.markdown import ROOT
from tests.ordering import order_default
from tests.processes import BotProcess, free_port

DASHBOARD = json.loads((ROOT / "deploy/grafana/dashboard.json").read_text(encoding="utf-8"))
RULES = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text(encoding="utf-8"))
SCRAPED = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))
PROMETHEUS_OWN = {"up"}


def queries() -> Iterator[str]:
    for panel in DASHBOARD["panels"]:
        yield from (target["expr"] for target in panel["targets"])
    for group in RULES["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


QUERIES = list(queries())


def selectors(query: str) -> list[promql_parser.VectorSelector]:
    """Return what a query selects; a query that Prometheus would not take fails the test."""
    found: list[promql_parser.VectorSelector] = []

    def visit(node: promql_parser.Expr) -> bool:
        if isinstance(node, promql_parser.VectorSelector):
            found.append(node)
        return True

    promql_parser.walk(promql_parser.parse(query), visit)
    return found


async def exported(bench: Bench, path: str, port: int) -> str:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        assert answer.status == 200
        return await answer.text()


async def test_all_that_is_asked_for_is_exported_and_all_that_is_exported_is_shown(
    bench: Bench,
) -> None:
    port = free_port()
    folder = bench.folder / "backups"
    await bench.start(MONITOR_PORT=str(port), HOST="127.0.0.1", BACKUP_DIR=str(folder))
    await order_default(bench.private())
    await until(lambda: any(it.suffix == ".sqlite3" for it in folder.glob("*")))
    lines = (await exported(bench, "/metrics", port)).splitlines()
    names = {line.split("{")[0].split(" ")[0] for line in lines}
    asked = {str(it.name) for query in QUERIES for it in selectors(query)}
    assert names == asked - PROMETHEUS_OWN
    assert await exported(bench, "/readyz", port) == "ok\n"
    assert await exported(bench, "/healthz", port) == "ok\n"


async def test_without_a_port_nobody_listens(bench: Bench) -> None:
    app = App(bench.settings())
    assert app.monitors() == ()


def test_states_are_states_and_jobs_are_jobs() -> None:
    [job] = [it["job_name"] for it in SCRAPED["scrape_configs"]]
    known = {"state": {it.value for it in OrderState}, "job": {job}}
    used: set[str] = set()
    for query in QUERIES:
        for selector in selectors(query):
            for matcher in selector.matchers.matchers:
                used.add(matcher.name)
                assert set(matcher.value.split("|")) <= known[matcher.name], query
    assert used == {"state", "job"}


def test_every_rule_says_what_is_wrong() -> None:
    rules = [rule for group in RULES["groups"] for rule in group["rules"]]
    names = [rule["alert"] for rule in rules]
    assert len(set(names)) == len(names) == 10
    for rule in rules:
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["labels"]["severity"] in {"warning", "critical"}
    assert SCRAPED["rule_files"] == ["alerts.yml"]


def test_the_panels_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at: dict[str, int] = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def test_every_panel_reads_from_the_chosen_prometheus() -> None:
    [variable] = DASHBOARD["templating"]["list"]
    assert (variable["name"], variable["type"]) == ("datasource", "datasource")
    sources: list[dict[str, Any]] = [
        it["datasource"] for panel in DASHBOARD["panels"] for it in (panel, *panel["targets"])
    ]
    assert {json.dumps(it, sort_keys=True) for it in sources} == {
        json.dumps({"type": "prometheus", "uid": "${datasource}"}, sort_keys=True)
    }


async def test_held_orders_are_exported(database: Database) -> None:
    now = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    async with database.read() as session:
        found = await metrics.read(session, now)
    assert found["orders_held"] == 0
    assert "panel_calls_lately" not in found
    async with database.begin() as session:
        (await panel_state.get_for_change(session, 1)).hold = Hold.FUNDS
    async with database.read() as session:
        assert (await metrics.read(session, now))["orders_held"] == 1


async def test_an_address_that_this_machine_has_not_is_reported(bench: Bench) -> None:
    bench.environment |= {"HOST": "999.1.1.1", "MONITOR_PORT": str(free_port())}
    process = BotProcess(bench, **bench.environment)
    await process.start()
    assert await process.ended() == 2
    log = (bench.folder / "bot.log").read_text()
    assert log.splitlines()[-1].startswith("HOST: this machine has no such address.")
    assert "Traceback" not in log


@pytest.mark.parametrize("name", ["PORT", "MONITOR_PORT"])
def test_a_taken_port_is_reported_by_its_setting(bench: Bench, name: str) -> None:
    bench.environment |= {"PORT": "8080", "MONITOR_PORT": "9464"}
    port = bench.environment[name]
    error = OSError(98, f"Address in use (while binding on address ('127.0.0.1', {port}))")
    notice = explain_port_error(error, bench.settings())
    assert isinstance(notice, StartError)
    assert str(notice) == f"Port {port} is taken by another program. Set {name} to another."
