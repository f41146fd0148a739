"""Yardsticks are checked like all that publishers write, and never cite what has not been read."""

import pytest

from forum.articles.reference_source import read_references
from forum.remedies.actions import publish
from forum.remedies.queries import find_remedy
from forum.remedies.source import read_content
from tests.conftest import CONTENT
from tests.sources import change_json, problems, sentences, write_article

YARDSTICK = {
    "source": "a",
    "population": "10 people",
    "measure": "Who felt better",
    "placebo": 40,
    "treated": 55.5,
    "sentence": "Four in ten felt better anyway.",
}


@pytest.fixture
def folder(tmp_path):
    """The smallest article that can be published."""
    write_article(tmp_path, "Text.\n")
    return tmp_path


@pytest.fixture
def measured(folder):
    """Publishes heat with a yardstick, changed as asked."""

    def write(**changes) -> None:
        values = {k: v for k, v in (YARDSTICK | changes).items() if v is not None}
        change_json(folder / "vocabulary.json", lambda v: v["remedies"][0].update(yardstick=values))

    return write


@pytest.mark.usefixtures("app")
def test_a_yardstick_is_published_changed_and_taken_away(folder, measured):
    measured()
    article = publish(read_content(folder)).article
    kept = find_remedy(article.id, "heat").yardstick
    assert kept == YARDSTICK | {"unit": None, "comparison": None}
    measured(unit="hours", placebo=200)
    assert publish(read_content(folder)).differences["remedies"].changed == ["heat"]
    assert find_remedy(article.id, "heat").yardstick["placebo"] == 200
    change_json(folder / "vocabulary.json", lambda v: v["remedies"][0].pop("yardstick"))
    assert publish(read_content(folder)).is_changed
    assert find_remedy(article.id, "heat").yardstick is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"source": "nobody2000"}, "source"),
        ({"source": None}, "source"),
        ({"placebo": None}, "placebo"),
        ({"placebo": "40"}, "placebo"),
        ({"treated": True}, "treated"),
        ({"treated": -1}, "treated"),
        ({"treated": float("nan")}, "treated"),
        ({"treated": float("inf")}, "treated"),
        ({"unit": ""}, "unit"),
        ({"sentence": " "}, "sentence"),
        ({"result": 3}, "result"),
    ],
)
def test_a_mistake_in_a_yardstick_is_named(folder, measured, changes, field):
    measured(**changes)
    assert [found[2] for found in problems(folder)] == [f"remedies.0.yardstick.{field}"]


def test_people_of_a_hundred_are_no_more_than_a_hundred(folder, measured):
    measured(treated=101)
    assert [found[2] for found in problems(folder)] == ["remedies.0.yardstick"]
    assert "or is the unit missing?" in sentences(folder)


def test_a_source_that_has_not_been_read_is_no_yardstick(folder, measured):
    unread = {"b": {"citation": "B. 1999.", "citable": False, "note": "Only the title."}}
    change_json(folder / "references.json", lambda references: references.update(unread))
    measured(source="b")
    assert "reference 'b' may not be cited: Only the title." in sentences(folder)


def test_each_yardstick_on_leg_cramps_cites_a_source_that_may_be_cited():
    references = read_references(CONTENT)
    measured = [r for r in read_content(CONTENT).vocabulary.remedies if r.yardstick]
    assert [r.slug for r in measured] == ["magnesium", "vitamin-k2", "pickle-juice"]
    for remedy in measured:
        assert references.problem_with(remedy.yardstick.source) is None
        assert remedy.yardstick.source in remedy.refs
