"""Cursors are opaque, and any text is either one of ours or refused."""

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.board.comment_queries import THREAD_ORDER
from forum.board.models import Experience
from forum.board.queries import board_order
from forum.errors import Invalid

ORDERS = {sort: board_order(sort, Experience.id) for sort in ("newest", "helpful")}
numbers = st.integers(-(2**53) + 1, 2**53 - 1)


@given(numbers, numbers)
def test_a_cursor_leads_back_to_its_values(helpful, id_):
    order = ORDERS["helpful"]
    assert order.read(order.cursor([helpful, id_])) == [helpful, id_]


@given(st.text())
def test_any_text_is_a_cursor_or_refused(text):
    for order in (*ORDERS.values(), THREAD_ORDER):
        with suppress(Invalid):
            assert isinstance(order.read(text), list)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_any_json_is_a_cursor_or_refused(value):
    for order in (*ORDERS.values(), THREAD_ORDER):
        for payload in (value, [order.name, value], [order.name, value, value]):
            cursor = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
            try:
                read = order.read(cursor)
            except Invalid:
                continue
            assert all(isinstance(part, int | str) and not isinstance(part, bool) for part in read)


@pytest.mark.parametrize("value", [2**53, -(2**60), True, "1", 1.5, None, [], {}])
def test_values_that_no_row_has_are_refused(value):
    order = ORDERS["newest"]
    text = base64.urlsafe_b64encode(json.dumps(["newest", value]).encode()).decode()
    with pytest.raises(Invalid):
        order.read(text)


def test_deeply_nested_json_is_refused():
    text = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    with pytest.raises(Invalid):
        ORDERS["newest"].read(text)
