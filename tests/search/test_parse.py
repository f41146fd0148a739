"""What people type is always a query, and never syntax of a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.search.addresses import respelt, search_address
from forum.search.expressions import Phrase, for_postgresql, for_sqlite
from forum.search.meaning import Reading, Unit
from forum.search.parse import LONGEST, MOST_TERMS, Term, parse, words_of

ANY = st.text() | st.text(alphabet="ab \"-:()*^{}+~'\\&|!<>é\x00\u202e“”causeremedyby")


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("calf night", [Term("calf"), Term("night")]),
        ('"at night"', [Term("at night", is_phrase=True)]),
        ("“at night”", [Term("at night", is_phrase=True)]),
        ('"at night', [Term("at night", is_phrase=True)]),
        ("-soap", [Term("soap", is_excluded=True)]),
        ('-"bar of soap"', [Term("bar of soap", is_phrase=True, is_excluded=True)]),
        ("cause:statins", [Term("statins", "cause")]),
        ("CAUSE:Statins", [Term("statins", "cause")]),
        ('remedy:"pickle juice"', [Term("pickle juice", "remedy", is_phrase=True)]),
        ("remedy:pickle-juice", [Term("pickle juice", "remedy")]),
        ("-by:ida", [Term("ida", "by", is_excluded=True)]),
        ("colour:blue", [Term("colour blue")]),
        ("Crème slow-mag", [Term("creme"), Term("slow mag")]),
        ('- : " -" cause: ???', [Term("cause")]),
        ("", []),
    ],
)
def test_a_query_is_read_as_it_is_meant(text, terms):
    assert list(parse(text).terms) == terms


@given(ANY)
def test_any_text_is_a_query_of_plain_words(text):
    query = parse(text)
    assert len(query.terms) <= MOST_TERMS
    assert len(query.text) <= LONGEST
    for term in query.terms:
        assert term.words
        assert words_of(term.words) == term.words.split()
        assert term.field in {"", "cause", "remedy", "outcome", "by"}


@given(ANY)
def test_no_sign_that_means_something_to_a_database_gets_through(text):
    for term in parse(text).terms:
        phrase = Phrase(tuple(term.words.split()))
        sqlite = for_sqlite(phrase, texts=("story",))
        assert sqlite.removeprefix("{story} : ").strip('"').replace(" ", "").isalnum()
        postgresql = for_postgresql(phrase)
        for sign in ("(", ")", "'", "<->", " "):
            postgresql = postgresql.replace(sign, "")
        assert postgresql.isalnum()


@pytest.mark.parametrize("words", [(), ("",), ("a b",), ('a"',), ("a*",), ("a'",), ("_",)])
def test_a_phrase_of_anything_but_words_cannot_be_made(words):
    with pytest.raises(ValueError, match="not words"):
        Phrase(words)


@settings(max_examples=50)
@given(ANY, st.sampled_from(["cause:statins", "outcome:worse"]))
def test_a_search_is_narrowed_and_widened_again(text, term):
    address = search_address(text, more=term)
    assert address.startswith("/search?")
    narrowed = f"{text}{chr(34) * (text.count(chr(34)) % 2)} {term}"
    if parse(narrowed).terms[-1:] == parse(term).terms:
        assert parse(text).terms[:3] == parse(narrowed).terms[:3][: len(parse(text).terms)]


def test_only_whole_words_are_respelt():
    readings = [Reading("nite", "night", is_spelling=True)]
    assert respelt("Nite granite nite", readings) == "night granite night"


def test_a_longer_name_is_not_looked_for_beside_a_part_of_it_unless_it_was_typed():
    names = (("mag",), ("magnesium", "citrate"), ("mag", "oil"))
    assert words_in(Unit("magnesium", (("magnesium",),), names)) == [("magnesium",), ("mag",)]
    typed = ("magnesium", "citrate")
    assert words_in(Unit("magnesium citrate", (typed,), names)) == [typed, ("mag",)]


def words_in(unit: Unit) -> list[tuple[str, ...]]:
    return [part.words for part in unit.expression().parts]
