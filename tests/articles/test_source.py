"""An article's folder is read, and mistakes are named by file, line and field."""

import json
import re

import pytest

from forum.remedies.source import read_content
from tests.conftest import CONTENT
from tests.sources import change, copy_content, problems


@pytest.fixture
def folder(tmp_path):
    """A copy of the article on leg cramps, to be spoilt."""
    return copy_content(tmp_path)


def test_the_article_has_what_was_agreed():
    content = read_content(CONTENT)
    headed = [section.slug for section in content.article.sections if section.title]
    assert headed == [
        "what-it-is", "right-now", "get-help", "causes", "magnesium", "potassium",
        "dehydration", "prevent", "folk", "your-turn",
    ]  # fmt: skip
    assert len(content.vocabulary.causes) == 20
    assert len(content.vocabulary.remedies) == 35
    assert len(content.vocabulary.safety_notices) == 12
    assert "vitd_menopause" not in content.article.cited


def test_the_article_can_be_read_at_a_sitting_in_short_sentences():
    text = " ".join(
        re.sub(r"<[^>]+>", " ", s.html) for s in read_content(CONTENT).article.sections[:-1]
    )
    words = re.findall(r"[A-Za-z0-9’'-]+", re.sub(r"\b\d+\b(?=\s*\.)", "", text))
    sentences = re.findall(r"[.?!:](?=\s)", text)
    assert 1_100 <= len(words) <= 1_650, "the numbers of the references are among them"
    assert len(words) / len(sentences) < 12


def test_every_cause_and_remedy_is_named_in_the_article():
    content = read_content(CONTENT)
    html = "".join(section.html for section in content.article.sections)
    for cause in content.vocabulary.causes:
        assert f"?cause={cause.slug}#" in html, cause.slug
    for remedy in content.vocabulary.remedies:
        assert f"?remedy={remedy.slug}#" in html, remedy.slug


def test_citations_are_numbered_in_the_order_of_the_text_and_lead_to_the_list():
    article = read_content(CONTENT).article
    html = "".join(section.html for section in article.sections)
    for number, key in enumerate(article.cited, start=1):
        assert f'<a href="#ref-{key}" role="doc-noteref">{number}</a>' in html
        assert f'<li id="ref-{key}">' in html


@pytest.mark.parametrize(
    ("file", "old", "new", "field"),
    [
        ("vocabulary.json", '"kind": "folk",\n   "use": "prevent",\n   "synonyms": [\n    "soap"', '"kind": "magic",\n   "use": "prevent",\n   "synonyms": [\n    "soap"', "remedies.23.kind"),
        ("vocabulary.json", '"label": "Thyroid trouble"', '"lable": "Thyroid trouble"', "causes.16.lable"),
        ("vocabulary.json", '"slug": "thyroid"', '"slug": "Thyroid!"', "causes.16.slug"),
        ("vocabulary.json", '    "duyff2000"\n   ]\n  },\n  {\n   "slug": "circulation"', '    "duyff1999"\n   ]\n  },\n  {\n   "slug": "circulation"', "causes.16.refs.0"),
        ("references.json", '"pmid": "28241153"', '"pmid": "none"', "roguinmaor2017.pmid"),
        ("references.json", '"url": "https://nidirect.gov.uk/node/10453"', '"url": "javascript:x"', "nidirect.url"),
        ("article.md", "reviewed: 2026-11-22", "reviewed: someday", "reviewed"),
        ("article.md", "topic: Leg cramps", "topik: Leg cramps", "topik"),
        ("article.md", "(cause:thyroid)", "(cause:thyroidd)", "cause:thyroidd"),
        ("article.md", "(remedy:soap)", "(remedy:soup)", "remedy:soup"),
        ("article.md", "[^folk_soap]", "[^folk_soup]", "[^folk_soup]"),
        ("article.md", "[^folk_soap]", "[^vitd_menopause]", "[^vitd_menopause]"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_file_line_and_field(folder, file, old, new, field):
    line = change(folder / file, old, new)
    found = problems(folder)
    assert (file, field) in [(f, where) for f, _line, where in found]
    lines = {at for f, at, where in found if (f, where) == (file, field)}
    assert any(abs(at - line) <= 1 for at in lines), (lines, line)


def test_several_mistakes_are_named_at_once(folder):
    change(folder / "article.md", "(remedy:soap)", "(remedy:soup)")
    change(folder / "article.md", "[^tapper2022]", "[^taper2022]")
    assert len(problems(folder)) == 2


def test_broken_json_and_missing_files_are_named_too(folder):
    change(folder / "vocabulary.json", '"version": "1.0",', '"version": "1.0"')
    assert problems(folder) == [("vocabulary.json", 3, "JSON")]
    (folder / "vocabulary.json").unlink()
    assert problems(folder) == [("vocabulary.json", 1, "the file")]


def test_front_matter_must_be_there_and_readable(folder):
    article = folder / "article.md"
    text = article.read_text()
    article.write_text(text.removeprefix("---\n"))
    assert problems(folder) == [("article.md", 1, "front matter")]
    article.write_text(text.replace("topic: Leg cramps", "topic: [Leg cramps"))
    assert problems(folder)[0][0::2] == ("article.md", "front matter")


def test_the_same_tag_or_section_twice_is_a_mistake(folder):
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    vocabulary["remedies"].append(vocabulary["remedies"][0])
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary, indent=1))
    assert [field for _f, _l, field in problems(folder)] == ["remedies.35.slug"]


def test_a_pattern_that_is_none_and_a_trigger_nobody_knows_are_mistakes(folder):
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    vocabulary["safety_notices"][0]["patterns"] = ["(unclosed"]
    vocabulary["safety_notices"][5]["trigger_remedies"] = ["quinin"]
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary, indent=1))
    assert [field for _f, _l, field in problems(folder)] == [
        "safety_notices.5.trigger_remedies.0",
        "safety_notices.0.patterns.0",
    ]


def test_vocabulary_in_tabs_is_read_like_any_other(folder):
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    vocabulary["causes"][0]["slug"] = "NO"
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary, indent="\t"))
    [(_file, line, field)] = problems(folder)
    assert field == "causes.0.slug"
    assert '"NO"' in (folder / "vocabulary.json").read_text().splitlines()[line - 1]
