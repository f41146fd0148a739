"""A vocabulary in which one word would stand for two tags, or for none, is not published."""

import pytest

from forum.remedies.source import read_content
from tests.sources import change, change_json, copy_content, problems, write_article

CAUSE = {"slug": "cold-feet", "label": "Cold feet", "description": "d", "link_strength": "weak"}


@pytest.fixture
def folder(tmp_path):
    """The smallest article that can be published: two causes, and heat as a remedy."""
    write_article(tmp_path, "Text.\n")
    return tmp_path


@pytest.fixture
def fields(folder):
    """Changes the vocabulary, and gives the fields that are wrong then."""

    def spoil(change) -> list[str]:
        change_json(folder / "vocabulary.json", change)
        return [field for _file, _line, field in problems(folder)]

    return spoil


@pytest.mark.parametrize("label", ["Statins", "STATINS ", "ＳＴＡＴＩＮＳ", "Stätins"])
def test_two_causes_of_one_name_are_a_mistake_at_the_second(fields, label):
    spoilt = fields(lambda v: v["causes"].append(CAUSE | {"label": label}))
    assert spoilt == ["causes.2.label"]


def test_short_names_are_names_too(fields):
    def spoil(vocabulary):
        vocabulary["causes"][0]["choice_label"] = "Cold feet"
        vocabulary["causes"].append(CAUSE | {"short_label": "The pillow"})

    assert fields(spoil) == ["causes.2.label", "causes.2.short_label"]


def test_one_tag_may_say_the_same_twice(folder):
    def repeat(vocabulary):
        vocabulary["causes"][1].update(short_label="Statins", synonyms=["statins", "statins"])

    change_json(folder / "vocabulary.json", repeat)
    assert read_content(folder)


def test_a_synonym_of_two_tags_is_a_mistake_at_the_second(fields):
    def spoil(vocabulary):
        vocabulary["causes"][0]["synonyms"] = ["lipitor", "straße"]
        vocabulary["causes"][1]["synonyms"] = ["zocor", "Lipitor", "strasse", "the-pillow"]

    assert fields(spoil) == ["causes.1.synonyms.1", "causes.1.synonyms.2", "causes.1.synonyms.3"]


def test_a_synonym_of_two_tags_is_named_with_its_line(tmp_path):
    folder = copy_content(tmp_path)
    line = change(folder / "vocabulary.json", '    "soap",', '    "Pickle\u2028juice",')
    assert ("vocabulary.json", line) in [found[:2] for found in problems(folder)]


def test_a_cause_and_a_remedy_may_share_a_word(folder):
    def share(vocabulary):
        vocabulary["causes"][0]["synonyms"] = ["heat", "swimming"]
        vocabulary["remedies"][0]["synonyms"] = ["swimming"]

    change_json(folder / "vocabulary.json", share)
    assert read_content(folder)


def test_a_retired_tag_may_leave_its_synonyms_to_another(folder):
    def retire(vocabulary):
        vocabulary["causes"][0].update(synonyms=["bolster"], retired=True)
        vocabulary["causes"][1]["synonyms"] = ["bolster"]

    change_json(folder / "vocabulary.json", retire)
    assert read_content(folder)


@pytest.mark.parametrize("synonym", ["", "  ", "!?", "-"])
def test_a_synonym_without_words_is_a_mistake(fields, synonym):
    spoilt = fields(lambda v: v["causes"][0].update(synonyms=[synonym]))
    assert spoilt == ["causes.0.synonyms.0"]


@pytest.mark.parametrize(
    "pattern", ["(", "a{99999999999999999999}", "(" * 20_000, "", "x*", "(?i)a|", "a" * 3 + "\\"]
)
def test_a_pattern_that_is_none_or_fits_everything_is_a_mistake(fields, pattern):
    notice = {"id": "n", "level": "soon", "label": "N", "text": "T", "patterns": [pattern]}
    spoilt = fields(lambda v: v.update(safety_notices=[notice]))
    assert spoilt == ["safety_notices.0.patterns.0"]


def test_a_phrase_without_words_is_a_mistake(fields):
    notice = {"id": "n", "level": "soon", "label": "N", "text": "T", "match": ["pain", " "]}
    assert fields(lambda v: v.update(safety_notices=[notice])) == ["safety_notices.0.match.1"]


def test_reference_keys_that_nothing_can_cite_are_a_mistake(folder):
    change_json(folder / "references.json", lambda r: r.update({"b c": {"citation": "B"}}))
    change_json(folder / "references.json", lambda r: r.update({"d" * 81: {"citation": "D"}}))
    change_json(folder / "references.json", lambda r: r.update({"": {"citation": "E"}}))
    assert [field for _f, _l, field in problems(folder)] == ["b c", "d" * 81, '""']


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("doi", "https://doi.org/10.1/a"),
        ("doi", "10.1/a b"),
        ("doi", "10." + "1" * 600),
        ("url", "https://a.example/" + "1" * 600),
        ("url", "https://"),
        ("pmid", 28241153),
        ("pmcid", "5818780"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_mistake(folder, field, value):
    change_json(folder / "references.json", lambda r: r["a"].update({field: value}))
    assert [where for _f, _l, where in problems(folder)] == [f"a.{field}"]
