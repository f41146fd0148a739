"""Amounts as people write them: numbers in digits and words, units, how often a day. Pure."""

from collections.abc import Sequence


def words(text: str) -> list[str]:
    """Return the words of a list that stands in the code."""
    return text.split()


UNITS = {"mg": 1.0, "g": 1000.0, "mcg": 0.001}
"""Each unit in milligrams."""

UNIT_WORDS = {
    **dict.fromkeys(words("mg mgs milligram milligrams milligramme milligrammes mil"), "mg"),
    **dict.fromkeys(words("g gs gm gms gr gram grams gramme grammes"), "g"),
    **dict.fromkeys(words("mcg ug mcgs microgram micrograms microgramme microgrammes"), "mcg"),
}
_SMALL = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = words("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
VALUES: dict[str, float] = {
    **{word: float(value) for value, word in enumerate(_SMALL)},
    **{word: 10.0 * value for value, word in enumerate(_TENS) if value > 1},
    "a": 1.0,
    "an": 1.0,
    "couple": 2.0,
    "dozen": 12.0,
    "half": 0.5,
    "quarter": 0.25,
    "double": 2.0,
    "triple": 3.0,
}
_SCALES = {"hundred": 100.0, "thousand": 1000.0, "million": 1_000_000.0}
_MOST = 1_000_000_000.0
_MOST_WORDS = 6


def value_of(digits: str) -> float | None:
    """Return what digits say: 2,000 is two thousand, 0,5 a half; none if they are no number."""
    if not digits[:1].isdigit():
        return None
    whole, comma, rest = digits.rpartition(",")
    if comma and len(rest) == 3 and "." not in rest:
        digits = digits.replace(",", "")
    elif comma and "," not in whole and "." not in digits:
        digits = f"{whole}.{rest}"
    else:
        digits = digits.replace(",", "")
    try:
        return min(float(digits[:40]), _MOST)
    except ValueError:
        return None


def number_at(said: Sequence[str], place: int) -> tuple[float, int] | None:
    """Return the number that begins at this word, and how many words it has."""
    first = value_of(said[place])
    if first is None:
        return _words_at(said, place)
    scale = _SCALES.get(said[place + 1]) if place + 1 < len(said) else None
    return (first * scale, 2) if scale else (first, 1)


def _words_at(said: Sequence[str], place: int) -> tuple[float, int] | None:
    total = current = 0.0
    length = 0
    for word in said[place : place + _MOST_WORDS]:
        if word in VALUES and not (length and word in {"a", "an"}):
            value = VALUES[word]
            current = current * value if word in {"dozen"} and current else current + value
        elif word in _SCALES and length:
            total, current = total + max(current, 1.0) * _SCALES[word], 0.0
        elif not (word == "and" and length and said[place + length - 1] in _SCALES):
            break
        length += 1
    return (min(total + current, _MOST), length) if length else None
