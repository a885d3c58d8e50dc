"""Buttons: at most 64 bytes whatever the catalogue is, and safe to read whatever comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chats.buttons import ChatArea
from bot.core.paging import page_count
from bot.core.telegram.buttons import MAX_BYTES, pack, read
from bot.orders.buttons import FormAction, OrderAction, OrderArea

ID = st.integers(1, 2**53)
"""Our own numbers: rows of tables, pages, revisions. A catalogue's names are in no button."""


@given(ID, ID, st.sampled_from(FormAction), st.integers(0, 10**15))
def test_a_forms_buttons_fit(draft: int, revision: int, action: FormAction, argument: int) -> None:
    data = pack(OrderArea.FORM, draft, revision, action, argument)
    assert len(data.encode()) <= MAX_BYTES
    found = read(data)
    assert found is not None
    assert (found.number(0), found.number(1), found.text(2)) == (draft, revision, action)
    assert found.number(3) == argument


@given(ID, st.integers(1, 10**6), st.integers(1, 100))
def test_cards_and_pages_fit(order: int, total: int, size: int) -> None:
    assert len(pack(OrderArea.ORDER, order, OrderAction.CANCEL_SURE)) <= MAX_BYTES
    assert len(pack(OrderArea.LOG, "a", page_count(total, size))) <= MAX_BYTES


@given(st.integers(-(2**53), 2**53))
def test_chats_fit(chat_id: int) -> None:
    found = read(pack(ChatArea.ACCESS, chat_id, "yes"))
    assert found is not None
    assert found.number(0) == chat_id


def test_what_does_not_fit_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="callback data of 67 bytes"):
        pack(OrderArea.FORM, "x" * 65)


@given(st.text(max_size=64))
def test_any_data_is_read_or_refused(data: str) -> None:
    found = read(data)
    if found is not None:
        assert all(-(10**18) < found.number(index) < 10**18 for index in range(5))


@pytest.mark.parametrize("data", ["", "zz", "zz:1", "F:1"])
def test_what_was_never_packed(data: str) -> None:
    assert read(data) is None
