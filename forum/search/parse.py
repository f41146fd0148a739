"""What somebody typed into the search, read as a query. Pure.

    calf "at night" -soap cause:statins remedy:"pickle juice" outcome:worse by:ida

Every text is a query: what cannot be read as one of these is looked for as words. Nothing of it
is ever handed to a database as syntax: see `expressions.py`.
"""

import re
import unicodedata
from dataclasses import dataclass
from dataclasses import field as field_

LONGEST = 200
"""Characters of a query that are read."""
MOST_TERMS = 24
FIELDS = ("cause", "remedy", "outcome", "by")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | {"−": "-"})
_TERM = re.compile(r'(-?)(?:(cause|remedy|outcome|by):)?(?:"([^"]*)(?:"|$)|(\S+))', re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Term:
    """A word, or several that stand together: looked for, or, where `is_excluded`, kept out.

    `field` is what it is about, one of FIELDS, or nothing: any text.
    """

    words: str
    field: str = ""
    is_phrase: bool = False
    is_excluded: bool = False
    source: str = field_(default="", compare=False)
    """How it was typed."""


@dataclass(frozen=True)
class Query:
    """What was typed, and the terms that it is made of."""

    text: str
    terms: tuple[Term, ...]


def parse(text: str) -> Query:
    """Return the query that a text stands for. Any text does; one without words has no terms."""
    text = " ".join(text[:LONGEST].split())
    terms = []
    for found in _TERM.finditer(text.translate(_QUOTES)):
        minus, field, phrase, word = found.groups(default="")
        words = " ".join(words_of(phrase or word))
        if words:
            terms.append(Term(words, field.lower(), bool(phrase), bool(minus), found[0]))
    return Query(text, tuple(terms[:MOST_TERMS]))


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters and without accents, as the index has them."""
    small = unicodedata.normalize("NFKD", text).lower()
    plain = unicodedata.normalize("NFKD", small)
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
