"""`flask forum screen`: one text, or a file of cases."""

import json

import pytest

from .conftest import HERE

pytestmark = pytest.mark.one_engine("sqlite")


@pytest.fixture
def run(app):
    return lambda *words, **more: app.test_cli_runner().invoke(
        args=["forum", "screen", *map(str, words)], **more
    )


def test_a_corpus_handled_as_expected_ends_well(run):
    done = run("--corpus", HERE / "moderation_cases.json")
    assert done.exit_code == 0, done.output
    assert "17 of 17 as expected." in done.output
    assert "Held for nothing: 0 of 6 (0.0%)." in done.output


def test_a_case_handled_otherwise_is_printed_and_ends_with_1(run, tmp_path):
    cases = [
        {"id": "one", "text": "I want to die.", "expected": "ok", "sample": True},
        {
            "id": "two",
            "text": "Stretching helped.",
            "expected": "ok",
            "expected_notices": ["child"],
        },
    ]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": cases}))
    done = run("--corpus", path)
    assert done.exit_code == 1
    assert "one: I want to die." in done.output
    assert "hold crisis (crisis): want to die" in done.output
    assert "expected ok, child" in done.output
    assert "crisis: 0 caught, 1 held for nothing" in done.output


def test_one_text_is_screened_as_words_or_from_standard_input(run):
    assert "handled reject" in run("--text", "Bin your statins").output
    assert "handled hold, crisis" in run(input="I want to die.").output


def test_mistakes_in_a_corpus_are_lines(run, tmp_path):
    path = tmp_path / "cases.json"
    path.write_text('{"cases": [{"id": "one", "text": "a", "expected": "maybe"}]}')
    done = run("--corpus", path)
    assert done.exit_code == 1
    assert "cases.json, line 1, cases.0.expected" in done.output
    assert "Traceback" not in done.output
