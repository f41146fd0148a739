"""Finding how much of a substance a text speaks of, a day. Pure.

"three 250s of magnesium", "2,000 mg", "half a gram twice a day", "400 mg tablets, four a night":
amount, unit and substance, in digits or in words. What is too much stands in the lists.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .spelling import Token
from .units import UNIT_WORDS, UNITS, VALUES, number_at, words

PIECES = frozenset(
    words(
        "tablet tablets tab tabs capsule capsules cap caps pill pills lozenge lozenges scoop "
        "scoops sachet sachets gummy gummies softgel softgels"
    )
)
_TIMES = frozenset({"x", "times", "lots", "of"})
_A_DAY = frozenset({"day", "daily", "night", "nightly", "evening", "bedtime", "bed", "morning"})
_RARER = {"week": 7.0, "weekly": 7.0, "month": 30.0, "monthly": 30.0, "fortnight": 14.0}
_MEALS = frozenset({"meal", "meals"})
_READ = frozenset(
    {*PIECES, *_TIMES, *_A_DAY, *_RARER, *_MEALS, *UNIT_WORDS, *VALUES}
    | {"hundred", "thousand", "twice", "every", "each", "per", "hours", "hourly", "and"}
)
MOST_DOSES = 100
"""So many are reckoned in a sentence; one with more is held for somebody to read."""
_NEAR = 12
_AFTER = 8
_MOST_PIECES = 100.0
_SMALLEST_STRENGTH = 25.0


@dataclass(frozen=True)
class Dose:
    """An amount of a substance a day, in milligrams, and the words that say so."""

    substance: str
    milligrams: float
    first: int
    last: int


@dataclass(frozen=True)
class _Amount:
    milligrams: float
    first: int
    last: int
    is_of_a_piece: bool
    is_counted: bool


def find_doses(
    tokens: Sequence[Token],
    substances: Mapping[str, frozenset[str]],
    others: Iterable[str] = (),
) -> list[Dose]:
    """Return the doses of these substances; an amount next to one of the others is none of them."""
    named = {word: name for name, words in substances.items() for word in words}
    named |= {word: "" for word in others if word not in named}
    found: list[Dose] = []
    before: tuple[int, str] | None = None
    start = 0
    for _, group in groupby(tokens, key=lambda token: token.sentence):
        sentence = list(group)
        places = [
            (place, named[form])
            for place, token in enumerate(sentence)
            for form in token.forms
            if form in named
        ]
        known = before[1] if before else ""
        doses = _in_sentence(sentence, places, known, tokens, start) if places or known else []
        found += [
            Dose(dose.substance, dose.milligrams, start + dose.first, start + dose.last)
            for dose in doses
        ]
        start += len(sentence)
        if places:
            before = places[-1]
    return found


def _in_sentence(
    sentence: list[Token],
    places: list[tuple[int, str]],
    before: str,
    tokens: Sequence[Token],
    start: int,
) -> list[Dose]:
    words = [_word(token) for token in sentence]
    doses: list[Dose] = []
    following = [_word(token) for token in tokens[start + len(words) : start + len(words) + _NEAR]]
    for amount in _amounts(words, is_substance_near=bool(places) or bool(before)):
        substance = _nearest(amount, places) if places else before
        if not substance:
            continue
        rest = words[amount.last + 1 : amount.last + 1 + _NEAR]
        times = _times_a_day(words[amount.last + 1 : amount.last + 1 + _AFTER])
        if amount.is_of_a_piece and not amount.is_counted:
            times *= _pieces_in(rest) or _pieces_in(following) or _pieces_before(words, amount)
        doses.append(Dose(substance, amount.milligrams * times, amount.first, amount.last))
        if len(doses) == MOST_DOSES:
            break
    return _summed(doses, words)


def _word(token: Token) -> str:
    """Return a word as far as amounts go: the digits or unit that it is, or stands for."""
    forms = token.forms
    if len(forms) == 1:
        return forms[0]
    return next((form for form in forms if form in _READ), forms[0])


def _amounts(words: Sequence[str], *, is_substance_near: bool) -> Iterable[_Amount]:
    place = 0
    while place < len(words):
        first = number_at(words, place)
        if first is None:
            place += 1
            continue
        value, length = first
        end = place + length
        count = 1.0
        second = _second(words, end)
        if second is not None and value <= _MOST_PIECES:
            count, (value, length), end = value, second, second_end(words, end, second)
        unit_place = end + (words[end : end + 1] in (["a"], ["of"]))
        unit = UNIT_WORDS.get(words[unit_place]) if unit_place < len(words) else None
        if unit is None and words[end : end + 1] == ["s"] and is_substance_near:
            unit = "mg" if value >= _SMALLEST_STRENGTH else None
            unit_place = end
        if unit is None:
            place += 1
            continue
        last = unit_place
        is_of_a_piece = any(word in PIECES or word == "each" for word in words[last + 1 : last + 6])
        is_of_a_piece = is_of_a_piece or _is_counted_before(words, place)
        yield _Amount(value * count * UNITS[unit], place, last, is_of_a_piece, count != 1)
        place = last + 1


def _second(words: Sequence[str], end: int) -> tuple[float, int] | None:
    """Return the number after a count: "three 250", "3 x 250", "four tablets of 250"."""
    place = end
    while place < min(len(words), end + 3) and (words[place] in _TIMES or words[place] in PIECES):
        place += 1
    if place >= len(words) or not words[place][0].isdigit():
        return None
    return number_at(words, place)


def second_end(words: Sequence[str], end: int, second: tuple[float, int]) -> int:
    """Return where the number after a count ends."""
    place = end
    while words[place] in _TIMES or words[place] in PIECES:
        place += 1
    return place + second[1]


def _is_counted_before(words: Sequence[str], place: int) -> bool:
    return any(word in PIECES for word in words[max(0, place - 3) : place])


def _nearest(amount: _Amount, places: list[tuple[int, str]]) -> str:
    """Return the substance nearest to an amount; what stands behind it comes first."""

    def distance(found: tuple[int, str]) -> float:
        place, _ = found
        return place - amount.last - 0.5 if place > amount.last else amount.first - place

    first = bisect_left(places, (amount.first - _NEAR, ""))
    near = places[first : bisect_left(places, (amount.last + _NEAR, ""))]
    return min(near, key=distance)[1] if near else ""


def _times_a_day(words: Sequence[str]) -> float:
    """Return how often a day: 2 for "twice a day", a seventh for "a week"."""
    for word, following in pairwise([*words, ""]):
        if word in UNIT_WORDS:
            break
        if word in _RARER and "for" not in words[: words.index(word)]:
            return 1 / _RARER[word]
        if word in {"hourly", "hour"}:
            return 24.0
        if word in {"every", "each", "per", "with"} and following in _MEALS:
            return 3.0
        if word == "twice":
            return 2.0
    return _counted_times(words)


def _counted_times(words: Sequence[str]) -> float:
    for place, word in enumerate(words):
        number = number_at(words, place) if word not in {"a", "an"} else None
        if number is None:
            continue
        value, length = number
        after = words[place + length : place + length + 3]
        if after[:1] in (["times"], ["x"]) and 0 < value <= _MOST_PIECES:
            return value if set(after) & _A_DAY or len(after) > 1 else 1.0
        if after[:1] in (["hours"], ["hourly"], ["hrs"]) and words[max(0, place - 1)] == "every":
            return 24 / max(value, 1.0)
    is_both = "morning" in words and bool({"night", "evening", "bedtime"} & set(words))
    return 2.0 if is_both and "and" in words and not any(w[0].isdigit() for w in words) else 1.0


def _pieces_in(words: Sequence[str]) -> float:
    """Return how many pieces are taken, where a text says so after their strength."""
    for place, word in enumerate(words):
        number = number_at(words, place) if word not in {"a", "an"} else None
        if number is None:
            continue
        value, length = number
        after = words[place + length : place + length + 3]
        if after and (after[0] in PIECES or after[:2] == ["of", "them"] or set(after) & _A_DAY):
            return value if 0 < value <= _MOST_PIECES and after[0] != "times" else 0.0
    return 0.0


def _pieces_before(words: Sequence[str], amount: _Amount) -> float:
    """Return how many pieces are taken, where it stands before their strength."""
    for place in range(max(0, amount.first - 6), amount.first):
        number = number_at(words, place) if words[place] not in {"a", "an"} else None
        if number and any(w in PIECES for w in words[place + number[1] : place + number[1] + 2]):
            return number[0] if 0 < number[0] <= _MOST_PIECES else 1.0
    return 1.0


def _summed(doses: list[Dose], words: Sequence[str]) -> list[Dose]:
    """Add up what is taken in the morning and at night, told in one sentence."""
    later = {"night", "evening", "bedtime", "bed"} & set(words)
    if len(doses) != 2 or "morning" not in words or not later:
        return doses
    first, second = doses
    if first.substance != second.substance:
        return doses
    return [Dose(first.substance, first.milligrams + second.milligrams, first.first, second.last)]
