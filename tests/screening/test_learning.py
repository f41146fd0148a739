"""Learning from examples, and reading with what was learned."""

import shutil

import pytest

from forum.content import ContentError
from forum.screening.example_source import digest_of, learn_from, read_examples
from forum.screening.findings import Kind, Outcome
from forum.screening.learned import Learned
from forum.screening.learned_source import LEARNED, read_learned, text_of
from forum.screening.learning import Example, learn
from forum.screening.screening import features_of

from .conftest import SCREENING

HARM = "Swallow the blue crystals, every neighbour should."
EXAMPLES = [
    *[Example({"w swallow", "w blue", f"w a{n}"}, Kind.HARMFUL, ["minerals"]) for n in range(6)],
    *[Example({"w stretch", "w blue", f"w b{n}"}, None, []) for n in range(6)],
]


def test_what_was_learned_is_from_the_examples_that_are_there():
    learned = read_learned(SCREENING)
    assert learned
    assert learned.examples == digest_of(SCREENING), "run `flask forum screen --learn`"


def test_the_same_examples_teach_the_same():
    assert text_of(learn(EXAMPLES, "one")) == text_of(learn(EXAMPLES, "one"))


def test_words_of_harm_speak_for_holding_and_others_against():
    learned = Learned(learn(EXAMPLES, "one"))
    harmful = learned.judge([{"w swallow": 0, "w blue": 1}], ())
    clean = learned.judge([{"w stretch": 0, "w blue": 1}], ())
    assert harmful.score > clean.score
    assert (harmful.kind, harmful.places) == (Kind.HARMFUL, (0,))
    assert harmful.notices["minerals"] > clean.notices["minerals"]


def test_an_example_that_went_wrong_is_learned_from(lists, tmp_path):
    folder = shutil.copytree(SCREENING, tmp_path / "screening", ignore=only_seeds)
    before = digest_of(folder)
    taught = ",".join(
        f'{{"id": "{n}", "text": "{HARM} {n}", "expected": "hold", "categories": ["spam"]}}'
        for n in ("one", "two", "three")
    )
    (folder / "examples" / "mine.json").write_text(f'{{"cases": [{taught}]}}')
    assert digest_of(folder) != before
    learned = learn_from(folder, lists)
    (folder / LEARNED).write_text(text_of(learned))
    assert read_learned(folder) == learned
    assert "w crystals" in learned.features


def test_mistakes_in_examples_and_in_what_was_learned_are_named(tmp_path):
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "mine.json").write_text('{"cases": [{"id": "one"}]}')
    with pytest.raises(ContentError, match=r"mine\.json"):
        read_examples(tmp_path)
    (tmp_path / LEARNED).write_text('{"features": []}')
    with pytest.raises(ContentError, match="learn anew"):
        read_learned(tmp_path)


def test_a_reading_alone_holds_and_never_rejects_and_says_which_words(screened):
    text = "I have written the letters and the dog has a new home. After tonight it will be quiet."
    found = [finding for finding in screened(text).findings if finding.rule == "learned"]
    assert [(finding.kind, finding.outcome) for finding in found] == [(Kind.CRISIS, Outcome.HOLD)]
    assert found[0].spans


def test_one_bad_sentence_in_a_long_story_is_found(screened):
    calm = "I stretch at the sink each evening and it helps a little. "
    found = screened(
        calm * 12 + "Nobody would miss me and I want it to stop for good. " + calm * 12
    )
    assert found.handling == Outcome.HOLD


def test_several_words_may_mean_something_together(lists):
    found = features_of("We called an ambulance at once.", "comment", (), lists)
    assert "m seek-help" in found
    assert "m seek-help" not in features_of("We called the dog.", "comment", (), lists)


def only_seeds(folder, names):
    is_examples = folder.endswith("examples")
    return [name for name in names if is_examples and name != "seeds.json"]
