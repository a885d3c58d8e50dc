"""What panels answer besides yes and no: one Confirm buys once at most, or an owner is asked."""

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from bot.orders.tables import Order
from bot.panel.api.client import PanelClient, PanelOptions
from bot.panel.api.errors import BusyError, RefusedError, UnclearError
from bot.sandbox.panel.catalogue import make_services
from bot.sandbox.panel.faults import Fault
from bot.sandbox.panel.server import SandboxPanel
from bot.sandbox.telegram.client import ChatClient
from tests.conftest import Bench, until
from tests.ordering import fill_default, order_default
from tests.proof import first_quick, proof

FIRST = next(it for it in make_services(50, 1) if it["type"] == "Default")


def calls(bench: Bench, action: str) -> int:
    return sum(request.action == action for request in bench.panel.requests)


async def stored(bench: Bench) -> list[Order]:
    assert bench.app is not None
    async with bench.app.database.read() as session:
        return list((await session.execute(select(Order).order_by(Order.id))).scalars())  # type: ignore[arg-type]


BOOKED: list[tuple[int, Any]] = [
    (504, {"error": "The upstream server is temporarily unavailable"}),
    (503, {"status": "error", "msg": "The system is in maintenance"}),
    (500, {"error": "Not enough funds on balance"}),
    (200, {"error": "Our supplier is temporarily overloaded"}),
    (200, {"error": "cURL error 28: Operation timed out"}),
    (400, {"error": "SQLSTATE[HY000]: Column 'quantity' cannot be null"}),
    (200, {"error": "Undefined index: quantity"}),
    (200, {"status": "success"}),
]


@pytest.mark.parametrize(("code", "body"), first_quick(1, BOOKED))
async def test_what_is_no_refusal_is_never_sent_again(
    bench: Bench, chat: ChatClient, code: int, body: Any
) -> None:
    bench.panel.faults.add("add", Fault.SAYS_AFTER, code=code, body=lambda _: body)
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 has no clear answer")
    bench.skip(hours=2)
    await chat.say("/status #1")
    await chat.wait_for("Being checked")
    assert (calls(bench, "add"), len(bench.panel.orders)) == (1, 1)


@pytest.mark.parametrize(
    "beside",
    first_quick(
        1,
        [
            {"error": "Insufficient quantity, order created partially"},
            {"success": False, "message": "Placed, but the notification failed"},
        ],
    ),
)
async def test_a_number_beside_an_error_is_kept_for_an_owner(
    bench: Bench, chat: ChatClient, beside: dict[str, Any]
) -> None:
    bench.panel.faults.add("add", Fault.SAYS_AFTER, body=lambda said: {**said, **beside})
    await fill_default(chat)
    await chat.tap("Confirm")
    await chat.wait_for("Order #1 has no clear answer")
    bench.skip(hours=2)
    [order] = await stored(bench)
    assert [order.reported_number] == list(bench.panel.orders)
    assert order.provider_order_id is None
    assert calls(bench, "add") == 1


@pytest.mark.parametrize(
    "error", first_quick(1, ["0", "No error", {"code": 0, "message": ""}, None])
)
async def test_an_error_that_is_none_is_none(bench: Bench, chat: ChatClient, error: Any) -> None:
    bench.panel.faults.add("add", Fault.SAYS_AFTER, body=lambda said: {**said, "error": error})
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    assert len(bench.panel.orders) == 1


@proof
async def test_maintenance_reported_for_all_orders_is_no_order_s(
    bench: Bench, chat: ChatClient
) -> None:
    bench.panel.speed = 0
    await order_default(chat)
    await order_default(chat, link="https://www.instagram.com/other/")
    notice = {"status": "error", "msg": "Hệ thống đang bảo trì"}
    bench.panel.faults.add("status", Fault.SAYS, body=lambda _: notice)
    for _ in range(12):
        seen = calls(bench, "status")
        bench.skip(hours=1)
        await until(lambda seen=seen: calls(bench, "status") > seen)  # type: ignore[misc]
    assert "needs attention" not in chat.transcript()
    bench.panel.faults.clear()
    bench.panel.speed = 1000
    bench.skip(hours=1)
    await chat.wait_for("Order #1 is completed")
    await chat.wait_for("Order #2 is completed")


