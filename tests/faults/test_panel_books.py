"""Tests of the tests: what the books of several panels must find, and what is as it should be."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlmodel import select

from bot.app import App
from bot.orders.rules.states import OrderState
from bot.orders.tables import Order
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.panel.several import PROFILES
from bot.sandbox.telegram.client import ChatClient
from tests.chaos import panel_books
from tests.chaos.panel_books import Attempt, Books, Logged, Taken
from tests.conftest import SPEED, Bench, catalogue
from tests.ordering import fill
from tests.panels import OTHER_WORDS, numbers_at, others, sold_by
from tests.proof import proof

ONE, TWO, THREE = (f"https://www.instagram.com/{name}/" for name in ("one", "two", "three"))
MARKS = (ONE, TWO, THREE)
BOOKS: Books = {
    "Alder": [Taken("1", ONE, "Completed", Decimal("0.90"))],
    "Birch": [Taken("1", TWO, "Canceled", currency="INR"), Taken("2", THREE, "In progress")],
    "Cedar": [],
}
LOG = (
    Logged(ONE, OrderState.COMPLETED, "Alder", "1", Decimal("0.90")),
    Logged(TWO, OrderState.CANCELED, "Birch", "1", Decimal(0), "INR"),
    Logged(THREE, OrderState.IN_PROGRESS, "Birch", "2"),
)


def changed(index: int, **fields: object) -> list[Logged]:
    """Return the log with one row that says something else."""
    return [replace(it, **fields) if number == index else it for number, it in enumerate(LOG)]  # type: ignore[arg-type]


def found(
    log: list[Logged] | None = None,
    books: Books = BOOKS,
    confirmed: tuple[str, ...] = MARKS,
) -> list[str]:
    return panel_books.differences(list(LOG) if log is None else log, books, confirmed)


def test_the_same_numbers_at_two_panels_are_two_orders() -> None:
    assert found() == []


def test_an_order_at_two_panels_is_found() -> None:
    books = {**BOOKS, "Cedar": [Taken("1", ONE)]}
    assert found(books=books) == [f"bought 2 times, Alder 1, Cedar 1: {ONE}"]


def test_an_order_twice_at_one_panel_is_found() -> None:
    books = {**BOOKS, "Alder": [*BOOKS["Alder"], Taken("2", ONE)]}
    assert found(books=books) == [f"bought 2 times, Alder 1, Alder 2: {ONE}"]


def test_what_nobody_confirmed_is_found() -> None:
    assert found(confirmed=(ONE, TWO)) == [f"bought at Birch 2, never confirmed: {THREE}"]


def test_a_purchase_without_a_row_is_found() -> None:
    assert found(list(LOG[:2])) == [f"bought at Birch 2, and in no log: {THREE}"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"panel": "Cedar"}, "not there"),
        ({"number": "3"}, "not there"),
        ({"number": None}, "not there"),
        ({"number": "2"}, f"another's order, for {THREE}"),
        ({"panel": "Alder"}, f"another's order, for {ONE}"),
        ({"state": OrderState.REJECTED}, "bought all the same, Birch 1"),
        ({"state": OrderState.QUEUED}, "bought all the same, Birch 1"),
        ({"state": OrderState.REQUOTED}, "bought all the same, Birch 1"),
        ({"state": OrderState.COMPLETED}, "Birch says Canceled"),
        ({"charge": Decimal("1.04")}, "Birch has taken 0 INR"),
        ({"currency": "EUR"}, "Birch has taken 0 INR"),
    ],
)
def test_a_row_that_says_something_else_than_its_panel_is_found(
    fields: dict[str, object], says: str
) -> None:
    lines = found(changed(1, **fields))
    assert any(line.startswith(f"{says}: ") and TWO in line for line in lines), lines


def test_two_rows_for_one_order_are_found() -> None:
    twice = [*LOG, replace(LOG[0], mark=TWO)]
    assert "Alder 1 is of two orders in the log" in found(twice)
    assert f"logged twice: {TWO}" in found(twice)


def test_an_order_without_a_clear_answer_may_be_at_one_panel_and_not_at_two() -> None:
    log = changed(0, state=OrderState.UNKNOWN, number=None, charge=None)
    assert found(log) == []
    nowhere = {**BOOKS, "Alder": []}
    assert found(log, nowhere) == []
    books = {**BOOKS, "Cedar": [Taken("7", ONE)]}
    assert found(log, books) == [f"bought 2 times, Alder 1, Cedar 7: {ONE}"]


def test_an_order_that_no_panel_took_is_at_none() -> None:
    log = [*LOG, Logged("https://x.org/", OrderState.REJECTED, "Cedar")]
    assert found(log) == []


def test_what_was_refused_clearly_may_go_elsewhere() -> None:
    went = [
        Attempt(ONE, "Birch", 3.0, is_clear=False),  # the last one: it was taken
        Attempt(ONE, "Cedar", 1.0, is_clear=True),
        Attempt(ONE, "Alder", 2.0, is_clear=True),
        Attempt(TWO, "Alder", 4.0, is_clear=False),
    ]
    assert panel_books.sent_on_a_guess(went) == []


@pytest.mark.parametrize("other", ["Birch", "Alder"])
def test_what_may_have_been_taken_goes_nowhere_else(other: str) -> None:
    went = [Attempt(ONE, other, 2.0, is_clear=True), Attempt(ONE, "Alder", 1.0, is_clear=False)]
    line = f"Alder may have taken it, and then sent to {other}: {ONE}"
    assert panel_books.sent_on_a_guess(went) == [line]
    assert panel_books.sent_on_a_guess(went, agreed=[ONE]) == []


def test_a_panel_that_is_asked_about_anothers_number_is_found() -> None:
    asked = {"Alder": {"1"}, "Birch": {"1", "2"}, "Cedar": {"2"}}
    assert panel_books.asked_about_strangers(asked, BOOKS) == [
        "asked Cedar about 2, which it never gave away"
    ]


@pytest.fixture
async def panel() -> AsyncIterator[SandboxPanel]:
    """Return a second panel, running."""
    (found,) = others(1, catalogue(), speed=SPEED)
    await found.start()
    yield found
    await found.stop()


async def add(panel: SandboxPanel, link: str, quantity: int = 1000) -> None:
    profile = next(it for it in PROFILES if it.name == panel.name)
    number = numbers_at(profile, catalogue())[1]
    form = {"key": panel.key, "action": "add", "service": str(number), "link": link}
    async with httpx.AsyncClient() as client:
        try:
            await client.post(panel.url, data={**form, "quantity": str(quantity)})
        except httpx.RemoteProtocolError:
            assert link == TWO


async def test_a_panels_own_book_is_read(panel: SandboxPanel) -> None:
    panel.speed = 1e-9
    await add(panel, ONE)
    panel.finish("1", "Canceled")
    await add(panel, TWO)
    assert panel_books.books_of([panel]) == {
        "Birch": [
            Taken("1", ONE, "Canceled", Decimal(0), "USD"),
            Taken("2", TWO, "Pending", Decimal("1.035"), "USD"),
        ]
    }


@pytest.mark.parametrize(
    ("fault", "is_clear"),
    [
        (None, False),  # taken
        (Fault.REFUSAL, True),
        (Fault.RATE_LIMIT, True),
        (Fault.LOST_ANSWER, False),
        (Fault.RESET, False),
        (Fault.ERROR_500, False),
        (Fault.NO_ID, False),
    ],
)
async def test_what_an_answer_has_proved_is_read(
    panel: SandboxPanel, fault: Fault | None, is_clear: bool
) -> None:
    if fault is not None:
        panel.faults.add("add", fault, times=1)
    await add(panel, TWO)
    (attempt,) = panel_books.attempts_at(panel)
    assert (attempt.mark, attempt.panel, attempt.is_clear) == (TWO, "Birch", is_clear)


async def test_a_refusal_of_the_panels_own_is_clear(panel: SandboxPanel) -> None:
    await add(panel, TWO, quantity=1)  # less than it sells
    await add(panel, TWO)
    refused, taken = panel_books.attempts_at(panel)
    assert (refused.is_clear, taken.is_clear) == (True, False)
    assert panel_books.sent_on_a_guess([refused, taken]) == []


@pytest.mark.parametrize(
    ("code", "body", "is_clear"),
    [
        (200, lambda it: {**it, "message": "Notification failed"}, True),
        (200, lambda _: {"error": "cURL error 28: Operation timed out"}, False),
        (503, lambda it: it, False),
    ],
)
async def test_a_refusal_is_clear_where_its_words_arrive(
    panel: SandboxPanel, code: int, body: Callable[[Any], Any], is_clear: bool
) -> None:
    panel.faults.add("add", Fault.SAYS_AFTER, times=1, code=code, body=body)
    await add(panel, TWO, quantity=1)
    (attempt,) = panel_books.attempts_at(panel)
    assert attempt.is_clear is is_clear


def test_a_number_buys_another_service_at_each_panel() -> None:
    lists = [catalogue(), *(sold_by(it, catalogue()) for it in PROFILES[1:3])]
    names = [{it["service"]: it["name"] for it in sold} for sold in lists]
    assert all(set(each) == set(names[0]) for each in names)
    for number in names[0]:
        assert len({OTHER_WORDS.get(each[number], each[number]) for each in names}) == 3
    for profile, sold in zip(PROFILES[1:3], lists[1:], strict=True):
        real = numbers_at(profile, catalogue())[1]
        assert [it["name"] for it in sold if it["service"] == real] == ["IG Followers (genuine)"]


@pytest.mark.parametrize("panel_count", [3])
async def test_a_bench_has_as_many_panels_as_a_test_wants(bench: Bench) -> None:
    assert [panel.name for panel in bench.panels] == ["Alder", "Birch", "Cedar"]
    assert len({panel.key for panel in bench.panels}) == 3
    assert len({str(panel.dialect) for panel in bench.panels}) == 3
    for panel in bench.others:
        await add(panel, TWO)
        assert [*panel.orders] == ["1"]
    assert bench.panel.requests == []


@proof
@pytest.mark.parametrize("panel_count", [3])
async def test_three_dialects_take_an_order_each_and_the_books_agree(bench: Bench) -> None:
    names = await bench.connect_others()
    assert names == {1: "Alder", 2: "Birch", 3: "Cedar"}
    app = await bench.start(PROVIDER_REFILL_HOURS="0")
    chat = bench.private()
    places = ("Followers", "[Real]"), ("at Birch", "(genuine)"), ("at Cedar", "(genuine)")
    for number, (link, (category, name)) in enumerate(zip(MARKS, places, strict=True), 1):
        await on_sale(app, category)
        await order(chat, link, category, name)
        await chat.wait_for(f"Order #{number} is completed", timeout=30)
    async with app.database.read() as session:
        rows = (await session.execute(select(Order))).scalars().all()
    books = panel_books.books_of(bench.panels)
    assert {panel: [it.number for it in taken] for panel, taken in books.items()} == {
        name: ["1"] for name in names.values()
    }
    log = panel_books.logged(rows, names)
    assert panel_books.differences(log, books, MARKS) == []
    assert [it.charge for it in log] == [Decimal("0.90"), Decimal("1.035"), Decimal("0.72")]
    attempts = [it for panel in bench.panels for it in panel_books.attempts_at(panel)]
    assert len(attempts) == 3
    assert panel_books.sent_on_a_guess(attempts) == []


async def on_sale(app: App, category: str) -> None:
    """Wait until people can order from a category."""
    async with asyncio.timeout(30):
        while not any(category in it.name for it in app.catalogue.current.categories):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def order(chat: ChatClient, link: str, category: str, name: str) -> None:
    await fill(chat, category, name, link)
    await chat.tap("Confirm")
