"""Whatever stands in a file of content is read, or named as a mistake: never a traceback."""

import json
import os

import pytest

from forum.content import ContentError, Problem
from forum.json_content import walk
from forum.remedies.source import read_content
from tests.sources import change, change_json, copy_content, problems, sentences, write_article


@pytest.fixture
def folder(tmp_path):
    """A copy of the article on leg cramps, to be spoilt."""
    return copy_content(tmp_path)


@pytest.fixture
def small(tmp_path):
    """The smallest article that can be published, to be spoilt."""
    write_article(tmp_path / "small", "## One\n\nText.\n")
    return tmp_path / "small"


@pytest.mark.parametrize(
    ("old", "new", "field", "read"),
    [
        ("slug: stiff-necks", "slug: 123", "slug", "123"),
        ("title: Stiff necks", "title: yes", "title", "yes"),
        ("title: Stiff necks", "title: 1.50", "title", "1.50"),
        ("title: Stiff necks", "title: 2026-01-01", "title", "2026-01-01"),
        ("reviewed_by: Dr. Ada", "reviewed_by:", "reviewed_by", None),
        ("reviewed_by: Dr. Ada", "reviewed_by: null", "reviewed_by", None),
        ("reviewed_by: Dr. Ada", "reviewed_by: ~", "reviewed_by", None),
        ("reviewed_by: Dr. Ada", 'reviewed_by: "null"', "reviewed_by", "null"),
        ("reviewed_by: Dr. Ada", "language: no", "language", "no"),
    ],
)
def test_what_stands_in_front_matter_is_text(small, old, new, field, read):
    change(small / "article.md", old, new)
    assert getattr(read_content(small).article.front, field) == read


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("title: Stiff necks", "title:", 2, "title"),
        ("title: Stiff necks", 'title: " "', 2, "title"),
        ("title: Stiff necks", "title: [a, b]", 2, "title"),
        ("title: Stiff necks", "title: {a: b}", 2, "title"),
        ("title: Stiff necks", "title: [&a [*a]]", 2, "title"),
        ("title: Stiff necks", 'title: "a\\0b"', 2, "title"),
        ("title: Stiff necks", 'title: "a\\uD800b"', 2, "title"),
        ("title: Stiff necks", "title: a\x07b", 2, "title"),
        ("title: Stiff necks", 'title: "\\UFFFFFFFF"', 2, "front matter"),
        ("title: Stiff necks", "title: Necks: a pain", 2, "front matter"),
        ("title: Stiff necks", "\ttitle: Necks", 2, "front matter"),
        ("title: Stiff necks", "title: *necks", 2, "front matter"),
        ("title: Stiff necks", "title: " + "[" * 3000, 2, "front matter"),
        ("title: Stiff necks", "title: Stiff necks\ntitle: Sore necks", 3, "title"),
        ("slug: stiff-necks", "slug: Stiff Necks", 3, "slug"),
        ("reviewed: 2026-01-02", "reviewed: 2026", 7, "reviewed"),
        ("reviewed: 2026-01-02", "reviewed: 0", 7, "reviewed"),
        ("reviewed: 2026-01-02", "reviewed: 2026-02-30", 7, "reviewed"),
        ("reviewed: 2026-01-02", "reviewed: 2026-01-02T10:00:00", 7, "reviewed"),
        ("reviewed_by: Dr. Ada", "language: not a code", 8, "language"),
        ("reviewed_by: Dr. Ada", "[a]: b", 8, "front matter"),
    ],
)
def test_a_mistake_in_front_matter_is_named_once_with_its_line(small, old, new, line, field):
    change(small / "article.md", old, new)
    found = problems(small)
    assert ("article.md", line, field) in found
    assert all(problem[1] == line for problem in found)


@pytest.mark.parametrize(
    "head", ["- a\n- b\n", "just words\n", "# a comment\n", "", "a: b\n...\nc\n"]
)
def test_front_matter_that_is_no_list_of_fields_is_named(small, head):
    (small / "article.md").write_text(f"---\n{head}---\n## One\n\nText.\n")
    assert {file for file, _line, _field in problems(small)} == {"article.md"}


def test_a_field_that_is_missing_or_unknown_is_said_in_plain_words(small):
    change(small / "article.md", "topic: Stiff necks", "topik: Stiff necks")
    text = sentences(small)
    assert "topic: is needed" in text
    assert "article.md, line 4, topik: there is no such field" in text


@pytest.mark.parametrize("file", ["article.md", "vocabulary.json", "references.json"])
def test_what_is_no_readable_file_is_named(small, file):
    path = small / file
    path.unlink()
    assert problems(small) == [(file, 1, "the file")]
    path.mkdir()
    assert problems(small) == [(file, 1, "the file")]
    path.rmdir()
    path.symlink_to(path)
    assert problems(small) == [(file, 1, "the file")]
    path.unlink()
    os.mkfifo(path)
    assert problems(small) == [(file, 1, "the file")]
    path.unlink()
    path.write_bytes(b"{\n\n\xff}")
    assert problems(small) == [(file, 3, "the file")]


