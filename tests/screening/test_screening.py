"""What is caught, what is let be, and how long it takes."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.screening.corpus_source import read_corpus
from forum.screening.findings import Kind, Outcome
from forum.screening.screening import fingerprint

from .conftest import HERE
from .transforms import TRANSFORMS

CASES = read_corpus(HERE / "moderation_cases.json")
SEEDS = read_corpus(HERE / "seeds.json")
KEPT_BACK = {Outcome.HOLD, Outcome.REJECT}
BAD = [case for case in SEEDS if case.expected in KEPT_BACK]
CLEAN = [case for case in SEEDS if case.expected not in KEPT_BACK]
LENGTH = 20_000
MOST_SECONDS = 0.05
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


@pytest.mark.parametrize("case", SEEDS, ids=lambda case: case.id)
def test_the_seeds_are_handled_as_expected(screened, case):
    found = screened(case.text)
    assert found.handling == case.expected, found.findings


@pytest.mark.parametrize("name", TRANSFORMS)
def test_hiding_words_hides_nothing(screened, name):
    texts = [TRANSFORMS[name](case.text) for case in BAD]
    missed = [text for text in texts if screened(text).handling not in KEPT_BACK]
    assert len(missed) <= len(texts) * 0.05, missed


@pytest.mark.parametrize("name", ["capitals", "soft hyphens", "bold", "hard blanks"])
def test_clean_stories_stay_clean_however_they_are_set(screened, name):
    texts = [TRANSFORMS[name](case.text) for case in CLEAN]
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
def test_no_text_takes_long(screened, name):
    text = (HOSTILE[name] * LENGTH)[:LENGTH]
    times = []
    for _ in range(5):
        start = time.process_time()
        screened(text)
        times.append(time.process_time() - start)
        if times[-1] < MOST_SECONDS:
            return
    pytest.fail(f"{min(times):.3f} seconds")
