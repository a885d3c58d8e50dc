"""Mass orders: every line validated by itself."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue.rules.services import Service
from bot.core.errors import InputError
from bot.orders.forms import Reader
from bot.orders.mass.rules import ValidatedList, corrections, validate, with_corrections

LIKES = Service("7", "Likes", "default", "C", Decimal("0.50"), 10, 1000, key=1)
PACK = Service("SUB-8", "Pack", "package", "C", Decimal(5), 1, 1, key=2)
COMMENTS = Service("9", "Words", "custom comments", "C", Decimal(1), 1, 100, key=3)
SHOP = {service.id: service for service in (LIKES, PACK, COMMENTS)}


def validated(text: str) -> ValidatedList:
    return validate(text, SHOP.get, lambda _: Reader("Instagram"))


@pytest.mark.parametrize(
    "line",
    [
        "7 | https://x.org/a | 100",
        "7|x.org/a|100",
        "7\thttps://x.org/a\t100",
        "7; https://x.org/a ;100;;",
        '7,"https://x.org/a","100"',
        "7 | https://x.org/a | 0.1k",
        "7 https://x.org/a  100",
    ],
)
def test_what_people_write(line: str) -> None:
    found = validated(line.replace("x.org", "https://x.org") if "|x.org" in line else line)
    (good,) = found.good
    assert (good.service, dict(good.answers)) == (
        LIKES,
        {"link": "https://x.org/a", "quantity": 100},
    )
    assert found.price == Decimal("0.05")


@pytest.mark.parametrize(
    "text",
    [
        "service;link;quantity\n7;https://x.org/a;100",
        "Service ID,Link,Quantity,Comment\n7,https://x.org/a,100,mine",
        "№\tуслуга\tссылка\tколичество\n1\t7\thttps://x.org/a\t100",
        "link | id | qty\nhttps://x.org/a | 7 | 100",
        "# mine\nname,cost,quantity,url,service\nLikes,$5,100,https://x.org/a,7",
        "\ufeffID;URL;Amount\n7;https://x.org/a;100",
    ],
)
def test_a_header_line_says_where_the_columns_are(text: str) -> None:
    found = validated(text)
    assert found.bad == []
    (good,) = found.good
    assert (good.service, dict(good.answers)) == (
        LIKES,
        {"link": "https://x.org/a", "quantity": 100},
    )


@pytest.mark.parametrize(
    "text",
    ["likes | @anna | many", "7 | link | 100", "x | y | z", "vip,anna,ten\n7,https://x.org/a,100"],
)
def test_a_line_that_is_no_header_is_not_dropped(text: str) -> None:
    assert [line.number for line in validated(text).bad] == [1]


def test_a_header_is_not_missed_further_down_and_alone_it_is_no_list() -> None:
    found = validated("7;https://x.org/a;100\nservice;link;quantity")
    assert [line.number for line in found.bad] == [2]
    with pytest.raises(InputError, match="service"):
        validated("service;link;quantity")


def test_good_and_bad_lines_are_distinguished() -> None:
    text = """
        # a comment
        7 | @anna | 100
        8 | https://x.org/a | 100
        SUB-8 | https://x.org/a

        7 | https://x.org/a | 5
        7 | https://www.instagram.com/Anna/?igsh=1 | 200
        9 | https://x.org/a | 100
        nonsense
        7 | https://x.org/a
        7 | a b c | 100
    """
    found = validated(text)
    assert [(line.number, line.service.id) for line in found.good] == [(3, "7"), (5, "SUB-8")]
    assert found.price == Decimal("5.05")
    reasons = {line.number: str(line.reason) for line in found.bad}
    assert list(reasons) == [4, 7, 8, 9, 10, 11, 12]
    assert reasons[4] == "There is no service 8."
    assert "too few" in reasons[7]
    assert reasons[8] == "The same as line 3."
    assert "more than a link and a quantity" in reasons[9]
    assert reasons[10] == reasons[11] == "Write: service | link | quantity."
    assert "link" in reasons[12]


def test_the_bad_lines_come_back_to_be_corrected() -> None:
    bad = validated("7 | https://x.org/a | 5\nnonsense").bad
    text = corrections(bad, str)
    assert text.splitlines()[1::2] == ["7 | https://x.org/a | 5", "nonsense"]
    assert text.startswith("# 1: 5 is too few")
    again = validated(text.replace("| 5", "| 50").replace("nonsense", ""))
    assert (len(again.good), again.bad) == (1, [])


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Write"), ("# only a comment", "Write"), ("7 | x | 1\n" * 501, "at most 500")],
)
def test_what_is_no_list(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        validated(text)


@given(st.text(alphabet=st.sampled_from("789|,;\t \"'#\n.xhttps:/@10kб"), max_size=200))
def test_no_text_whatsoever_breaks_it(text: str) -> None:
    try:
        found = validated(text)
    except InputError:
        return
    assert {line.number for line in found.good}.isdisjoint(line.number for line in found.bad)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("# 2: why\n7 | b | 20", "7 | a | 10\n7 | b | 20\n7 | c | 30"),
        (
            "#2 : why\n# more\n\n7 | b | 20\n7 | d | 40",
            "7 | a | 10\n7 | b | 20\n7 | d | 40\n7 | c | 30",
        ),
        ("# 2: it was deleted\n", "7 | a | 10\n\n7 | c | 30"),
        ("7 | b | 20", None),
        ("7 | z | 1\n# 2: why\n7 | b | 20", None),
        ("# 4: of another list\n7 | b | 20", None),
        ("", None),
    ],
)
def test_what_was_corrected_takes_its_place(sent: str, expected: str | None) -> None:
    assert with_corrections("7 | a | 10\nx | b | 20\n7 | c | 30", sent) == expected


@pytest.mark.parametrize("odd", ["[", "%e2%80%8b", "[url=", "<a ", "https://", '"', "1.", "@a"])
def test_a_line_as_long_as_a_file_holds_nobody_up(odd: str) -> None:
    cell = odd * (100_000 // len(odd)) + "x"
    began = time.process_time()
    for line in (f"7 | {cell} | 100", f"7 | instagram.com/p/A | {cell}"):
        assert len(validated(line).bad) == 1
    assert time.process_time() - began < 2.0
