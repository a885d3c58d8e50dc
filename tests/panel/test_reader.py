"""The tolerant reader: every shape of docs/panel-api.md, and whatever else may come."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.catalogue.rules.services import NO_LIMIT, Flag
from bot.core.money import Money
from bot.orders.rules.states import OrderState
from bot.panel.api import reader, service_list, values
from bot.panel.api.answers import Found, JsonFloat, Wrapped, read_json
from bot.panel.api.balance import read_balance
from bot.panel.api.envelopes import failure_of
from bot.panel.api.order_numbers import is_same, number_of
from bot.panel.api.refusal_words import reason_of
from bot.panel.rules.refusals import RefusalReason
from bot.panel.rules.statuses import RefillState

ROW = {"service": 1, "name": "Likes", "rate": "0.90", "min": "10", "max": "100"}


def one(**fields: Any) -> Any:
    found = service_list.read_services([{**ROW, **fields}])
    assert found is not None
    return found.services[0]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"error": "Bad link"}, "Bad link"),
        ({"success": False, "error": "Bad link"}, "Bad link"),
        ({"status": "error", "msg": "Bad link", "error": "Bad link"}, "Bad link"),
        ({"status": "error", "msg": "Maintenance"}, "Maintenance"),
        ({"status": "error", "message": "Bad interval" + " " * 100}, "Bad interval"),
        ({"status": "fail", "message": "No way"}, "No way"),
        ({"errors": ["One", "Two"]}, "One; Two"),
        ({"data": None, "error": {"code": 401, "message": "Key"}}, "Key"),
        ({"error": {"link": ["is bad"]}}, "is bad"),
        ({"error": "Bad Request", "message": ["quantity is low"]}, "quantity is low"),
        ({"error": 1, "msg": "Bad link"}, "Bad link"),
        ({"status": 422, "detail": [{"loc": ["body", "link"], "msg": "bad"}]}, "bad"),
        ({"result": {"data": [{"err": "Deep"}]}}, "Deep"),
        ({"status": False, "data": "Bad link"}, "Bad link"),
        ({"success": False}, ""),
        ({"error": None, "order": 1}, None),
        ({"error": "", "order": 1}, None),
        ({"error": {"code": 0, "message": "OK"}}, None),
        ({"errors": [None, "", {"code": "0"}]}, None),
        ({"order": 1}, None),
        ([], None),
        (None, None),
        ("text", None),
    ],
)
def test_every_envelope_of_a_failure(answer: Any, words: str | None) -> None:
    failure = failure_of(answer)
    assert (failure.words if failure else None) == words


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: rows,
        lambda rows: {"services": rows, "count": 1},
        lambda rows: {"data": rows, "error": None},
        lambda rows: {"errors": [], "result": {"services": rows}},
    ],
)
def test_a_list_is_found_wherever_it_is(wrap: Any) -> None:
    found = service_list.read_services(wrap([ROW, {"service": None}, 7]))
    assert found is not None
    assert [service.id for service in found.services] == ["1"]
    assert found.skipped == 2


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: {"status": "success", "data": {"services": rows}},
        lambda rows: {"categories": ["a", "b", "c"], "services": rows},
        lambda rows: {str(row["service"]): row for row in rows},
        lambda rows: {"data": {str(row["service"]): row for row in rows}},
        lambda rows: {"Likes": rows[:1], "Views": rows[1:]},
        lambda rows: {"data": {"Likes": rows[:1], "Views": rows[1:]}, "error": None},
    ],
)
def test_a_list_is_found_deeper_or_by_ids(wrap: Any) -> None:
    answer = wrap([ROW, {**ROW, "service": 2}])
    found = service_list.read_services(
        service_list.ListReading("")(json.dumps(answer).encode(), bytes)
    )
    assert found is not None
    assert [service.id for service in found.services] == ["1", "2"]


@pytest.mark.parametrize("answer", [{"status": "success", "data": "Empty Data"}, None, "x", 1])
def test_no_list_is_no_catalogue(answer: Any) -> None:
    assert service_list.read_services(answer) is None


@pytest.mark.parametrize("number", [12, "12", "SUB-12", "5f2b"])
def test_ids_are_opaque(number: Any) -> None:
    assert one(service=number).id == str(number)


@pytest.mark.parametrize(
    ("rate", "read"),
    [
        ("0.90", "0.90"),
        (0.5, "0.5"),
        (2, "2"),
        ("1,234.5000", "1234.5000"),
        ("0,90", "0.90"),
        ("0.0006", "0.0006"),
        ("1.234", "1.234"),
        ("1.234,50", "1234.50"),
        ("1,234.567", "1234.567"),
        ("1,23,456.78", "123456.78"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1 234,50", "1234.50"),
        ("1\u202f234.5", "1234.5"),
        ("1'234.50", "1234.50"),
        ("0,123", "0.123"),
        ("$0.90", "0.90"),
        ("0.90 USD", "0.90"),
        ("Rs. 1,234.50", "1234.50"),
        ("Rs.90", "90"),
        ("Rp 15.000,00", "15000.00"),
        ("€1.234,50", "1234.50"),
        ("R$ 0,90", "0.90"),
        ("90 ₽", "90"),
        ("90 руб.", "90"),
        ("₹ 1,23,456.00", "123456"),
        ("۰٫۹۰", "0.90"),
        ("9.5e-05", "0.000095"),
    ],
)
def test_rates(rate: Any, read: str) -> None:
    assert one(rate=rate).rate == Decimal(read)


ODD_RATES = (
    *("1,234", "$1,234", "€1.234", "Rp 15.000", "1,234 USD", "01,234", "1,2,3", "1.2.3", "1,23,4"),
    *("free", None, "", "NaN", "inf", True, "²", "1e999", "0.90 per 1000", "1.5k", "5 mln", "5%"),
    *("90¢", "0.90￠", "90 CENT", "500 KOP", "0.90/100", "0.90 USD/1000"),
    *("-1", "-$1", "−1", "(1.00)", 0, "0", "0.00", "$0", "0.0000000000001", "0.90-1.20"),
)


@pytest.mark.parametrize("rate", ODD_RATES)
def test_a_rate_that_is_none_or_ambiguous_skips_the_row(rate: Any) -> None:
    found = service_list.read_services([{**ROW, "rate": rate}])
    assert found is not None
    assert (found.services, found.skipped) == ((), 1)


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("Default", "default"),
        ("custom_comments", "custom comments"),
        (None, "default"),
        ("", "default"),
    ],
)
def test_types_are_spelled_one_way(kind: Any, read: str) -> None:
    assert one(type=kind).type == read


@pytest.mark.parametrize(
    ("value", "flag"),
    [
        (True, Flag.YES),
        (1, Flag.YES),
        ("1", Flag.YES),
        ("yes", Flag.YES),
        (False, Flag.NO),
        (0, Flag.NO),
        ("0", Flag.NO),
        (None, Flag.UNKNOWN),
        ("maybe", Flag.UNKNOWN),
    ],
)
def test_flags_are_yes_no_or_not_said(value: Any, flag: Flag) -> None:
    assert one(refill=value).refill is flag


def test_an_absent_flag_is_not_said() -> None:
    assert one().cancel is Flag.UNKNOWN


def test_limits() -> None:
    assert (one(min=0).minimum, one(min=None, max=None).maximum) == (1, NO_LIMIT)
    assert one(min=10.0, max="2147483647").maximum == 2147483647
    found = service_list.read_services([{**ROW, "min": 5, "max": 4}])
    assert found is not None
    assert found.skipped == 1


NO_LIMITS: tuple[Any, ...] = (
    *(None, "", " ", "-", "—", "n/a", "null", 0, -1, "0", "-1", 0.0, False, [], "∞", "♾️"),
    *("Unlimited", "UNLIMITED ♾️", "no limit", "No-Limit", "no_limit", "Infinity", "inf"),
    *("Ilimitado", "Sınırsız", "SINIRSIZ", "sin límite", "Безлимит", "Без ограничений"),
    *("غير محدود", "असीमित", "Tidak terbatas", "Không giới hạn", "9" * 18, 2**70),
)


@pytest.mark.parametrize("word", NO_LIMITS)
def test_words_for_no_limit_sell_the_whole_range(word: Any) -> None:
    service = one(min=10, max=word)
    assert (service.minimum, service.maximum) == (10, NO_LIMIT)
    assert one(min=word, max=100).minimum == 1 or word in {"9" * 18, 2**70}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,000,000", 1_000_000),
        ("1.000.000", 1_000_000),
        ("1 000 000", 1_000_000),
        ("1\xa0000\u202f000", 1_000_000),
        ("1'000'000", 1_000_000),
        ("1’000’000", 1_000_000),
        ("10,00,000", 1_000_000),
        ("10,000", 10_000),
        ("10.000", 10_000),
        ("10000.0", 10_000),
        ("10000.00", 10_000),
        ("1e6", 1_000_000),
        ("2.147483647E9", 2_147_483_647),
        ("10K", 10_000),
        ("1M", 1_000_000),
        ("1.5M", 1_500_000),
        ("2,5k", 2_500),
        ("10 млн", 10_000_000),
        ("1 lakh", 100_000),
        ("5000+", 5_000),
        ("۱۰٬۰۰۰", 10_000),
        ("１０００", 1_000),
    ],
)
def test_limits_as_people_write_them(written: str, number: int) -> None:
    assert one(min=1, max=written).maximum == number
    assert one(min=written, max=10**12).minimum == number


def test_numbers_of_json_have_no_thousands_separators() -> None:
    body = b'[{"service": 1.0, "name": "x", "rate": 1.234, "min": 100.000, "max": 5000.000}]'
    found = service_list.read_services(service_list.ListReading("")(body, bytes))
    assert found is not None
    (it,) = found.services
    assert (it.id, it.rate, it.minimum, it.maximum) == ("1", Decimal("1.234"), 100, 5000)


@pytest.mark.parametrize(
    "word", ["ten", "limited", "10-1000", "1000 per day", "1,5", "1.234,5", True, "NaN", [1], "²"]
)
@pytest.mark.parametrize("key", ["min", "max"])
def test_a_limit_that_is_neither_skips_the_row(key: str, word: Any) -> None:
    found = service_list.read_services([ROW, {**ROW, "service": 7, "name": "Odd", key: word}])
    assert found is not None
    assert ([it.id for it in found.services], found.skipped) == (["1"], 1)
    [example] = found.examples
    assert example.startswith(f"7 · Odd: {key} “")


@pytest.mark.parametrize(
    ("answer", "amount", "currency"),
    [
        ({"balance": "100.84292", "currency": "USD"}, "100.84292", "USD"),
        ({"balance": 12.3}, "12.3", ""),
        ({"status": "success", "balance": 5}, "5", ""),
        ({"balance": "$100.84"}, "100.84", "$"),
        ({"balance": "100.84 USD"}, "100.84", "USD"),
        ({"balance": "Rs. 1,234.50", "currency": "INR"}, "1234.50", "INR"),
        ({"balance": "5.00", "currency": "usd"}, "5.00", "USD"),
        ({"balance": "5.00 eur"}, "5.00", "EUR"),
        ({"balance": "5.00", "currency": "zł"}, "5.00", "zł"),
        ({"balance": "€1.234,50"}, "1234.50", "€"),
        ({"balance": "1\xa0234,50 ₽"}, "1234.50", "₽"),
        ({"balance": "1,234", "currency": "INR"}, "1234", "INR"),
        ({"balance": "$1,234"}, "1234", "$"),
        ({"balance": "1,23,456"}, "123456", ""),
        ({"balance": "-$3.10"}, "-3.10", "$"),
        ({"balance": "0"}, "0", ""),
        ({"data": {"balance": "5"}}, "5", ""),
        ({"status": "success", "data": {"user": {"balance": "5"}}, "currency": "TRY"}, "5", "TRY"),
        ({"result": [{"balance": "5", "currency_symbol": "₨"}]}, "5", "₨"),
        ([{"balance": 7}], "7", ""),
        ({"funds": "7"}, "7", ""),
        ({"balance": None, "data": {"balance": "5"}}, "5", ""),
    ],
)
def test_balances(answer: Any, amount: str, currency: str) -> None:
    assert read_balance(answer) == Money(Decimal(amount), currency)


@pytest.mark.parametrize(
    "answer",
    [
        *(None, [], {}, "5", 5, {"data": []}, {"balance": {"x": 1}}),
        *({"balance": odd} for odd in (None, "much", True, "€1.234", "Rp 15.000", "5M")),
    ],
)
def test_no_balance(answer: Any) -> None:
    assert read_balance(answer) is None


def test_examples_of_what_was_skipped_are_few_and_short() -> None:
    rows = [{**ROW, "service": at, "name": "x" * 999, "rate": "1,234"} for at in range(50)]
    found = service_list.read_services([*rows, ["not", "a", "service"]])
    assert found is not None
    assert (found.skipped, len(found.examples)) == (51, 5)
    assert found.examples[0] == f"0 · {'x' * 60}: rate “1,234”"


def test_names_are_unescaped_and_tidied() -> None:
    service = one(name=" A &amp;amp; B\t\n ", category=None, desc="<p>Hi<br>you</p>\r\n&gt;")
    assert (service.name, service.category) == ("A & B", service_list.NO_CATEGORY)
    assert service.description == "Hi\nyou\n\n>"


WILD = [
    ({"service": " 7 ", "rate": " 0.5 "}, {"id": "7", "rate": Decimal("0.5")}),
    ({"service": "5f2b\x00"}, None),
    ({"service": True}, None),
    ({"service": {"id": 7}}, None),
    ({"service": 7.5}, None),
    ({"service": "x" * 101}, None),
    ({"service": "7\u202e"}, None),
    ({"name": None}, {"name": "1"}),
    ({"name": ["a", 1]}, {"name": "['a', 1]"}),
    ({"name": 404}, {"name": "404"}),
    ({"name": "  "}, {"name": "1"}),
    ({"name": "é" * 300}, {"name": "é" * 300}),
    ({"name": "x" * 501}, {"name": "x" * 500}),
    ({"name": "&lt;b&gt; &amp;amp;amp; &#128077;"}, {"name": "<b> & 👍"}),
    ({"name": "cut \ud83d"}, {"name": "cut"}),
    ({"name": "a\x00b\x1bc\x7f"}, {"name": "abc"}),
    ({"name": "a\u202eb\u2066c\x85d\ufffe"}, {"name": "abc d"}),
    ({"name": "&#" + "9" * 5000 + ";"}, {"name": "\ufffd"}),
    ({"name": " " * 99_999 + "x"}, {"name": "x"}),
    ({"type": "x" * 99}, {"type": "x" * 60}),
    ({"desc": "x" * 5000}, {"description": "x" * 4000}),
    ({"name": "\u200fمتابعين\xa0 1K"}, {"name": "\u200fمتابعين 1K"}),
    ({"category": None}, {"category": service_list.NO_CATEGORY}),
    ({"category": ""}, {"category": service_list.NO_CATEGORY}),
    ({"category": "─" * 24}, {"category": "─" * 24}),
    ({"category": "A &AMP; B"}, {"category": "A & B"}),
    ({"category": 5}, {"category": "5"}),
    ({"type": "CUSTOM-Comments "}, {"type": "custom comments"}),
    ({"type": "Teleport"}, {"type": "teleport"}),
    ({"type": 5}, {"type": "default"}),
    ({"rate": "1,234,567.89"}, {"rate": Decimal("1234567.89")}),
    ({"rate": "1e-5"}, {"rate": Decimal("0.00001")}),
    ({"rate": "0.1234567890125"}, {"rate": Decimal("0.123456789012")}),
    ({"rate": "1234567890123456789.0000000000001"}, {"rate": Decimal(1234567890123456789)}),
    ({"rate": "9" * 30}, None),
    ({"rate": {"usd": 1}}, None),
    ({"min": "ten"}, None),
    ({"min": "1,5"}, None),
    ({"min": -5, "max": 0}, {"minimum": 1, "maximum": 10**15}),
    ({"max": "9" * 18}, {"maximum": 10**15}),
    ({"max": 2**70}, {"maximum": 10**15}),
    ({"max": "unlimited"}, {"maximum": 10**15}),
    ({"refill": "TRUE", "cancel": "off"}, {"refill": Flag.YES, "cancel": Flag.NO}),
    ({"dripfeed": []}, {"dripfeed": Flag.UNKNOWN}),
    ({"desc": 5, "average_time": "1 h"}, {"description": "", "average_time": "1 h"}),
    ({"description": "a\x00<br>b", "avg_time": 32}, {"description": "a\nb"}),
    ({"time": "x" * 200}, {"average_time": "x" * 100}),
]
"""What panels may send in place of a field, and what becomes of it; `None`: the row is skipped."""


@pytest.mark.parametrize(("sent", "read"), WILD)
def test_wild_rows(sent: dict[str, Any], read: dict[str, Any] | None) -> None:
    found = service_list.read_services([{**ROW, **sent}])
    assert found is not None
    assert found.skipped == (read is None)
    for service in found.services:
        assert {name: getattr(service, name) for name in read or {}} == read


@pytest.mark.parametrize(("sent", "read"), WILD)
def test_what_is_read_can_be_stored_and_shown(sent: dict[str, Any], read: Any) -> None:
    for service in (
        service_list.read_services([{**ROW, **sent}]) or service_list.ServiceList((), 0)
    ).services:
        for text in (service.id, service.name, service.category, service.description):
            assert "\x00" not in text
            text.encode()
        assert service.maximum < 2**63
        assert len(format(service.rate, "f").partition(".")[2]) <= 12


def test_of_rows_with_the_same_id_both_are_read() -> None:
    found = service_list.read_services([ROW, {**ROW, "name": "Again"}])
    assert found is not None
    assert [service.name for service in found.services] == ["Likes", "Again"]


def test_an_answer_is_read_once() -> None:
    body = json.dumps({"count": 2, "services": [ROW, 5, {"no": "service"}]}).encode()
    reading = service_list.ListReading("")
    found = service_list.read_services(reading(body, bytes))
    assert found == service_list.read_services(json.loads(body))
    assert (found.skipped if found else None) == 2
    again = service_list.ListReading(reading.digest)
    assert (again(body, bytes), again.digest) == ((), reading.digest)
    other = service_list.ListReading(reading.digest)
    assert service_list.read_services(other(body + b" ", bytes)) == found
    assert other.digest != reading.digest


@pytest.mark.parametrize(
    "around",
    [
        (b"<br />\n<b>Warning</b>: Undefined array key 3 in <b>/srv/api.php</b><br />\n", b""),
        (b"", b"\n<br />\n<b>Notice</b>: x in <b>/srv/api.php</b> on line <b>7</b>"),
        (b"\xef\xbb\xbf\xef\xbb\xbf", b"\n"),
        (b'{"status": "ok", "services": ', b', "count": 1, }'),
    ],
)
def test_a_list_is_read_between_warnings(around: tuple[bytes, bytes]) -> None:
    body = around[0] + json.dumps([ROW]).encode() + around[1]
    found = service_list.read_services(service_list.ListReading("")(body, bytes))
    assert found is not None
    assert [it.id for it in found.services] == ["1"]


@pytest.mark.parametrize(
    "around", [(b"<html><script>x = ", b"</script></html>"), (b"Fatal error: x ", b"")]
)
def test_a_list_in_a_page_or_beside_a_fatal_error_is_none(around: tuple[bytes, bytes]) -> None:
    with pytest.raises(ValueError, match="Expecting value"):
        service_list.ListReading("")(around[0] + json.dumps([ROW]).encode() + around[1], bytes)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[1,", b"\xff\xfe["])
def test_no_json_is_none(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        service_list.ListReading("")(body, bytes)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (23501, "23501"),
        ("23501", "23501"),
        (" 0023501 ", "0023501"),
        ("23501.0", "23501"),
        (23501.0, "23501"),
        (JsonFloat("2.3501e+9"), "2350100000"),
        ("ord_1", "ord_1"),
        ("SUB-12", "SUB-12"),
        ("507f1f77bcf86cd799439011", "507f1f77bcf86cd799439011"),
        ("0b7f2d0e-5c5e-4f3c-9d3a-1f2a3b4c5d6e", "0b7f2d0e-5c5e-4f3c-9d3a-1f2a3b4c5d6e"),
        ("2e10", "2e10"),  # no number in JSON: an id
        (0, None),
        ("0", None),
        ("000", None),
        (-1, None),
        ("-1", None),
        (True, None),
        (None, None),
        (23501.5, None),
        (JsonFloat("1.2345678901234567e+19"), None),  # digits are lost already
        (float("inf"), None),
        (float("nan"), None),
        (10**40, None),
        ("9" * 40, None),
        ("null", None),
        ("none", None),
        ("x", None),
        ("Not enough funds", None),
        ("error500", None),
        ("HTTP500", None),
        ("2026-03-01T10:00:00", None),
        ("https://x.org/1", None),
        ([1], None),
        ({"id": 1}, None),
    ],
)
def test_numbers_of_orders(value: Any, number: str | None) -> None:
    assert number_of(value) == number


def test_numbers_are_the_same_without_leading_zeros() -> None:
    assert is_same("0023501", "23501")
    assert not is_same("23501", "23502")
    assert not is_same("00ab", "ab")


def test_an_accepted_order() -> None:
    found = Found({"order": "ord_1", "charge": JsonFloat("0.5"), "currency": "UZS"}, "ord_1")
    assert reader.placed_of(found) == reader.Placed("ord_1", Decimal("0.5"), "UZS")
    assert reader.placed_of(Found({}, "7")) == reader.Placed("7")


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b'{"order":1}', {"order": 1}),
        (b'\xef\xbb\xbf{"order":1}', {"order": 1}),
        (b"\xef\xbb\xbf\xef\xbb\xbf[1]", [1]),
        (b'\r\n \x00{"order":1}\x00', {"order": 1}),
        (b'{"error":"\xcd\xe5\xf2"}', {"error": "\ufffd\ufffd\ufffd"}),
        (b'"{\\"order\\": 1}"', {"order": 1}),
        (b'<b>Notice</b>: x {"order":1} <br>', Wrapped(({"order": 1},), "<b>Notice</b>: x <br>")),
        (b'{"order":1}{"order":2}', Wrapped(({"order": 1}, {"order": 2}), "")),
    ],
)
def test_json_is_read_from_whatever_stands_around_it(body: bytes, read: Any) -> None:
    assert read_json(body) == read


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"order":23501',
        b'{"order":23501,"more":{"order":1}',
        b'[{"order":1},{"order":2',
        b'Notice {"order":1} {"order":2',
        b"[" * 100_000,
        b'"' + b'{\\"order\\": 1' + b'"',
        b"x" * 70_000 + b'{"order":1}',
    ],
)
def test_what_is_cut_is_no_json(body: bytes) -> None:
    with pytest.raises((ValueError, RecursionError)):
        read_json(body)


@pytest.mark.parametrize(
    ("remains", "read"),
    [("12", 12), (12, 12), ("+12", 12), (-3, -3), ("Unknown", None), (None, None), ("", None)],
)
def test_remains(remains: Any, read: int | None) -> None:
    assert reader.status_of(Found({"status": "Partial", "remains": remains})).remains == read


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Pending", OrderState.PENDING),
        ("AWAITING", OrderState.PENDING),
        ("In progress", OrderState.IN_PROGRESS),
        ("IN_PROGRESS", OrderState.IN_PROGRESS),
        ("Inprogress", OrderState.IN_PROGRESS),
        ("in-progress", OrderState.IN_PROGRESS),
        ("Processing", OrderState.PROCESSING),
        ("COMPLETED", OrderState.COMPLETED),
        ("Partially Completed", OrderState.PARTIAL),
        ("Cancelled", OrderState.CANCELED),
        ("cancelled/refunded", OrderState.CANCELED),
        ("Refunded", OrderState.REFUNDED),
        ("Fail", OrderState.ATTENTION),
        ("Выполнен", OrderState.COMPLETED),
        ("Завершён", OrderState.COMPLETED),
        ("TAMAMLANDI", OrderState.COMPLETED),
        ("İptal Edildi", OrderState.CANCELED),
        ("Concluído", OrderState.COMPLETED),
        ("Em andamento", OrderState.IN_PROGRESS),
        ("Reembolsado", OrderState.REFUNDED),
        ("مكتمل جزئياً", OrderState.PARTIAL),
        ("रद्द", OrderState.CANCELED),
        ("Selesai", OrderState.COMPLETED),
        ("Hoàn thành", OrderState.COMPLETED),
        ("Đã huỷ", OrderState.CANCELED),
        ("Đang chạy", OrderState.IN_PROGRESS),
        ("✅ Completed!", OrderState.COMPLETED),
        ("On hold", OrderState.PAUSED),
        ("In queue", OrderState.PENDING),
        ("Cancelling", OrderState.PROCESSING),
        ("Awaiting refill", OrderState.IN_PROGRESS),
        ("Refund pending", OrderState.PROCESSING),
        ("Partially refunded", OrderState.PARTIAL),
        ("Rejected", OrderState.ATTENTION),
        ("Refund", None),  # asked for, or done?
        ("Hoàn tiền", None),
        ("Not completed", None),
        ("Completed 45%", None),
        (0, None),  # numbers mean something else on every panel
        (2, None),
        ("4", None),
        ("Teleported", None),
    ],
)
def test_status_words(word: Any, state: OrderState | None) -> None:
    assert reader.status_of(Found({"status": word})).state is state


def test_a_dripfeeds_children() -> None:
    found = Found({"status": "Pending", "runs": 5, "orders": [1, "2", None]})
    report = reader.status_of(found)
    assert (report.children, report.charge) == (("1", "2"), None)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Completed", RefillState.COMPLETED),
        ("Rejected", RefillState.REJECTED),
        ("In progess", RefillState.IN_PROGRESS),
        ("Refilling", RefillState.IN_PROGRESS),
        ("Выполнено", RefillState.COMPLETED),
        ("Refilled", RefillState.COMPLETED),
        ("Ditolak", RefillState.REJECTED),
        ("Partial", None),
        ("Refunded", None),
        ("Later", None),
    ],
)
def test_refill_states(word: str, state: RefillState | None) -> None:
    assert reader.refill_of(Found({"status": word})) == reader.RefillReport(word, state)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Invalid API key", RefusalReason.AUTH),
        (
            "API is Disable for this user or User Not Found! Contact the Support",
            RefusalReason.AUTH,
        ),
        ("The account is inactive.", RefusalReason.ACCOUNT),
        ("Your account has been suspended.", RefusalReason.ACCOUNT),
        ("neworder.error.account_banned", RefusalReason.ACCOUNT),
        ("This action is Invalid", RefusalReason.REQUEST),
        ("Missing required parameter: X", RefusalReason.REQUEST),
        ("incorrect service type", RefusalReason.REQUEST),
        ("Not enough funds on balance", RefusalReason.FUNDS),
        ("neworder.error.not_enough_funds", RefusalReason.FUNDS),
        ("You don't have sufficient balance to place this order.", RefusalReason.FUNDS),
        ("Incorrect service ID", RefusalReason.SERVICE),
        ("error.incorrect_service_id", RefusalReason.SERVICE),
        ("Package or Service is disabled.", RefusalReason.SERVICE),
        ("Bad link", RefusalReason.LINK),
        ("neworder.error.link", RefusalReason.LINK),
        ("Link field is required.", RefusalReason.LINK),
        ("Quantity less than minimal 100", RefusalReason.QUANTITY),
        ("neworder.error.min_quantity", RefusalReason.QUANTITY),
        ("Comments field is required", RefusalReason.FIELDS),
        ("This services does not support Dripfeed feature!", RefusalReason.FIELDS),
        (
            "You have active order with this link. Please wait until order being completed.",
            RefusalReason.DUPLICATE,
        ),
        ("neworder.error.link_duplicate", RefusalReason.DUPLICATE),
        ("Incorrect order ID", RefusalReason.ORDER_ID),
        ("No order was placed with this ORDER ID.", RefusalReason.ORDER_ID),
        ("Refill is disabled for this service", RefusalReason.REFILL),
        ("Đơn hàng bị lỗi", RefusalReason.UNKNOWN),
    ],
)
def test_refusals_are_sorted(text: str, reason: RefusalReason) -> None:
    assert reason_of(text) is reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "service",
                    "name",
                    "rate",
                    "min",
                    "max",
                    "order",
                    "status",
                    "error",
                    "remains",
                    "1",
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@given(JSON)
def test_no_answer_makes_the_reader_fail(answer: Any) -> None:
    failure_of(answer)
    found = service_list.read_services(answer)
    if found is not None:
        assert all(service.minimum <= service.maximum for service in found.services)


KEYS = "service name type category rate min max refill cancel dripfeed desc average_time data"
ROWS = st.dictionaries(
    st.sampled_from(KEYS.split()),
    JSON | st.sampled_from(["1", "0.90", "1,234.50", "Default", "&amp;amp;", "\ud83d", "10"]),
)


@given(st.lists(ROWS | JSON, max_size=6), st.booleans())
@example(rows=[[{"service": 0, "rate": 1}]], wrapped=False)
@example(rows=[{"service": {"service": 0, "rate": 1}}], wrapped=False)
@example(rows=[{"service": [{"service": 0, "rate": 1}]}], wrapped=False)
@example(rows=[{"service": 1, "rate": {"service": 0, "rate": 1}}], wrapped=False)
@example(rows=[{"service": 1, "name": {"service": 0, "rate": 1}, "rate": 2}], wrapped=False)
def test_a_list_is_read_the_same_in_one_go(rows: list[Any], wrapped: bool) -> None:
    answer = {"services": rows, "count": len(rows)} if wrapped else rows
    body = json.dumps(answer).encode()
    assert service_list.read_services(
        service_list.ListReading("")(body, bytes)
    ) == service_list.read_services(read_json(body))


@given(st.lists(JSON, max_size=5), st.lists(st.integers(1, 10**9), max_size=5))
def test_every_readable_service_is_kept(junk: list[Any], numbers: list[int]) -> None:
    rows = [*junk, *({**ROW, "service": number} for number in numbers), *junk]
    found = service_list.read_services(rows)
    assert found is not None
    kept = [service.id for service in found.services]
    assert all(str(number) in kept for number in numbers)
    assert found.skipped == len(rows) - len(kept)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=8, min_value=-(10**9), max_value=10**9
    )
)
def test_decimals_are_read_exactly(number: Decimal) -> None:
    assert values.decimal_of(str(number)) == number
