"""The arithmetic behind the figures, against published values and against its own laws."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.remedies.statistics import (
    OutcomeCounts,
    middle_of,
    of_hundred,
    ranked,
    segments,
    takes_critical,
    wilson,
)

NUMBERS = st.integers(0, 5_000)
COUNTS = st.builds(OutcomeCounts, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
SMALL = st.builds(OutcomeCounts, *[st.integers(0, 12)] * 4)


@pytest.mark.parametrize(
    ("z", "successes", "total", "low"),
    [
        (1.96, 1, 1, 0.2065),
        (1.96, 5, 6, 0.4365),
        (1.96, 10, 12, 0.5520),
        (1.96, 60, 100, 0.5020),
        (1.281551565545, 1, 1, 0.3784),
        (1.281551565545, 2, 2, 0.5491),
        (1.281551565545, 5, 6, 0.5747),
        (1.281551565545, 10, 12, 0.6578),
        (1.281551565545, 60, 100, 0.5361),
    ],
)
def test_the_lower_bound_is_wilsons(z, successes, total, low):
    assert round(wilson(successes, total, z=z).low, 4) == low


def test_of_nobody_nothing_is_known():
    assert wilson(0, 0) == (0, 1)
    assert OutcomeCounts().share == 0


@given(COUNTS)
def test_the_interval_holds_the_share_and_stays_within_bounds(counts):
    low, high = counts.interval
    assert 0 <= low <= counts.share <= high <= 1 or not counts.total


@given(COUNTS, st.integers(2, 50))
def test_the_interval_narrows_as_people_are_added(counts, times):
    more = OutcomeCounts(*(count * times for count in counts))
    if counts.total:
        assert more.interval.high - more.interval.low < counts.interval.high - counts.interval.low


@given(st.integers(0, 1_000), st.integers(0, 1_000))
def test_the_interval_of_those_it_failed_is_the_mirror_of_those_it_helped(helped, failed):
    low, high = wilson(helped, helped + failed)
    assert wilson(failed, helped + failed) == pytest.approx((1 - high, 1 - low))


@given(st.lists(SMALL, max_size=30))
def test_the_order_is_total_and_stable_and_leaves_nobody_out(all_counts):
    items = list(enumerate(all_counts))
    enough, few = ranked(items, lambda item: item[1])
    assert sorted([*enough, *few]) == items
    assert all(counts.total >= 10 for _place, counts in enough)
    assert all(counts.total < 10 for _place, counts in few)
    for (place, counts), (next_place, next_counts) in pairwise(enough):
        here = (counts.interval.low, counts.total)
        there = (next_counts.interval.low, next_counts.total)
        assert here > there or (here == there and place < next_place)


def test_three_of_three_do_not_beat_sixty_of_eighty():
    sure, hopeful = OutcomeCounts(40, 20, 20, 0), OutcomeCounts(3, 0, 0, 0)
    enough, few = ranked([hopeful, sure], lambda counts: counts)
    assert (enough, few) == ([sure], [hopeful])


@given(COUNTS)
def test_a_hundred_people_are_a_hundred_and_nobody_moves_by_one_or_more(counts):
    icons = of_hundred(counts)
    assert sum(icons) == (100 if counts.total else 0)
    for icon, count in zip(icons, counts, strict=True):
        assert not counts.total or abs(icon - 100 * count / counts.total) < 1


@given(COUNTS)
def test_the_pieces_of_a_bar_fill_it(counts):
    pieces = segments(counts)
    assert sum(width for _outcome, _start, width in pieces) == pytest.approx(
        100 if counts.total else 0, abs=0.05
    )


@given(st.lists(st.integers(0, 20), max_size=8))
def test_the_middle_has_half_on_either_side(counts):
    place = middle_of(counts)
    if place is None:
        assert not any(counts)
    else:
        assert sum(counts[:place]) < (sum(counts) + 1) // 2 <= sum(counts[: place + 1])


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_balanced_list_has_its_share_of_critical_stories_at_every_length(critical, kind):
    total = critical + kind
    places = [takes_critical(place, critical=critical, total=total) for place in range(total)]
    assert sum(places) == critical
    for length in range(1, total + 1):
        assert abs(sum(places[:length]) - length * critical / total) <= 0.5
