"""Who a browser's cookie says it is."""

import pytest

from forum.accounts.actions import welcome_guest
from forum.accounts.identity import _serializer
from forum.accounts.queries import get_person
from forum.board.actions import vote_for
from forum.database import transaction
from tests import factories


def test_a_number_that_was_given_out_again_is_somebody_else(client, app, article):
    guest = welcome_guest()
    one = factories.experience(article)
    vote_for(one.id, voter=guest)
    client.set_cookie("guest", _serializer().dumps([guest.id, guest.key]))
    assert 'aria-pressed="true"' in client.get("/articles/leg-cramps").text

    with transaction():
        get_person(guest.id).key = "the-key-of-somebody-el"
    assert 'aria-pressed="true"' not in client.get("/articles/leg-cramps").text


@pytest.mark.parametrize("value", [7, [7], "text", [1, 2, 3], None, {"id": 7}, ["x", "y"], [1, 2]])
def test_a_signed_value_of_another_shape_is_no_cookie(client, app, value):
    client.set_cookie("guest", _serializer().dumps(value))
    assert client.get("/articles/leg-cramps").status_code == 200
