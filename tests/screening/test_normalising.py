"""A text in one way of writing, with every character's place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.screening.normalising import Folding, without_marks
from forum.screening.spelling import Dictionary, tokens_of

FOLDING = Folding({"q": "ԛ", "i": "іı", "e": "е"})
DICTIONARY = Dictionary(
    {"quinine", "stop", "taking", "your", "statin", "statins", "suicide", "kill"}
)


@pytest.mark.parametrize(
    "written",
    [
        "Quinine",
        "QUININE",
        "quіnіnе",
        "q\u200bu\u200bi\u00adnine",
        "ｑｕｉｎｉｎｅ",
        "𝐪𝐮𝐢𝐧𝐢𝐧𝐞",
        "qúinïné",
        "qui**nine**",
        "qui<b>ni</b>ne",
        "qu<!-- -->inine",
        "q u i n i n e",
        "q.u.i.n.i.n.e",
        "qui nine",
        "qui-nine",
        "qu1n1ne",
        "quiiiiinine",
        "quinnine",
        "\u202eeniniuq\u202c",
        "&#113;uinine",
        "ⓠⓤⓘⓝⓘⓝⓔ",
    ],
)
def test_a_word_is_read_however_it_is_written(written):
    tokens = tokens_of(without_marks(FOLDING.fold(written)), DICTIONARY)
    assert any("quinine" in token.forms for token in tokens), tokens


def test_words_written_as_one_are_taken_apart():
    tokens = tokens_of(FOLDING.fold("stoptakingyourstatins now"), DICTIONARY)
    assert [token.word for token in tokens] == ["stop", "taking", "your", "statins", "now"]


def test_a_word_keeps_its_place_in_what_was_written():
    text = "I had q\u200bui**ni**ne once."
    tokens = tokens_of(without_marks(FOLDING.fold(text)), DICTIONARY)
    token = next(token for token in tokens if "quinine" in token.forms)
    assert text[token.start : token.end] == "q\u200bui**ni**ne"


@pytest.mark.parametrize("written", ["B6", "2,000", "K2", "mk7", "don't", "250"])
def test_what_is_no_hiding_stays(written):
    tokens = tokens_of(FOLDING.fold(written), DICTIONARY)
    assert [token.word for token in tokens] == [written.lower().replace("'", "")]


def test_amounts_are_parted_from_their_units():
    tokens = tokens_of(FOLDING.fold("250mg, 0.5g"), DICTIONARY)
    assert [token.word for token in tokens] == ["250", "mg", "0.5", "g"]


@given(st.text(max_size=300))
def test_any_text_folds_with_places_that_lie_within_it(text):
    folded = without_marks(FOLDING.fold(text))
    assert len(folded.places) == len(folded.text)
    assert all(0 <= place < len(text) for place in folded.places)
