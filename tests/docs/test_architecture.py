"""The drawing of an order's states is what the table of transitions says."""

import re

from bot.orders.rules.states import TRANSITIONS, OrderState
from tests.docs.markdown import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DRAWING = PAGE.partition("stateDiagram-v2")[2].partition("```")[0]
GROUPS = {
    name: [word.strip().replace(" ", "_") for word in words.split(",")]
    for words, name in re.findall(r'state "(.+)" as (\w+)', DRAWING)
}
ARROWS = [
    (OrderState(before), OrderState(after))
    for start, end in re.findall(r"(\w+) --> (\w+)", DRAWING)
    for before in GROUPS.get(start, [start])
    for after in GROUPS.get(end, [end])
]


def test_every_state_is_drawn() -> None:
    assert {state for arrow in ARROWS for state in arrow} == set(OrderState)


def test_every_arrow_is_a_transition() -> None:
    assert [arrow for arrow in ARROWS if arrow[1] not in TRANSITIONS[arrow[0]]] == []
