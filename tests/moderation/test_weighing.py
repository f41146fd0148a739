"""The arithmetic of flags, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.moderation.models import Reason
from forum.moderation.weighing import (
    HIDES_AT,
    LEAST_WEIGHT,
    Flagger,
    Weighed,
    harm_of,
    hides,
    weigh,
)

flaggers = st.builds(
    Flagger,
    is_member=st.booleans(),
    age=st.timedeltas(timedelta(), timedelta(days=4000)),
    agreed=st.integers(0, 500),
    disagreed=st.integers(0, 500),
)


def weight_of(*, is_member=True, days=0, agreed=0, disagreed=0) -> int:
    return weigh(Flagger(is_member, timedelta(days=days), agreed, disagreed)).total


@pytest.mark.parametrize(
    ("flagger", "weight"),
    [
        ({"is_member": False}, 100),
        ({}, 200),
        ({"days": 30}, 300),
        ({"days": 30, "agreed": 4}, 300),
        ({"days": 30, "agreed": 5}, 600),
        ({"days": 180, "agreed": 20}, 700),
        ({"days": 30, "agreed": 3, "disagreed": 3}, 300),
        ({"is_member": False, "disagreed": 5}, LEAST_WEIGHT),
        ({"days": 30, "disagreed": 9}, 100),
    ],
)
def test_a_flag_weighs_one_and_trust_and_accuracy(flagger, weight):
    assert weight_of(**flagger) == weight


@given(flaggers, st.sampled_from(list(Reason)), st.booleans())
def test_one_flag_alone_never_hides(flagger, reason, is_new):
    weight = weigh(flagger).total
    assert LEAST_WEIGHT <= weight < HIDES_AT
    assert not hides([Weighed(reason, weight)], author_is_new=is_new)


@given(st.lists(flaggers, min_size=2, max_size=9))
def test_flags_hide_at_eight_and_a_third_points(all_of_them):
    flags = [Weighed("abuse", weigh(flagger).total) for flagger in all_of_them]
    is_enough = sum(flag.weight for flag in flags) >= 833
    assert hides(flags, author_is_new=True) == is_enough


def test_spam_of_a_newcomer_takes_less_and_two_people():
    spam = [Weighed("spam", 125), Weighed("spam", 125)]
    assert hides(spam, author_is_new=True)
    assert not hides(spam, author_is_new=False)
    assert not hides([Weighed("spam", 100), Weighed("abuse", 700)], author_is_new=True)


def test_what_waits_is_as_harmful_as_the_gravest_of_it():
    assert harm_of([{"kind": "thin"}, {"kind": "overdose"}], ["spam"]) == 85
    assert harm_of([], ["crisis"]) == 100
    assert harm_of([{"kind": "something new"}]) == 50
    assert harm_of([]) == 5
