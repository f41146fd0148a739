"""What publishers write for screening, and what is wrong with it."""

import json
import shutil

import pytest

from forum.articles.reference_source import read_references
from forum.content import ContentError
from forum.remedies.source import read_content
from forum.screening.source import FILES, read_screening
from tests.conftest import CONTENT

from .conftest import SCREENING


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SCREENING, tmp_path / "screening")


def change(folder, file, **values):
    path = folder / file
    data = json.loads(path.read_text())
    data["rules"][0] |= values
    path.write_text(json.dumps(data, indent=1))


def problems(folder):
    with pytest.raises(ContentError) as caught:
        read_screening(folder)
    return [str(problem) for problem in caught.value.problems]


def test_every_limit_has_a_source_that_may_be_cited():
    references = read_references(CONTENT)
    limits = read_screening(SCREENING).limits
    assert limits
    assert [limit.ref for limit in limits if references.problem_with(limit.ref)] == []


def test_every_notice_stands_in_the_vocabulary():
    known = {notice.id for notice in read_content(CONTENT).vocabulary.safety_notices}
    lists = read_screening(SCREENING)
    named = {notice for rule in [*lists.rules, *lists.limits] for notice in rule.notices}
    assert named <= known
    assert named == known, "each notice has a rule of its own"


def test_the_readme_names_every_file():
    text = (SCREENING / "README.md").read_text()
    for name in (*FILES, "words.json", "contexts.json", "confusables.json"):
        assert f"`{name}`" in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"phrases": ["take <pils>"]}, "words.json has no group 'pils'"),
        ({"phrases": ["... take"]}, "should begin and end with a word that is always there"),
        ({"phrases": ["take it?"]}, "should begin and end with a word that is always there"),
        ({"phrases": ["ta(ke"]}, "should be one word of letters or numbers"),
        ({"phrases": []}, "is empty"),
        ({"unless": ["never"]}, "contexts.json has no 'never'"),
        ({"outcome": "delete"}, "should be"),
        ({"finding": "other"}, "should be"),
        ({"outcom": "hold"}, "there is no such field"),
        ({"id": "copied", "phrases": ["a b"]}, "is there twice"),
    ],
)
def test_mistakes_are_named_by_file_line_and_field(folder, values, sentence):
    change(folder, "crisis.json", **values)
    found = problems(folder)
    assert any(sentence in line for line in found), found
    assert all(", line " in line and "rules." in line for line in found)


def test_a_missing_file_and_a_bad_limit_are_named(folder):
    data = json.loads((folder / "doses.json").read_text())
    data["limits"][0] |= {"substance": "gold", "unit": "spoons"}
    (folder / "doses.json").write_text(json.dumps(data, indent=1))
    assert len(problems(folder)) == 2
    (folder / "abuse.json").unlink()
    assert any("abuse.json" in line for line in problems(folder))
