"""Reading what publishers write: JSON and front matter, checked, with mistakes by file and line.

Values come from the JSON or YAML parser and are checked by pydantic; the lines of mistakes
come from a second, positional reading, made only when there is one.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

FRONT_MATTER = "---"

Model = TypeVar("Model", bound=BaseModel)
Place = Sequence[int | str]


@dataclass(frozen=True)
class Problem:
    """A mistake in a content file."""

    file: str
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.field}: {self.sentence}"


class ContentError(Exception):
    """Content that cannot be published, with everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Document:
    """A parsed part of a content file, which can say on which line a value stands."""

    file: str
    value: Any
    source: str
    first_line: int = 1

    def problem(self, place: Place, sentence: str) -> Problem:
        """Return a problem with the value at this place, a path of keys and positions."""
        field = ".".join(map(str, place)) or "the file"
        return Problem(self.file, self._line_of(place), field, sentence)

    def check(self, model: type[Model]) -> Model:
        """Return the value as the model. Raises ContentError with every mistake."""
        try:
            return model.model_validate(self.value)
        except ValidationError as error:
            raise ContentError(
                self.problem(item["loc"], item["msg"]) for item in error.errors()
            ) from error

    def _line_of(self, place: Place) -> int:
        # JSON in tabs is no YAML; a tab inside a JSON string would be no JSON.
        node = yaml.compose(self.source.replace("\t", " "), Loader=yaml.CSafeLoader)
        line = 0
        for step in place:
            if node is None:
                break
            key, node = _child(node, step)
            named = key or node
            line = named.start_mark.line if named else line
        return self.first_line + line


def read_json(path: Path) -> Document:
    """Return a JSON file. Raises ContentError if it is missing or no JSON."""
    source = _read(path)
    try:
        return Document(path.name, json.loads(source), source)
    except json.JSONDecodeError as error:
        raise ContentError([Problem(path.name, error.lineno, "JSON", error.msg)]) from error


def read_front_matter(path: Path) -> tuple[Document, str, int]:
    """Return a Markdown file's front matter, its text, and the line before the text's first."""
    source = _read(path)
    lines = source.splitlines(keepends=True)
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FRONT_MATTER]
    if len(fences) < 2 or fences[0] != 0:
        sentence = "the file must begin with front matter between two lines of three dashes"
        raise ContentError([Problem(path.name, 1, "front matter", sentence)])
    head = "".join(lines[1 : fences[1]])
    try:
        document = Document(path.name, yaml.safe_load(head) or {}, head or "{}", first_line=2)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        problem = Problem(path.name, line, "front matter", error.problem or "cannot be read")
        raise ContentError([problem]) from error
    return document, "".join(lines[fences[1] + 1 :]), fences[1] + 1


def gather(*checks: Callable[[], Iterable[Problem]]) -> None:
    """Raise ContentError if any of the checks finds a problem."""
    problems = [problem for check in checks for problem in check()]
    if problems:
        raise ContentError(problems)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        problem = Problem(path.name, 1, "the file", f"there is no {path}")
        raise ContentError([problem]) from error
    except UnicodeDecodeError as error:
        problem = Problem(path.name, 1, "the file", "is not UTF-8 text")
        raise ContentError([problem]) from error


def _child(node: yaml.Node, step: int | str) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None, None
