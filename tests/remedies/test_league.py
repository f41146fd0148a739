"""Who stands in a league, in which order and for whom, and how its addresses are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forum.errors import Invalid
from forum.remedies.league import (
    USES,
    Group,
    LeagueRow,
    Sort,
    choose_group,
    grid_of,
    groups_for,
    remaining,
    tables_of,
)
from forum.remedies.league_filters import Choice, read_choice
from forum.remedies.models import AgeBand, Direction, Grade, Kind, TimeToRelief, Use
from forum.remedies.statistics import OutcomeCounts

NOBODY = OutcomeCounts()


def row(slug: str, counts: OutcomeCounts = NOBODY, **changes) -> LeagueRow:
    values = {
        "label": slug.title(),
        "short_label": slug,
        "kind": "habit",
        "grade": "limited",
        "direction": "mixed",
        "is_retired": False,
        "use": "during",
        "troubled": 0,
        "times": (),
    }
    return LeagueRow(slug=slug, counts=counts, **(values | changes))


def names(rows: list[LeagueRow]) -> list[str]:
    return [each.slug for each in rows]


SMALL = st.integers(0, 15)
ROWS = st.lists(
    st.builds(
        LeagueRow,
        slug=st.uuids().map(str),
        label=st.text(max_size=5),
        short_label=st.just(""),
        kind=st.sampled_from(Kind),
        grade=st.sampled_from(Grade),
        direction=st.sampled_from(Direction),
        is_retired=st.booleans(),
        use=st.sampled_from(USES),
        counts=st.builds(OutcomeCounts, SMALL, SMALL, SMALL, SMALL),
        troubled=st.just(0),
        times=st.tuples(*[SMALL] * len(TimeToRelief)),
    ),
    max_size=12,
)


@given(ROWS, st.sampled_from(Sort))
def test_whatever_it_is_sorted_by_few_stand_below_and_nobody_is_lost_or_mixed(rows, sort):
    tables = tables_of(rows, sort=sort)
    assert [table.use for table in tables] == list(USES)
    standing = [each for table in tables for each in (*table.enough, *table.few)]
    assert sorted(names(standing)) == sorted(each.slug for each in rows if each.counts.total)
    for table in tables:
        assert all(each.use == table.use for each in (*table.enough, *table.few))
        assert all(each.counts.total >= 10 for each in table.enough)
        assert all(each.counts.total < 10 for each in table.few)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.HELPED, ["stretch", "bark", "acupressure"]),
        (Sort.PEOPLE, ["acupressure", "stretch", "bark"]),
        (Sort.WORSE, ["acupressure", "bark", "stretch"]),
        (Sort.TROUBLE, ["bark", "stretch", "acupressure"]),
        (Sort.TIME, ["acupressure", "stretch", "bark"]),
        (Sort.RESEARCH, ["bark", "stretch", "acupressure"]),
        (Sort.NAME, ["acupressure", "bark", "stretch"]),
    ],
)
def test_a_league_is_sorted_by_each_of_its_columns(sort, order):
    fast, slow = (9, *[0] * 9), (0, 0, 9, *[0] * 7)
    rows = [
        row("acupressure", OutcomeCounts(10, 10, 60, 20), times=fast, grade="harmful"),
        row("bark", OutcomeCounts(7, 0, 2, 1), troubled=8, grade="strong"),
        row("stretch", OutcomeCounts(40, 20, 20, 0), troubled=3, times=slow),
        row("luck", OutcomeCounts(3)),
    ]
    during, prevent = tables_of(rows, sort=sort)
    assert names(during.enough) == order
    assert names(during.few) == ["luck"]
    assert prevent.enough == prevent.few == []


def test_the_usual_time_is_the_middle_of_those_it_eased_when_enough_of_them_said():
    times = [0] * 10
    times[0], times[2], times[9] = 2, 3, 50
    counts = OutcomeCounts(10, 0, 50, 0)
    assert row("heat", counts, times=tuple(times)).usual_time == TimeToRelief.FROM_5_MIN
    times[0] = 1
    assert row("heat", counts, times=tuple(times)).usual_time is None
    assert row("heat", OutcomeCounts(9), times=(9, *[0] * 9)).usual_time is None


def test_too_few_people_give_way_first_to_any_age_and_then_to_any_cause():
    groups = groups_for(7, AgeBand.FROM_65)
    assert groups == (Group(7, "65-74"), Group(7), Group())
    assert groups_for(None, AgeBand.FROM_65) == (Group(None, "65-74"), Group())
    assert groups_for(None, None) == (Group(),)

    def chosen(*reports: int) -> Group:
        rows = {
            group: [row("heat", OutcomeCounts(number), use="")]
            for group, number in zip(groups, reports, strict=True)
        }
        return choose_group(rows, None).group

    assert chosen(10, 50, 90) == Group(7, "65-74")
    assert chosen(9, 50, 90) == Group(7)
    assert chosen(9, 9, 90) == Group()
    assert chosen(1, 2, 3) == Group()


def test_what_was_told_without_a_use_and_what_nobody_told_of_is_named_apart():
    rows = [
        row("heat", OutcomeCounts(2), use=""),
        row("heat", OutcomeCounts(2)),
        row("salt", OutcomeCounts(1), use=""),
        row("soap", use=""),
        row("magnet", use="", is_retired=True),
    ]
    without_use, untold = remaining(rows, tables_of(rows), None)
    assert (names(without_use), names(untold)) == (["salt"], ["soap"])


def test_a_grid_leaves_out_what_nobody_told_of_and_begins_with_the_most():
    cells = [
        (1, "heat", "Heat", 2, 1),
        (1, "soap", "Soap", 0, 0),
        (2, "salt", "Salt", 30, 30),
    ]
    grid = grid_of(cells)
    assert list(grid.columns.items()) == [("salt", "Salt"), ("heat", "Heat")]
    assert list(grid.rows) == [2, 1]
    assert grid.rows[2]["salt"] == (30, 100, "shade-5")
    assert grid.rows[1]["heat"] == (2, None, "few")


def test_an_address_is_read_as_it_is_written():
    causes = [row("statins")]
    choice = Choice("statins", AgeBand.FROM_75, Use.PREVENT, Kind.HABIT, Sort.WORSE)
    query = choice.query()
    assert query == "?cause=statins&age=75%2B&use=prevent&kind=habit&sort=worse"
    pairs = MultiDict(part.split("=") for part in query[1:].replace("%2B", "+").split("&"))
    assert read_choice(pairs, causes=causes) == choice
    assert read_choice({"age": "75 "}, causes=causes).age == AgeBand.FROM_75
    assert read_choice({"cause": "", "age": ""}, causes=causes).query() == ""
    for wrong in ({"cause": "x"}, {"age": "9"}, {"use": "both"}, {"kind": "x"}, {"sort": "x"}):
        with pytest.raises(Invalid):
            read_choice(wrong, causes=causes)
