"""The word that somebody meant, where one or two letters of it are wrong. Pure."""

from collections.abc import Iterable, Mapping

SHORTEST = 4
"""Letters of a word that is looked at: of shorter ones, too many are near."""
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ly", "y", "ies", "ness")


class Speller:
    """Words that are known; those that name a cause or a remedy are meant rather than others.

    `written_apart` are names of several words, by what they look like in one.
    """

    def __init__(
        self, *, names: Iterable[str], words: Iterable[str], written_apart: Mapping[str, str]
    ) -> None:
        self._apart = dict(written_apart)
        self._names = sorted({w for w in names if len(w) >= SHORTEST} | set(self._apart))
        self._words = sorted({w for w in words if len(w) >= SHORTEST} - set(self._names))
        self._known = {*self._names, *self._words} - set(self._apart)

    def meant_by(self, word: str) -> str | None:
        """Return the word that was meant; None where this one is known, or none is near."""
        if len(word) < SHORTEST or word.isdigit() or self._is_known(word):
            return None
        found = self._nearest(word, self._names, 0) or self._nearest(word, self._words, 1)
        return self._apart.get(found, found) if found else None

    def _is_known(self, word: str) -> bool:
        """Say whether it is a word, or one with another ending."""
        stems = {word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending)}
        forms = {word + ending for ending in _ENDINGS}
        stems |= {stem + "e" for stem in stems} | {stem + "y" for stem in stems}
        doubled = {stem[:-1] for stem in stems if stem[-2:-1] == stem[-1:]}
        return not self._known.isdisjoint({word, *stems, *doubled, *forms})

    def _nearest(self, word: str, words: list[str], stricter: int) -> str | None:
        """Return the nearest: of equally near ones, the one that begins and sounds more alike."""
        allowed = (1 if len(word) < 6 else 2) - (stricter if len(word) < 8 else 0)
        if allowed < 1:
            return None
        from rapidfuzz import process  # megabytes: only where somebody mistypes
        from rapidfuzz.distance import DamerauLevenshtein

        near = process.extract(
            word, words, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=8
        )
        ranked = sorted(
            (distance, found[0] != word[0], _skeleton(found) != _skeleton(word), found)
            for found, distance, _place in near
            if found[0] == word[0] or len(word) >= 6
        )
        return ranked[0][-1] if ranked else None


def _skeleton(word: str) -> str:
    """Return a word without vowels and doubled letters: what people who misspell it hear."""
    letters = [c for c in word if c not in "aeiouyh"]
    return "".join(c for place, c in enumerate(letters) if letters[place - 1 : place] != [c])
