"""Causes and remedies are found in what people write, by their synonyms."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.remedies.matching import Lexicon, Tag, Term
from tests.conftest import CONTENT

VOCABULARY = json.loads((CONTENT / "vocabulary.json").read_text())
AMBIGUOUS = set(VOCABULARY["ambiguous_synonyms"])
TERMS = [
    Term(words, Tag(type_, entry["slug"]))
    for type_, entries in (("cause", VOCABULARY["causes"]), ("remedy", VOCABULARY["remedies"]))
    for entry in entries
    for words in (entry["slug"], entry["label"], *entry["synonyms"])
]
PLAIN_TERMS = [term for term in TERMS if term.words.lower().replace("-", " ") not in AMBIGUOUS]
LEXICON = Lexicon(TERMS, AMBIGUOUS)


def found(text: str) -> list[str]:
    return [match.tag.slug for match in LEXICON.find_in_text(text)]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("My doctor said low magnesium.", ["magnesium-low"]),
        ("I take magnesium for my low potassium", ["magnesium", "potassium-low"]),
        ("the WATER   TABLETS", ["diuretics"]),
        ("a water-tablet", ["diuretics"]),
        ("Parkinson’s and pickle juice", ["diabetes-nerves", "pickle-juice"]),
        ("two hot water bottles", ["heat"]),
        ("I rest in the cold with ice and salt", []),
        ("salted nuts, resting", []),
        ("statins, statins and statins", ["statins"]),
        ("antistatins or restatinsing", []),
        ("electrolytes", ["dehydration-salt", "electrolyte-drink"]),
        ("", []),
    ],
)
def test_tags_are_found_by_whole_words_the_longest_first(text, slugs):
    assert found(text) == slugs


def test_a_match_says_what_was_written():
    [match] = LEXICON.find_in_text("Is it the Water  Tablet?")
    assert match.words == "Water  Tablet"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("ice", "cold"), ("Cold", "cold"), ("Lipitor", "statins"), ("charley horse", "unknown"),
     ("Magnesium tablets or powder", "magnesium"), ("mag", "magnesium"), ("goose fat", None)],
)  # fmt: skip
def test_one_name_by_itself_is_looked_up_with_the_ambiguous_words_too(name, slug):
    tags = [tag.slug for tag in LEXICON.find_named(name)]
    assert slug in tags if slug else not tags


def test_a_part_of_a_name_is_enough_to_look_for():
    assert Tag("cause", "thyroid") in LEXICON.find_containing("thyro")
    assert LEXICON.find_containing("a") == []


@given(
    st.sampled_from(PLAIN_TERMS),
    st.text(st.sampled_from("xyz ,.\n"), max_size=20),
    st.text(st.sampled_from("xyz ,.\n"), max_size=20),
)
def test_every_synonym_is_found_wherever_it_stands_as_a_word(term, before, after):
    tags = [match.tag for match in LEXICON.find_in_text(f"{before} {term.words} {after}")]
    longer = {tag for tag in tags if tag != term.tag}
    assert term.tag in tags or longer


@given(st.sampled_from([term for term in TERMS if term.words.replace(" ", "").isalpha()]))
def test_no_synonym_is_found_inside_a_word(term):
    glued = "q" + term.words.replace(" ", "q") + "q"
    assert LEXICON.find_in_text(glued) == []


@given(st.text(max_size=400))
def test_any_text_can_be_looked_through_and_matches_stand_in_it(text):
    for match in LEXICON.find_in_text(text):
        assert match.words in text


@given(st.lists(st.sampled_from(["low", "magnesium", "water", "tablet", "x"]), max_size=30))
def test_no_word_counts_for_two_matches(words):
    matches = LEXICON.find_in_text(" ".join(words))
    once = Lexicon(TERMS).find_in_text(" ".join(words))
    assert len(matches) == len({match.tag for match in matches})
    assert len(once) >= len(matches)
