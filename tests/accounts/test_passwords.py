"""Which passwords are good enough, and what is kept of them."""

import pytest

from forum.accounts.names import name_key
from forum.accounts.passwords import (
    LEAST_ALONE,
    TOO_COMMON,
    TOO_LONG,
    TOO_SHORT,
    _common,
    find_fault,
)
from tests.accounts.members import PASSWORD, make_member
from tests.pages import read, words

CONTEXT = ["Eased", "Harriet", "harriet@example.org"]


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "123456789012345",
        "password123456789",
        "Correct Horse Battery Staple",
        "qwertyuiopasdfghjkl",
        "Harriet Harriet Harriet",
        "harriet@example.org",
        "eased-eased-eased-1",
        "iloveyou iloveyou 1",
    ],
)
def test_what_others_try_first_is_refused(password):
    assert find_fault(password, least=LEAST_ALONE, context=CONTEXT) == TOO_COMMON


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "nur kalt duschen hilft",
        "夜中に足がつると壁に寄りかかりますよ",
        " " * 9 + "goose fat",
    ],
)
def test_no_kind_of_character_is_asked_for_or_refused(password):
    assert find_fault(password, least=LEAST_ALONE, context=CONTEXT) is None


def test_lengths_are_of_characters_as_they_are_hashed():
    assert find_fault("e\u0301" * 7 + "abcdefg", least=15) == TOO_SHORT
    assert find_fault("goosefat", least=8) is None
    assert find_fault("goosefa", least=8) == TOO_SHORT
    assert find_fault("ab cd ef gh " * 100, least=15) == TOO_LONG


def test_there_are_enough_common_ones_and_none_too_short_to_matter():
    assert len(_common()) > 300
    assert all(len(password) >= 8 for password in _common())


def test_a_name_that_unfolds_to_many_letters_still_fits():
    assert len(name_key("\ufdfa" * 40)) <= 80


def test_a_password_is_not_given_back_where_a_form_came_too_late(client):
    make_member()
    long_one = "a sentence that is longer than sixty characters, and that nobody else may read"
    data = {"csrf_token": "stale", "email": "harriet@example.org", "password": long_one}
    response = client.post("/account/sign-in", data=data)
    assert response.status_code == 400
    assert "once more" in words(read(response))
    assert long_one not in response.text
    assert "harriet@example.org" in response.text
