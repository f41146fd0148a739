"""Finding what shows who or where somebody is: addresses, numbers, dates of birth, names. Pure."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from .normalising import Folded, Span
from .spelling import Token
from .units import words

_MAIL_PART = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._%+-")
_NUMBERS = re.compile(r"(?<![\d.,])[+(]?\d[\d\s().-]{6,40}\d(?!,?\d)")
_AMERICAN = re.compile(r"(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}")
_POSTCODE = re.compile(r"(?<![a-z0-9])[a-z]{1,2}\d[a-z\d]?\s?\d[abd-hjlnp-uw-z]{2}(?![a-z0-9])")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}(?:st|nd|rd|th)?[\s./-]{1,2}(?:of )?(?:\d{1,2}|[a-z]{3,9})[\s,./-]{1,2}"
    r"(?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d|[a-z]{3,9} \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)"
    r"(?!\d)"
)
_BORN = frozenset(words("born birth dob birthday birthdate birthdays"))
_CALLS = frozenset(
    words("call phone ring text number mobile tel telephone whatsapp cell landline telegram")
)
_DIGIT_WORDS = frozenset(
    words("zero oh o nought one two three four five six seven eight nine double treble triple")
)
_NAMING = frozenset({"is", "called", "named", "name"})
_LEAST_DIGITS, _MOST_DIGITS = 9, 15
_LONGEST_PART = 64
_NEAR = 40


def find_contacts(folded: Folded) -> Iterator[Span]:
    """Yield e-mail addresses and telephone numbers."""
    yield from _mail_addresses(folded)
    for match in _NUMBERS.finditer(folded.text):
        if _is_telephone(folded.text, match):
            yield folded.span(*match.span())


def find_births(folded: Folded, tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield exact dates near a word of birth."""
    dates = list(_DATE.finditer(folded.text))
    if not dates:
        return
    births = [token.folded_start for token in tokens if not _BORN.isdisjoint(token.forms)]
    for date in dates:
        place = bisect_left(births, date.start())
        near = births[max(0, place - 1) : place + 1]
        if any(-_NEAR <= birth - date.start() <= _NEAR for birth in near):
            yield folded.span(*date.span())


def find_places(
    folded: Folded, tokens: Sequence[Token], streets: Collection[str]
) -> Iterator[Span]:
    """Yield postcodes, and house numbers with a street: "14 Larch Avenue".

    A word of `streets` that begins with a capital ("Drive") has to be written with one.
    """
    for match in _POSTCODE.finditer(folded.text):
        written = folded.original[slice(*folded.span(*match.span()))]
        if written.upper() == written or " " in written:
            yield folded.span(*match.span())
    for place, token in enumerate(tokens):
        word = token.forms[0]
        if not word[0].isdigit() or len(word) > 5:
            continue
        for length in (2, 3):
            last = tokens[min(place + length, len(tokens) - 1)].forms[0]
            if last not in streets and last.title() not in streets:
                continue
            named = tokens[place + 1 : place + 1 + length]
            if len(named) == length and _is_street(folded, token, named, streets):
                yield Span(token.start, named[-1].end)
                break


def find_names(
    folded: Folded,
    tokens: Sequence[Token],
    relations: Collection[str],
    common: Collection[str],
) -> Iterator[Span]:
    """Yield full names of people close to the writer: "my mum Margaret Doyle"."""
    for place, token in enumerate(tokens[:-2]):
        if not any(form in relations for form in token.forms):
            continue
        first, second = tokens[place + 1], tokens[place + 2]
        for after in (3, 4):
            if first.word in _NAMING and place + after < len(tokens):
                first, second = second, tokens[place + after]
        if first.sentence != second.sentence or second.opens or first.opens:
            continue
        is_named = all(_is_name(folded, each, common) for each in (first, second))
        if is_named and folded.text[first.folded_end : second.folded_start] == " ":
            yield Span(first.start, second.end)


def find_spoken_numbers(tokens: Sequence[Token]) -> Iterator[Span]:
    """Yield telephone numbers told in words: "oh seven seven ..."."""
    run: list[Token] = []
    for token in tokens:
        word = token.forms[0]
        if word in _DIGIT_WORDS or (len(word) == 1 and word.isdigit()):
            run.append(token)
        elif run:
            yield from _long_enough(run)
            run = []
    yield from _long_enough(run)


def _long_enough(run: Sequence[Token]) -> Iterator[Span]:
    """Yield a run of digits that is a number to call: told in words, or beginning with a nought."""
    in_words = sum(token.word.isalpha() for token in run)
    if len(run) >= _LEAST_DIGITS and (in_words > 1 or run[0].word == "0"):
        yield Span(run[0].start, run[-1].end)


def _mail_addresses(folded: Folded) -> Iterator[Span]:
    text = folded.text
    at = text.find("@")
    while at >= 0:
        start = at
        while start > 0 and at - start < _LONGEST_PART and text[start - 1] in _MAIL_PART:
            start -= 1
        end = at + 1
        while end < len(text) and end - at < _LONGEST_PART and text[end] in _MAIL_PART:
            end += 1
        host = text[at + 1 : end].strip(".-+%_")
        if at > start and re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", host):
            yield folded.span(start, at + 1 + len(host))
        at = text.find("@", at + 1)


def _is_telephone(text: str, match: re.Match[str]) -> bool:
    written = match.group()
    digits = sum(character.isdigit() for character in written)
    if not _LEAST_DIGITS <= digits <= _MOST_DIGITS:
        return False
    if written[0] in "+0" or written.startswith("(0") or _AMERICAN.fullmatch(written):
        return True
    before = text[max(0, match.start() - _NEAR) : match.start()]
    return bool(_CALLS & set(re.findall(r"[a-z]+", before)))


def _is_street(
    folded: Folded, number: Token, named: Sequence[Token], streets: Collection[str]
) -> bool:
    if number.sentence != named[-1].sentence or any(token.opens for token in named):
        return False
    written = [folded.original[token.start : token.end] for token in named]
    if written[0][:1].isupper() and any(form.title() in streets for form in named[-1].forms):
        return written[-1][:1].isupper()
    is_street = any(form in streets for form in named[-1].forms)
    return is_street and (written[0][:1].isupper() or len(named) == 2)


def _is_name(folded: Folded, token: Token, common: Collection[str]) -> bool:
    written = folded.original[token.start : token.end]
    return (
        len(written) > 1
        and written[0].isupper()
        and written[1:].replace("'", "").replace("-", "").islower()
        and not any(form in common for form in token.forms)
    )
