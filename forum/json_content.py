"""Reading JSON that publishers write. Python's parser gives the values; a second reading tells
on which line each one stands, and what the parser keeps to itself: a key that is there twice."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from .content import ContentError, Document, Place, Problem, field_at, read_text, unwanted_in

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_DEPTH = 100
_LONGEST_NUMBER = 100
_SENTENCES = {
    "Expecting ',' delimiter": "a comma is missing, here or at the end of the line above",
    "Expecting ':' delimiter": "a colon is missing behind a name",
    "Expecting property name enclosed in double quotes": "a name in double quotes is missing, "
    "or there is a comma too many",
    "Expecting value": "a value is missing, or there is a comma too many",
    "Extra data": "something stands behind the end",
    "Unterminated string starting at": "a quote is missing at the end of a text",
    "Invalid control character at": "a quote is missing, or a text holds a line break or a tab",
}


def read_json(path: Path) -> Document:
    """Return a JSON file. Raises ContentError if it is missing or no JSON."""
    source = read_text(path)
    try:
        value = json.loads(source, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        line = min(error.lineno, source.rstrip("\n").count("\n") + 1)
        sentence = _SENTENCES.get(error.msg, error.msg)
        raise ContentError([Problem(path.name, line, "JSON", sentence)]) from error
    except RecursionError as error:
        deep = (found.line for found in walk(source) if len(found.place) >= _DEPTH)
        problem = Problem(path.name, next(deep, 1), "JSON", "is nested too deeply")
        raise ContentError([problem]) from error
    lines: dict[Place, int] = {}
    problems = []
    for found in walk(source):
        if found.is_key or found.place not in lines:
            lines[found.place] = found.line
        trouble = "is there twice" if found.is_again else unwanted_in(found.text)
        if trouble:
            problems.append(Problem(path.name, found.line, field_at(found.place), trouble))
    return Document(path.name, value, lines, problems=tuple(problems))


class Found(NamedTuple):
    """A key, or a value, and its line. `text` is what a key or a string says."""

    place: Place
    line: int
    text: str
    is_key: bool = False
    is_again: bool = False


@dataclass
class _Level:
    """An object or a list that is still open, its place, and the key or number that its next value
    has."""

    place: Place
    step: int | str | None
    keys: set[str] = field(default_factory=set)


def walk(source: str) -> Iterator[Found]:
    """Yield the keys and values of a JSON text, in its order."""
    levels: list[_Level] = []
    line, read = 1, 0
    for match in _TOKEN.finditer(source):
        token = match.group()
        line += source.count("\n", read, match.start())
        read = match.start()
        top = levels[-1] if levels else None
        if token == ",":
            if top:
                top.step = top.step + 1 if isinstance(top.step, int) else None
        elif token in "]}":
            del levels[-1:]
        elif token != ":":
            text = json.loads(token) if token[0] == '"' else ""
            is_key = top is not None and top.step is None
            is_again = False
            if top and is_key:
                top.step, is_again = text, text in top.keys
                top.keys.add(text)
            place: Place = top.place if top else ()
            if top and top.step is not None:
                place = (*place, top.step)
            yield Found(place, line, text, is_key, is_again)
            if token in "{[":
                levels.append(_Level(place, None if token == "{" else 0))


def _whole_number(digits: str) -> float:
    # Python refuses to read very long ones; no field takes a number without end.
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float("inf")
