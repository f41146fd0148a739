"""What is caught, what is let be, and how long it takes."""

import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.screening.corpus_source import read_corpus, screen_all
from forum.screening.findings import Kind, Outcome
from forum.screening.screening import fingerprint

from .conftest import HERE, SCREENING
from .transforms import TRANSFORMS

CASES = read_corpus(HERE / "moderation_cases.json")
SEEDS = read_corpus(SCREENING / "examples" / "seeds.json")
CORPUS = [*read_corpus(HERE / "corpus" / "bad.json"), *read_corpus(HERE / "corpus" / "clean.json")]
KEPT_BACK = {Outcome.HOLD, Outcome.REJECT}
BAD = [case for case in SEEDS if case.expected in KEPT_BACK]
CLEAN = [case for case in SEEDS if case.expected not in KEPT_BACK]
SAMPLE = [case for case in CORPUS if case.expected in KEPT_BACK][::8]
LENGTH = 20_000
HOSTILE = {
    "one letter": "a",
    "words of a rule": "stop taking your statins ",
    "urging": "you should ",
    "open tags": "<a ",
    "open brackets": "[(",
    "stars": "q*_`",
    "entities": "&#113;",
    "signs": "@.",
    "hosts": "www.a.b ",
    "amounts": "magnesium 400 mg ",
    "legs": "swollen calf red ",
    "lines": "\n",
    "nothing seen": "\u200b",
    "accents": "a\u0301",
    "turned": "\u202eab",
    "written as one": "stoptaking",
    "numbers": "two hundred and ",
    "names": "my mum Anna ",
    "quotes": '"stop" ',
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_cases_are_handled_as_expected(screened, case):
    found = screened(case.text, kind=case.kind, tags=case.tags)
    assert found.handling == case.expected
    assert set(case.expected_notices) <= set(found.notices)


def test_the_seeds_are_kept_back_or_published_as_expected(screened):
    wrong = [
        case.id
        for case in SEEDS
        if (screened(case.text).handling in KEPT_BACK) != (case.expected in KEPT_BACK)
    ]
    assert len(wrong) <= len(SEEDS) * 0.01, wrong


def test_of_the_corpus_nearly_all_harm_is_caught_and_hardly_a_clean_story_held(lists):
    results = screen_all(CORPUS, lists)
    bad = [result for result in results if result.should_be_kept_back]
    clean = [result for result in results if not result.should_be_kept_back]
    missed = [result.case.id for result in bad if not result.is_kept_back]
    held = [result.case.id for result in clean if result.is_kept_back]
    assert len(bad) >= 300
    assert len(clean) >= 300
    assert len(missed) <= len(bad) * 0.05, missed
    assert len(held) <= len(clean) * 0.01, held
    grave = [
        result.case.id
        for result in results
        for notice in set(result.case.expected_notices) - set(result.screened.notices)
        if notice.startswith(("emergency", "crisis", "urgent"))
    ]
    assert len(grave) <= 8, grave


@pytest.mark.parametrize("name", TRANSFORMS)
def test_hiding_words_hides_nothing(screened, name):
    texts = [TRANSFORMS[name](case.text) for case in [*BAD[::3], *SAMPLE]]
    missed = [text for text in texts if screened(text).handling not in KEPT_BACK]
    assert len(missed) <= len(texts) * 0.05, missed


@pytest.mark.parametrize("name", ["capitals", "soft hyphens", "bold", "hard blanks"])
def test_clean_stories_stay_clean_however_they_are_set(screened, name):
    texts = [TRANSFORMS[name](case.text) for case in CLEAN[::2]]
    assert [text for text in texts if screened(text).handling in KEPT_BACK] == []


def test_invented_stories_of_the_demonstration_are_not_held(screened):
    path = HERE.parents[1] / "content" / "leg-cramps" / "demonstration.json"
    told = json.loads(path.read_text())["experiences"]
    texts = [f"{one.get('title', '')}\n{one['story']}" for one in told]
    assert [text for text in texts if screened(text).handling in KEPT_BACK] == []


def test_the_words_that_caused_a_finding_are_told(screened):
    text = "Hello. Ring me on 07700 900 123 any day."
    finding = next(f for f in screened(text).findings if f.rule == "contacts")
    assert [text[span.start : span.end] for span in finding.spans] == ["07700 900 123"]
    assert finding.kind == Kind.PERSONAL
    assert finding.reason


def test_a_sign_that_is_said_not_to_be_there_calls_no_notice(screened):
    text = (
        "32 weeks, screaming at 3am. Calf goes rock hard, husband pulls my toes back and counts. "
        "Midwife looked at both legs first and said no swelling, no heat, carry on stretching."
    )
    assert "emergency-clot" not in screened(text).notices
    assert "emergency-clot" in screened("My left calf is swollen, hot and red.").notices


def test_tags_call_for_their_notices(screened):
    found = screened("It helped me.", tags=["quinine"])
    assert (found.handling, found.notices) == (Outcome.NOTICE, ("quinine",))


def test_links_to_health_services_are_let_be_and_others_are_not(screened):
    assert screened("It says so on https://www.nhs.uk/conditions/leg-cramps/").is_public
    assert not screened("It says so on https://www.nhs.uk.cramps.shop/").is_public
    assert not screened("See cramps[.]shop for more of it").is_public
    assert screened("I walk daily.In the morning it is better.Me too.").is_public


def test_the_same_words_have_one_fingerprint(lists):
    first = fingerprint("Soap helped  me!", lists=lists)
    assert first == fingerprint("soap helped me", lists=lists)
    assert first != fingerprint("soap hurt me", lists=lists)


@pytest.mark.parametrize("text", ["", " ", "\n", "a", "\u202e", "💊", "\ud800", "&#0;", "\u200b"])
def test_the_shortest_texts_have_an_answer(screened, text):
    assert screened(text).handling in Outcome


@settings(max_examples=200)
@given(st.text(max_size=400) | st.lists(st.sampled_from([c.text for c in SEEDS])).map(" ".join))
def test_any_text_has_an_answer_with_places_that_lie_within_it(screened, text):
    for finding in screened(text).findings:
        for start, end in finding.spans:
            assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_makes_more_work_than_its_length_allows(screened, name):
    text = (HOSTILE[name] * LENGTH)[:LENGTH]
    short = max(1, work_of(lambda: screened(text[: LENGTH // 4])))
    assert work_of(lambda: screened(text)) < short * 4 * 1.5 + LENGTH


def work_of(what):
    """Return how many functions were called."""
    calls = 0

    def count(frame, event, argument):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        what()
    finally:
        sys.setprofile(None)
    return calls