def test_a_file_that_may_not_be_read_is_named(small, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert ("references.json", 1, "the file") in problems(small)


@pytest.mark.parametrize("file", ["article.md", "vocabulary.json", "references.json"])
@pytest.mark.parametrize("text", ["", "\n", " ", "{", "[", '"', "{\n", "[1,\n2", "\0", "---", "\\"])
def test_a_file_without_content_is_named_on_a_line_it_has(small, file, text):
    (small / file).write_text(text)
    for named, line, _field in problems(small):
        assert named == file
        assert 1 <= line <= text.count("\n") + 1


@pytest.mark.parametrize("text", ["[]", "3", '"text"', "null", "true", "NaN", "1" * 5000, "1e999"])
def test_a_file_that_holds_no_object_is_named(small, text):
    for file in ("vocabulary.json", "references.json"):
        write_article(small, "Text.\n")
        (small / file).write_text(text)
        assert problems(small) == [(file, 1, "the file")]


@pytest.mark.parametrize(
    "value", ["NaN", "-Infinity", "1" * 5000, "1e999", '"a\\u0000b"', '"\\ud800"']
)
def test_values_that_cannot_be_kept_are_named_with_their_line(small, value):
    (small / "references.json").write_text(f'{{\n "a": {{\n  "citation": {value}\n }}\n}}')
    assert problems(small) == [("references.json", 3, "a.citation")]


def test_a_key_that_cannot_be_kept_is_named_and_can_be_printed(small):
    (small / "references.json").write_text('{\n "a\\ud800": {"citation": "A"}\n}')
    assert ("references.json", 2) in [found[:2] for found in problems(small)]
    assert sentences(small).encode()


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('{\n "a": {"citation": "A"}\n "b": {}\n}', 3, "a comma is missing"),
        ('{\n "a": {"citation": "A"},\n}\n', 3, "a comma too many"),
        ('{\n "a": {"citation": "A\n}}', 2, "a quote is missing"),
        ('{\n "a" {"citation": "A"}}', 2, "a colon is missing"),
        ('{\n "a": \n}', 3, "a value is missing"),
        ('{"a": {"citation": "A"}}\n}\n', 2, "something stands behind the end"),
        ('{"a": {"citation": "A', 1, "a quote is missing"),
    ],
)
def test_broken_json_is_explained_in_plain_words(small, text, line, sentence):
    (small / "references.json").write_text(text)
    assert problems(small) == [("references.json", line, "JSON")]
    assert sentence in sentences(small)


def test_deep_nesting_is_named(small):
    for text in ('{\n"a":' + "[" * 100_000, '{\n"a":' + '{"a":' * 5000 + "1" + "}" * 5000 + "}"):
        (small / "references.json").write_text(text)
        assert problems(small) == [("references.json", 2, "JSON")]


def test_a_byte_order_mark_is_no_mistake(small):
    for path in small.iterdir():
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_content(small).article.front.slug == "stiff-necks"


def test_line_ends_of_other_systems_are_no_mistake(folder):
    expected = read_content(folder)
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_content(folder) == expected
    line = change(folder / "article.md", "(remedy:soap)", "(remedy:soup)")
    assert problems(folder) == [("article.md", line, "remedy:soup")]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r"])
def test_only_line_feeds_end_a_line(folder, separator):
    article = folder / "article.md"
    text = article.read_text().replace("A muscle clenches", f"A muscle{separator}clenches")
    text = text.replace("(remedy:soap)", "(remedy:soup)").replace("lede: A", f"lede: A{separator}")
    article.write_bytes(text.encode())
    line = text[: text.index("(remedy:soup)")].count("\n") + 1
    assert ("article.md", line, "remedy:soup") in problems(folder)
    if not separator.isprintable() and separator not in "\u2028\u2029":
        at = text[: text.index("clenches")].count("\n") + 1
        assert ("article.md", at, "the text") in problems(folder)
        assert ("article.md", 6, "lede") in problems(folder)


def test_lines_in_json_are_ended_by_line_feeds_only(folder):
    change(folder / "vocabulary.json", '"Thyroid trouble"', '"Thyroid\u2028trouble"')
    line = change(folder / "vocabulary.json", '"slug": "circulation"', '"slug": "Circulation"')
    assert ("vocabulary.json", line, "causes.17.slug") in problems(folder)


def test_the_same_key_twice_is_named_at_its_second_line(small):
    (small / "references.json").write_text(
        '{\n "a": {"citation": "A"},\n "b": {"citation": "B",\n  "citation": "C"},\n'
        ' "a": {"citation": "D"}\n}'
    )
    assert problems(small) == [
        ("references.json", 4, "b.citation"),
        ("references.json", 5, "a"),
    ]


def test_mistakes_in_both_lists_are_named_in_one_run(small):
    change(small / "references.json", '"citation": "A. 2020."', '"citation": ""')
    change_json(small / "vocabulary.json", lambda v: v["causes"][0].update(label=7))
    assert [found[0::2] for found in problems(small)] == [
        ("references.json", "a.citation"),
        ("vocabulary.json", "causes.0.label"),
    ]


def test_what_is_printed_holds_no_characters_that_harm_a_terminal():
    problem = Problem("a.json", 1, "\x1b[2J\ud800", "é\n")
    assert str(problem) == "a.json, line 1, \\x1b[2J\\ud800: é\\n"


def test_every_value_of_a_json_text_has_its_line():
    source = '{"a": [1, {"b": "x,]}"}],\n "c": {}, "d":\n[[], ["q\\""]]}'
    lines = {found.place: found.line for found in walk(source) if found.is_key or found.text}
    assert lines == {
        ("a",): 1, ("a", 1, "b"): 1, ("c",): 2, ("d",): 2, ("d", 1, 0): 3,
    }  # fmt: skip
    assert json.loads(source)["d"][1][0] == 'q"'
    assert issubclass(ContentError, Exception)
