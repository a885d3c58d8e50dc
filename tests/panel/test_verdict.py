"""What answers prove: a table of whole answers, and what holds for any."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.panel.api import actions, reader
from bot.panel.api.actions import Action
from bot.panel.api.answer_words import is_busy, is_crash, is_panel_error, requires_quantity
from bot.panel.api.answers import Answer, Found, read_json
from bot.panel.api.errors import BusyError, PanelError, RefusedError, UnclearError
from bot.panel.api.refusal_words import reason_of
from bot.panel.api.taken_words import says_taken
from bot.panel.api.verdict import Outcome, evaluate, evaluate_each
from bot.panel.rules.refusals import RefusalReason
from tests.panel import answer_table as table

SEEN = json.loads(Path(__file__).with_name("panel_answers.json").read_text())
ASKED = "23501"


def answer_of(code: int, body: Any) -> Answer:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        value = read_json(sent)
    except ValueError:
        value = None
    return Answer.of(code, value, sent[:200].decode("utf-8", "replace"), None)


def verdict_of(action: Action, outcome: Outcome) -> str:
    """Write an outcome as the table has it."""
    match outcome:
        case RefusedError():
            return f"refused {outcome.reason}"
        case BusyError():
            return "busy"
        case UnclearError():
            return f"unclear {outcome.order_id or ''}".strip()
        case Found():
            return WRITTEN[action](outcome)
    raise AssertionError(outcome)


def state_of(found: Found) -> str:
    report = reader.status_of(found)
    remains = "" if report.remains is None else report.remains
    return f"{report.word} {report.state or '?'} {remains}".strip()


def refill_state_of(found: Found) -> str:
    report = reader.refill_of(found)
    return f"{report.word} {report.state or '?'}"


def balance_of(found: Found) -> str:
    money = found.part["money"]
    return f"{money.amount} {money.currency}".strip()


WRITTEN: dict[Action, Callable[[Found], str]] = {
    actions.ADD: lambda found: f"placed {reader.placed_of(found).order_id}",
    actions.REFILL: lambda found: f"yes {found.number or ''}".strip(),
    actions.CANCEL: lambda found: f"yes {found.number or ''}".strip(),
    actions.STATUS: state_of,
    actions.REFILL_STATUS: refill_state_of,
    actions.BALANCE: balance_of,
    actions.SERVICES: lambda found: "list" if "services" in found.part else "?",
}
TABLE = [
    (action, *row)
    for action, rows in [
        (actions.ADD, table.ADD),
        (actions.REFILL, table.REFILL),
        (actions.CANCEL, table.CANCEL),
        (actions.STATUS, table.STATUS),
        (actions.REFILL_STATUS, table.REFILL_STATUS),
        (actions.BALANCE, table.BALANCE),
        (actions.SERVICES, table.SERVICES),
    ]
    for row in rows
]


@pytest.mark.parametrize(("action", "code", "body", "expected"), TABLE)
def test_what_an_answer_proves(action: Action, code: int, body: Any, expected: str) -> None:
    outcome = evaluate(action, answer_of(code, body), ASKED)
    assert verdict_of(action, outcome) == expected


def seen(entry: Any) -> Answer:
    """Return one of the answers that were collected from panels."""
    if isinstance(entry, dict) and "http" in entry:
        body = entry["body"].encode() if entry.get("raw") else entry["body"]
        return answer_of(entry["http"], body)
    return answer_of(200, entry)


@pytest.mark.parametrize("entry", SEEN["add"])
def test_what_was_seen_of_add_is_read_as_a_careful_reader_does(entry: Any) -> None:
    words = verdict_of(actions.ADD, evaluate(actions.ADD, seen(entry))).capitalize()
    assert words.split()[0] in entry["best"]


@pytest.mark.parametrize(
    ("kind", "action", "asked"),
    [
        ("cancel_not_accepted", actions.CANCEL, "23501"),
        ("refill_not_accepted", actions.REFILL, "5"),
        ("status_is_an_envelope_of_an_error", actions.STATUS, "23501"),
    ],
)
def test_what_was_seen_as_no_is_no_yes(kind: str, action: Action, asked: str) -> None:
    for entry in SEEN[kind]:
        assert isinstance(evaluate(action, seen(entry), asked), PanelError)


def test_what_was_seen_inside_an_envelope_is_found() -> None:
    found = [
        verdict_of(actions.STATUS, evaluate(actions.STATUS, seen(entry), ASKED))
        for entry in SEEN["status_is_inside_the_envelope"]
    ]
    assert found == [
        "Pending pending 100",
        "Processing processing",
        "Success completed 0",
        "Completed completed 0",
    ]


@pytest.mark.parametrize("entry", SEEN["batch_not_known"]["status orders=.."])
def test_a_batch_that_is_refused_in_any_words_is_none(entry: Any) -> None:
    assert evaluate_each(actions.STATUS, seen(entry), ["1", "2"]) == {}


def test_every_balance_that_was_seen_is_found() -> None:
    for entry in SEEN["balance"]:
        assert isinstance(evaluate(actions.BALANCE, seen(entry)), Found)


GOOD, BAD = {"status": "Pending"}, {"error": "Incorrect order ID"}


@pytest.mark.parametrize(
    ("answer", "known", "refused"),
    [
        ({"1": GOOD, "2": BAD}, {"1"}, {"2"}),
        ({"1": GOOD, "2": "Incorrect order ID"}, {"1"}, {"2"}),
        ({"1": "Completed", "2": "In progress"}, {"1", "2"}, set()),
        ([GOOD, BAD], {"1"}, {"2"}),
        ([{**GOOD, "order": 2}, {**GOOD, "order": 1}], {"1", "2"}, set()),
        ([{**GOOD, "orderId": "2"}, BAD], {"2"}, set()),
        ([{**GOOD, "id": 2}], {"2"}, set()),
        ([{"order": {"id": 2}, **GOOD}], set(), set()),
        ({"status": "success", "data": {"1": GOOD}}, {"1"}, set()),
        ({"orders": [{**GOOD, "order_id": 1}]}, {"1"}, set()),
        ({"result": [GOOD, GOOD]}, {"1", "2"}, set()),
        ([{"1": GOOD}, {"2": GOOD}], {"1", "2"}, set()),
        ({"a": {**GOOD, "order": "0002"}}, {"2"}, set()),
        ({**GOOD, "order": 1}, {"1"}, set()),
        ({"1": [GOOD]}, {"1"}, set()),
        ({"1": GOOD}, {"1"}, set()),
        ([GOOD], set(), set()),
        ([{**GOOD, "order": 7}, {**GOOD, "order": 8}], set(), set()),
        (GOOD, set(), set()),
        ("x", set(), set()),
        ({}, set(), set()),
        ({"error": "Undefined index: order"}, set(), set()),
        ({"status": "error", "msg": "Gblfx"}, set(), set()),
    ],
)
def test_batches(answer: Any, known: set[str], refused: set[str]) -> None:
    found = evaluate_each(actions.STATUS, answer_of(200, answer), ["1", "2"])
    assert isinstance(found, dict)
    assert {key for key, said in found.items() if isinstance(said, Found)} == known
    assert {key for key, said in found.items() if isinstance(said, RefusedError)} == refused


@pytest.mark.parametrize(
    ("code", "body", "expected"),
    [
        (200, {"error": "Invalid API key"}, "refused auth"),
        (401, {"message": "Gblfx"}, "refused auth"),
        (200, {"status": "error", "msg": "Hệ thống đang bảo trì"}, "busy"),
        (429, {"error": "x"}, "busy"),
        (500, {"1": GOOD}, "unclear"),
        (302, {"1": GOOD}, "unclear"),
        (200, b"<html>", "unclear"),
    ],
)
def test_an_error_is_not_asked_about_order_by_order(code: int, body: Any, expected: str) -> None:
    outcome = evaluate_each(actions.STATUS, answer_of(code, body), ["1", "2"])
    assert isinstance(outcome, PanelError)
    assert verdict_of(actions.STATUS, outcome) == expected


def test_an_error_reported_for_each_order_is_no_order_s() -> None:
    said = {"1": {"error": "The system is in maintenance"}, "2": {"error": "Invalid API key"}}
    found = evaluate_each(actions.STATUS, answer_of(200, said), ["1", "2"])
    assert isinstance(found, dict)
    assert [verdict_of(actions.STATUS, it) for it in found.values()] == ["busy", "refused auth"]


def test_rows_of_refills_and_cancellations() -> None:
    rows = [
        {"order": 1, "refill": 5, "cancel": 1},
        {"order": 2, "refill": {"error": "Incorrect order ID"}, "cancel": 0},
        {"order": 3, "error": "Refill is disabled for this service"},
        {"refill": 5},
        "x",
    ]
    asked = ["1", "2", "3", "4"]
    refills = evaluate_each(actions.REFILL, answer_of(200, rows), asked)
    cancels = evaluate_each(actions.CANCEL, answer_of(200, rows[:2]), asked)
    assert isinstance(refills, dict)
    assert isinstance(cancels, dict)
    assert [verdict_of(actions.REFILL, it) for it in refills.values()] == [
        "yes 5",
        "refused order_id",
        "refused refill",
    ]
    assert [verdict_of(actions.CANCEL, it) for it in cancels.values()] == ["yes 1", "unclear"]


REFUSALS = [
    "Not enough funds on balance",
    "Bad link",
    "Quantity less than minimal 100",
    "You have active order with this link. Please wait until order being completed.",
    "API is Disable for this user or User Not Found! Contact the Support",
    "There are missing required parameters. Please check your API Manual",
    "The account is inactive.",
    "Incorrect service ID",
    "Package or Service currently not supported.",
    "This service is temporarily unavailable. Please try another or contact support.",
    "neworder.error.not_enough_funds",
    "This services does not support Dripfeed feature!",
]


@pytest.mark.parametrize("words", REFUSALS)
def test_a_refusal_is_no_crash(words: str) -> None:
    assert not is_crash(words)
    assert not is_busy(words)
    assert not says_taken(words, reason_of(words))


def test_words_of_patience() -> None:
    assert is_busy("  Rate limit exceeded! ")
    assert not is_busy("Rate limit exceeded, your order was queued")
    assert is_panel_error("Система на техническом обслуживании")
    assert not is_panel_error("Incorrect order ID")


@pytest.mark.parametrize(
    ("words", "is_missing"),
    [
        ("Quantity is required", True),
        ("Order quantity field is required.", True),
        ("Missing required parameter: quantity", True),
        ("There are missing required parameters. Please check your API Manual", True),
        ("Quantity less than minimal 100", False),
        ("neworder.error.invalid_quantity", False),
        ("Quantity is required, your order 7 was created with 1", False),
    ],
)
def test_only_a_missing_quantity_is_sent_after(words: str, is_missing: bool) -> None:
    assert requires_quantity(words) is is_missing


@pytest.mark.parametrize("words", table.TAKEN)
def test_a_refusal_that_says_that_the_order_exists_is_none(words: str) -> None:
    outcomes = [
        evaluate(actions.ADD, answer_of(code, body))
        for code in (200, 400, 429)
        for body in ({"error": words}, {"status": "error", "error": "Bad link", "info": words})
    ]
    assert {verdict_of(actions.ADD, it) for it in outcomes} == {"unclear"}


@pytest.mark.parametrize("words", table.NOT_TAKEN)
def test_a_refusal_that_speaks_of_orders_stays_one(words: str) -> None:
    outcome = evaluate(actions.ADD, answer_of(200, {"error": words}))
    assert isinstance(outcome, RefusedError)


NUMBERS = st.integers(1, 10**9) | st.from_regex(r"\A[1-9][0-9]{0,9}\Z") | st.just(HEX := table.HEX)
TEXTS = st.sampled_from(
    [*REFUSALS, "Too many requests", "maintenance", "error", "success", "0", "SQLSTATE[1]"]
)
NAMES = (
    "order, order_id, orderID, id, orders, data, result, error, errors, status, success, message,"
    "msg, code, charge, remains, refill, cancel, 23501, 0, detail"
)
KEYS = st.sampled_from([name.strip() for name in NAMES.split(",")]) | st.text(max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
ACTIONS = st.sampled_from(list(WRITTEN))


@given(ACTIONS, st.integers(100, 599), JSON)
def test_no_answer_makes_it_fail(action: Action, code: int, body: Any) -> None:
    outcome = evaluate(action, Answer(code, body), ASKED)
    assert verdict_of(action, outcome)
    evaluate_each(action, Answer(code, body), ["1", ASKED])


@given(st.integers(500, 599), JSON)
def test_a_5xx_never_proves_that_an_order_was_not_taken(code: int, body: Any) -> None:
    assert not isinstance(evaluate(actions.ADD, Answer(code, body)), RefusedError | BusyError)


def without_numbers(value: Any) -> Any:
    """Take out whatever could be the number of an order."""
    if isinstance(value, dict):
        return {key: without_numbers(said) for key, said in value.items()}
    if isinstance(value, list):
        return [without_numbers(item) for item in value]
    return value if value in {None, False, -1, "0", "null", "none", "error", ""} else REFUSALS[1]


@given(st.integers(100, 599), JSON)
def test_without_a_number_nothing_is_placed(code: int, body: Any) -> None:
    outcome = evaluate(actions.ADD, Answer(code, without_numbers(body)))
    assert not isinstance(outcome, Found)
    assert getattr(outcome, "order_id", None) is None


@given(
    st.integers(100, 599),
    NUMBERS,
    st.sampled_from(["order", "order_id", "orderID"]),
    st.dictionaries(KEYS.filter(lambda key: "order" not in key.lower()), JSON, max_size=4),
    st.sampled_from(["", "data", "result", "debug"]),
)
def test_beside_a_number_nothing_is_refused_or_busy(
    code: int, number: Any, key: str, beside: dict[str, Any], nest: str
) -> None:
    named = {**beside, key: number}
    outcome = evaluate(actions.ADD, Answer(code, {**beside, nest: named} if nest else named))
    assert isinstance(outcome, Found | UnclearError)


@given(st.integers(100, 599), JSON)
def test_only_429_and_known_words_are_busy(code: int, body: Any) -> None:
    outcome = evaluate(actions.ADD, Answer(code, body))
    if isinstance(outcome, BusyError) and code != 429:
        assert is_busy(outcome.text)
    if isinstance(outcome, RefusedError):
        assert code < 300 or 400 <= code < 500
        assert outcome.reason is not RefusalReason.UNKNOWN
