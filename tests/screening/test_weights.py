"""The letters of features, found in one text."""

from hypothesis import given
from hypothesis import strategies as st

from forum.screening.weights import Letters

FEATURES = {"w calf": "!O", "w cal": '"PQ', "k calf >heat": "#R"}
names = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=8)


def test_each_feature_has_its_own_letters_and_others_have_none():
    letters = Letters(FEATURES.items())
    assert dict(letters) == FEATURES
    assert letters.find("w calve") is None
    assert letters.find("calf") is None
    assert set(letters.likely([*FEATURES, "w"])) >= set(FEATURES)


def test_nothing_is_found_where_there_is_nothing():
    letters = Letters([])
    assert not list(letters)
    assert letters.find("w calf") is None


@given(st.dictionaries(names, st.text('!"#OPQ', min_size=1)), st.lists(names))
def test_it_finds_what_a_dictionary_finds(features, asked):
    letters = Letters(features.items())
    assert letters == features
    asked = [*asked, *features]
    assert [letters.find(name) for name in asked] == [features.get(name) for name in asked]
    assert {name for name in asked if name in features} <= set(letters.likely(asked))
