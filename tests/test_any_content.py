"""Whatever publishers write is read, or a mistake is named on a line that the file has."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum.content import ContentError, Problem
from forum.demonstration.source import read_demonstration
from forum.remedies.source import read_content
from tests.conftest import CONTENT
from tests.sources import copy_content, write_article

FILES = ["article.md", "vocabulary.json", "references.json", "demonstration.json"]
ODD = "\0\t\n\r\x0b\x0c\x1b\x85\u200b\u2028\u2029\ufeff\uffff"
MARKS = [*ODD, *"[](){}<>^:#|*_`'\"\\!&%@-+.,~=1", "[^", "](", "](cause:", ":::", "{#", "---\n"]
MARKS += ["::: notice\n", "## ", "[a]: b\n", "  \n", "- ", "> ", "\\u0000", "\\ud800", "9" * 5000]
MARKS += [
    "null",
    "NaN",
    "{",
    "}",
    "[[[[",
    '"a": ',
    '"',
    "!!python/name:os",
    "&a ",
    "*a ",
    "? ",
    "<<: ",
]
anything = st.lists(
    st.one_of(st.sampled_from(MARKS), st.text(max_size=5), st.text(string.printable, max_size=9))
).map("".join)
calm = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def problems_of(folder: Path) -> list[Problem]:
    """Return what is wrong. Whatever else is raised fails the test."""
    try:
        vocabulary = read_content(folder).vocabulary
        if (folder / "demonstration.json").exists():
            read_demonstration(
                folder,
                causes={cause.slug for cause in vocabulary.causes},
                remedies={remedy.slug: remedy.use for remedy in vocabulary.remedies},
            )
    except ContentError as error:
        return error.problems or [Problem("article.md", 0, "", "an error without a problem")]
    return []


def assert_read_or_named(folder: Path) -> None:
    for problem in problems_of(folder):
        lines = (folder / problem.file).read_bytes().count(b"\n") + 1
        assert 1 <= problem.line <= lines, problem
        assert problem.field
        assert str(problem).isprintable()
        assert str(problem).encode()


def write(path: Path, text: str) -> None:
    path.write_bytes(text.encode(errors="surrogatepass"))


@pytest.mark.parametrize("file", FILES[:3])
@given(text=anything)
@calm
def test_any_text_in_the_place_of_a_file(tmp_path, file, text):
    write_article(tmp_path, "## One\n\nText.[^a]\n")
    write(tmp_path / file, text)
    assert_read_or_named(tmp_path)


@given(text=anything, head=st.booleans())
@calm
def test_any_text_in_an_article(tmp_path, text, head):
    write_article(tmp_path, "" if head else text)
    if head:
        rest = (tmp_path / "article.md").read_text().removeprefix("---\n")
        write(tmp_path / "article.md", f"---\n{text}\n{rest}")
    assert_read_or_named(tmp_path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@pytest.mark.parametrize("file", FILES[1:])
@given(value=json_values, data=st.data())
@calm
def test_any_value_in_the_place_of_another(tmp_path, file, value, data):
    folder = tmp_path / "leg-cramps"
    if not folder.exists():
        copy_content(tmp_path)
    whole = inner = json.loads((CONTENT / file).read_text())
    while True:
        key = data.draw(
            st.sampled_from(list(inner) if isinstance(inner, dict) else range(len(inner)))
        )
        if not inner[key] or not isinstance(inner[key], dict | list) or data.draw(st.booleans()):
            break
        inner = inner[key]
    inner[key] = value
    write(folder / file, json.dumps(whole, indent=1))
    assert_read_or_named(folder)
    write(folder / file, (CONTENT / file).read_text())


@pytest.mark.parametrize("file", FILES)
@given(data=st.data())
@calm
def test_any_change_to_the_article_on_leg_cramps(tmp_path, file, data):
    folder = tmp_path / "leg-cramps"
    if not folder.exists():
        copy_content(tmp_path)
    text = (CONTENT / file).read_text()
    for _ in range(data.draw(st.integers(1, 3))):
        by_line = data.draw(st.booleans())
        parts = text.splitlines(keepends=True) if by_line else list(text)
        start = data.draw(st.integers(0, len(parts)))
        end = data.draw(st.integers(start, min(len(parts), start + 3)))
        new = data.draw(st.sampled_from(["", *MARKS]) | st.sampled_from(parts or [""]))
        text = "".join([*parts[:start], new, *parts[end:]])
    write(folder / file, text)
    assert_read_or_named(folder)
    write(folder / file, (CONTENT / file).read_text())
