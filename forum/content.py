"""What publishers write: files, what stands in them, and mistakes by file, line and field.

A line ends with a line feed, as editors count: U+2028 and the like are characters among others.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .shapes import sentence_for
from .text import UNWANTED

Model = TypeVar("Model", bound=BaseModel)
A = TypeVar("A")
B = TypeVar("B")
Place = tuple[int | str, ...]
"""Where a value stands in a document: keys and positions, from the outside in."""


@dataclass(frozen=True)
class Problem:
    """A mistake in a content file."""

    file: str
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        text = f"{self.file}, line {self.line}, {self.field}: {self.sentence}"
        return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class ContentError(Exception):
    """Content that cannot be published, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Document:
    """A parsed part of a content file, which can say on which line a value stands.

    `problems` were found on the way, and cannot be seen in the value: a key that is there twice.
    """

    file: str
    value: Any
    lines: Mapping[Place, int]
    first_line: int = 1
    problems: tuple[Problem, ...] = ()

    def problem(self, place: Place, sentence: str) -> Problem:
        """Return a problem with the value at this place."""
        return Problem(self.file, self._line_of(place), field_at(place), sentence)

    def check(self, model: type[Model]) -> Model:
        """Return the value as the model. Raises ContentError with every mistake."""
        problems = list(self.problems)
        named = {(problem.line, problem.field) for problem in problems}
        try:
            found = model.model_validate(self.value)
        except ValidationError as error:
            for item in error.errors(include_url=False, include_input=False):
                problem = self.problem(item["loc"], sentence_for(item))
                if (problem.line, problem.field) not in named:
                    problems.append(problem)
            raise ContentError(problems) from error
        if problems:
            raise ContentError(problems)
        return found

    def _line_of(self, place: Place) -> int:
        """Return the line of the value, or of the nearest one around it that is there."""
        around = (place[:length] for length in range(len(place), -1, -1))
        return next((self.lines[known] for known in around if known in self.lines), self.first_line)


def field_at(place: Place) -> str:
    """Return the name of a place, as problems give it."""
    return ".".join(str(step) or '""' for step in place) if place else "the file"


def unwanted_in(text: str) -> str | None:
    """Return what is wrong with the characters of a text, if anything is."""
    found = UNWANTED.search(text)
    return found and f"holds a character that nobody can see (U+{ord(found[0]):04X}): take it out"


def gather(*checks: Callable[[], Iterable[Problem]]) -> None:
    """Raise ContentError if any of the checks finds a problem."""
    problems = [problem for check in checks for problem in check()]
    if problems:
        raise ContentError(problems)


def both(first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
    """Return what both give. Raises ContentError with the problems of both."""
    try:
        found = first()
    except ContentError as error:
        try:
            second()
        except ContentError as other:
            raise ContentError([*error.problems, *other.problems]) from error
        raise
    return found, second()


def read_text(path: Path) -> str:
    """Return a file's text, with one kind of line end. Raises ContentError."""
    data = b""
    try:
        if path.exists() and not path.is_file():
            sentence = f"{path} is no file"
        else:
            data = path.read_bytes()
            return data.decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        sentence = f"there is no {path}"
    except OSError as error:
        sentence = f"{path} cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError([Problem(path.name, line, "the file", "is not UTF-8 text")]) from error
    raise ContentError([Problem(path.name, 1, "the file", sentence)])
