"""Amount, unit and substance, in digits and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.screening.doses import find_doses
from forum.screening.normalising import without_marks
from forum.screening.spelling import tokens_of
from forum.screening.units import number_at, value_of


def doses(lists, text):
    tokens = lists.terms.apply(tokens_of(without_marks(lists.folding.fold(text)), lists.dictionary))
    others = lists.group("medicine") | lists.group("supplement")
    return [
        (dose.substance, round(dose.milligrams))
        for dose in find_doses(tokens, lists.substances, others)
    ]


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [
        ("20 grams of magnesium", 20_000),
        ("twenty grams of magnesium", 20_000),
        ("2,000 mg of magnesium", 2_000),
        ("magnesium, two thousand milligrams", 2_000),
        ("0,5 g magnesium", 500),
        ("half a gram of magnesium", 500),
        ("three 250s of magnesium", 750),
        ("3 x 250 mg magnesium", 750),
        ("three 400 mg magnesium tablets", 1_200),
        ("magnesium 250mg twice a day", 500),
        ("magnesium 250 mg three times a day", 750),
        ("magnesium 250mg every 6 hours", 1_000),
        ("magnesium 300 mg with each meal", 900),
        ("magnesium 700 mg a week", 100),
        ("250 mg magnesium tablets, four a night", 1_000),
        ("six magnesium tablets, 250 mg each", 1_500),
        ("500 mg of magnesium in the morning and 500 mg at night", 1_000),
        ("five hundred mg of magnesium", 500),
        ("100,000 mcg magnesium", 100),
        ("mag citrate 300mg", 300),
    ],
)
def test_a_dose_is_reckoned_a_day(lists, text, milligrams):
    assert doses(lists, text) == [("magnesium", milligrams)]


def test_an_amount_belongs_to_what_stands_next_to_it(lists):
    text = "400 mg ibuprofen, and magnesium 300 mg, and potassium 900 mg"
    assert ("magnesium", 300) in doses(lists, text)
    assert ("magnesium", 900) not in doses(lists, text)


@pytest.mark.parametrize(
    "text",
    ["magnesium for 3 weeks", "magnesium 0.7 mmol/l", "I am 70 and take magnesium", "700 mg"],
)
def test_what_is_no_amount_of_it_is_none(lists, text):
    assert doses(lists, text) == []


@pytest.mark.parametrize(
    ("digits", "value"),
    [("2,000", 2000), ("2.5", 2.5), ("0,5", 0.5), ("1,000,000", 1e6), ("x", None)],
)
def test_digits_are_read(digits, value):
    assert value_of(digits) == value


def test_numbers_in_words_are_read():
    assert number_at(["two", "thousand", "five", "hundred", "mg"], 0) == (2500, 4)
    assert number_at(["two", "hundred", "and", "fifty", "mg"], 0) == (250, 4)


@given(st.text(alphabet="0123456789,.mgx \nab", max_size=60))
def test_any_numbers_give_an_answer(lists, text):
    for _, milligrams in doses(lists, "magnesium " + text):
        assert milligrams >= 0