async def test_a_state_inside_an_envelope_is_found(bench: Bench, chat: ChatClient) -> None:
    def wrapped(said: Any) -> Any:
        return {"status": "success", "message": "OK", "data": said}

    bench.panel.faults.add("status", Fault.SAYS_AFTER, body=wrapped)
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")


@pytest.mark.parametrize(
    ("code", "body"),
    first_quick(
        1,
        [
            (200, {"cancel": 0}),
            (200, [{"order": 5, "cancel": 0}]),
            (404, {"message": "Not Found"}),
            (500, {"cancel": 1}),
            (200, {}),
        ],
    ),
)
async def test_a_cancellation_without_a_yes_is_checked(
    bench: Bench, chat: ChatClient, code: int, body: Any
) -> None:
    bench.panel.speed = 0
    await order_default(chat)
    bench.panel.faults.add("cancel", Fault.SAYS, code=code, body=lambda _: body)
    asked_before = calls(bench, "status")
    await chat.say("/cancel_order #1")
    await chat.wait_for("A cancellation of order #1 was requested, but the panel gave no clear")
    assert calls(bench, "cancel") == 1
    await until(lambda: calls(bench, "status") > asked_before)
    assert "The panel accepted the cancellation" not in chat.transcript()


@pytest.mark.parametrize(
    "words", first_quick(1, ["Không rõ", "Your balance is 12.40 USD", "Gblfx 12.40"])
)
async def test_a_refill_without_a_yes_says_so_and_owners_read_the_panel_s_words(
    bench: Bench, words: str
) -> None:
    await bench.start(PROVIDER_REFILL_HOURS="0")
    chat = bench.private()
    await order_default(chat)
    await chat.wait_for("Order #1 is completed")
    bench.panel.faults.add("refill", Fault.SAYS, body=lambda _: {"error": words})
    asked_before = calls(bench, "status")
    await chat.say("/refill #1")
    notice = await chat.wait_for("A refill of order #1 was requested, but the panel gave no clear")
    assert "The panel says" not in notice.text
    await until(lambda: calls(bench, "status") > asked_before)
    assert calls(bench, "refill") == 1
    assert words not in chat.transcript()
    await chat.say("/find #1")
    await chat.wait_for(f"What is known: {words}")


@pytest.mark.parametrize(
    ("words", "is_shown"),
    first_quick(
        2,
        [
            ("Invalid API key", False),
            ("Order cannot be canceled", True),
            ("The account is inactive.", False),
            ("Not enough funds on balance", False),
            ("Order cannot be canceled: balance 12.40", False),
        ],
    ),
)
async def test_words_of_the_operator_s_business_never_come_with_a_cancellation(
    bench: Bench, chat: ChatClient, words: str, is_shown: bool
) -> None:
    bench.panel.speed = 0
    await order_default(chat)
    bench.panel.faults.add("cancel", Fault.SAYS, body=lambda _: [{"cancel": {"error": words}}])
    await chat.say("/cancel_order #1")
    notice = await chat.wait_for("The panel refused to cancel order #1.")
    assert (words in notice.text) is is_shown
    await chat.say("/find #1")
    card = await chat.wait_for("As seen in")
    assert (f"What is known: {words}" in card.text) is not is_shown


async def client_of(panel: SandboxPanel) -> PanelClient:
    await panel.start()
    return PanelClient(PanelOptions(url=panel.url, key="sandbox-key"))


@pytest.fixture
async def panel() -> Any:
    panel = SandboxPanel(services=[FIRST], balance=Decimal(10**6), speed=1e-9)
    yield panel
    await panel.stop()


SOLD = {"service": str(FIRST["service"]), "link": "https://x.org/1", "quantity": FIRST["min"]}


@pytest.mark.parametrize(
    ("code", "body", "error"),
    [
        (429, {"error": "Slow down"}, BusyError),
        (503, {"error": "Too many requests"}, UnclearError),
        (422, {"message": "x", "errors": {"link": ["bad"]}}, RefusedError),
        (403, {"id": "cf-8f2", "title": "Not allowed"}, UnclearError),
        (200, {"order": 0}, UnclearError),
        (301, {"order": 5}, UnclearError),
    ],
)
async def test_the_client_ends_as_the_answer_proves(
    panel: SandboxPanel, code: int, body: Any, error: type[Exception]
) -> None:
    client = await client_of(panel)
    panel.faults.add("add", Fault.SAYS, code=code, body=lambda _: body)
    with pytest.raises(error):
        await client.add(SOLD, quantity_hint=100)
    assert len(panel.requests) == 1
    await client.aclose()


@pytest.mark.parametrize(
    ("words", "sent"),
    [("Quantity is required", 2), ("Undefined index: quantity", 1), ("Incorrect quantity", 1)],
)
async def test_only_a_required_quantity_is_sent_after(
    panel: SandboxPanel, words: str, sent: int
) -> None:
    client = await client_of(panel)
    panel.faults.add("add", Fault.SAYS, body=lambda _: {"error": words})
    with pytest.raises((RefusedError, UnclearError)):
        await client.add({"service": "1", "link": "https://x.org/1"}, quantity_hint=1)
    assert len(panel.requests) == sent
    await client.aclose()


async def test_a_batch_goes_in_the_order_of_numbers(panel: SandboxPanel) -> None:
    client = await client_of(panel)
    states = {"9999": "Pending", "10000": "In progress"}
    panel.faults.add(
        "status", Fault.SAYS, body=lambda _: [{"status": it} for it in states.values()]
    )
    found = await client.statuses(["10000", "9999"])
    assert panel.requests[0].params == {"orders": "9999,10000"}
    assert {key: getattr(said, "word", None) for key, said in found.items()} == states
    await client.aclose()


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (422, {"message": "The order field is required.", "errors": {"order": ["required"]}}),
        (200, {"error": "Hatalı sipariş ID"}),
        (200, {"error": "Undefined index: order"}),
        (200, []),
    ],
)
async def test_a_batch_that_is_refused_in_any_words_goes_one_by_one(
    panel: SandboxPanel, code: int, body: Any
) -> None:
    client = await client_of(panel)
    numbers = [
        (await client.add({**SOLD, "link": f"https://x.org/{it}"}, quantity_hint=1)).order_id
        for it in range(3)
    ]
    panel.requests.clear()
    panel.faults.add("status", Fault.SAYS, times=1, code=code, body=lambda _: body)
    found = await client.statuses(numbers)
    assert {key: getattr(said, "word", None) for key, said in found.items()} == dict.fromkeys(
        numbers, "Pending"
    )
    assert client.capabilities.batch_status is False
    assert len(panel.requests) == 4
    await client.aclose()


@pytest.mark.parametrize(
    ("body", "error"),
    [({"error": "Invalid API key"}, RefusedError), ({"error": "Gblfx"}, RefusedError)],
)
async def test_what_is_said_of_every_order_is_the_panel_s_error(
    panel: SandboxPanel, body: Any, error: type[Exception]
) -> None:
    client = await client_of(panel)
    panel.faults.add("status", Fault.SAYS, body=lambda _: body)
    with pytest.raises(error):
        await client.statuses(["1", "2", "3"])
    await client.aclose()


async def test_an_order_that_breaks_the_panel_keeps_no_other_from_being_asked_about(
    panel: SandboxPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.panel.api.calls._wait", lambda _: 0.0)
    client = await client_of(panel)
    client.capabilities.batch_status = False
    first = (await client.add(SOLD, quantity_hint=1)).order_id

    def says(said: Any) -> Any:
        broken = panel.requests[-1].params["order"] == "1"
        return {"error": "Undefined index: status"} if broken else said

    panel.faults.add("status", Fault.SAYS_AFTER, body=says)
    found = await client.statuses(["1", first])
    assert list(found) == [first]
    await client.aclose()
