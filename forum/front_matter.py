"""Reading front matter: fields in YAML above a Markdown text, each of them text.

The library for YAML is not loaded before there is some: servers read none.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .content import ContentError, Document, Place, Problem, read_text, unwanted_in
from .text import UNWANTED

if TYPE_CHECKING:
    import yaml

FENCE = "---"
_FIRST_LINE = 2
_FIELD = re.compile(r"\s*([\w-]+)\s*:")
_EMPTY = {"", "~", "null"}
_LINE_ENDS = re.compile("[\u2028\u2029]")
_SENTENCES = {
    "mapping values are not allowed here": "a value with a colon in it needs quotes around it",
    "could not find expected ':'": "is no field with a colon and a value",
    r"found character '\t' that cannot start any token": "begins with a tab: blanks are needed",
}


def read_front_matter(path: Path) -> tuple[Document, str, int]:
    """Return a Markdown file's front matter, its text, and the line before the text's first.

    Characters that nobody can see are among the document's problems, those in the text too.
    """
    lines = read_text(path).split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip(" \t") == FENCE]
    if len(fences) < 2 or fences[0] != 0:
        sentence = "the file must begin with front matter between two lines of three dashes"
        raise ContentError([Problem(path.name, 1, "front matter", sentence)])
    end = fences[1]
    problems = []
    for number, line in enumerate(lines):
        unwanted = unwanted_in(line)
        if unwanted:
            named = _FIELD.match(line) if number < end else None
            field = named[1] if named else "front matter" if number < end else "the text"
            problems.append(Problem(path.name, number + 1, field, unwanted))
            lines[number] = UNWANTED.sub(" ", line)
    document = _read_fields(path.name, "\n".join(lines[1:end]), problems)
    return document, "\n".join(lines[end + 1 :]), end + 1


def _read_fields(file: str, head: str, problems: list[Problem]) -> Document:
    value: dict[str, Any] = {}
    lines: dict[Place, int] = {}
    for name, line, said in _fields(file, head, problems):
        sentence = "is there twice" if (name,) in lines else unwanted_in(f"{name} {said}")
        if sentence:
            problems.append(Problem(file, line, name, sentence))
        lines[name,] = line
        if said != "":
            value[name] = said
    return Document(file, value, lines, first_line=_FIRST_LINE, problems=tuple(problems))


def _fields(file: str, head: str, problems: list[Problem]) -> Iterator[tuple[str, int, Any]]:
    """Yield the name, the line and the text of each field: `slug: 123` is no number here.

    What is no text is given as it is, for whoever checks the fields to complain.
    """
    import yaml

    # YAML would take these for the ends of lines.
    head = _LINE_ENDS.sub(" ", head)
    try:
        node = yaml.compose(head, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = head.count("\n", 0, mark.index) + _FIRST_LINE if mark else _FIRST_LINE
        problem = Problem(file, line, "front matter", _sentence_for(error))
        raise ContentError([*problems, problem]) from error
    if node is not None and not isinstance(node, yaml.MappingNode):
        sentence = "must be lines of a field, a colon and a value"
        raise ContentError([*problems, Problem(file, _FIRST_LINE, "front matter", sentence)])
    for key, value in node.value if node else []:
        name = key.value if isinstance(key, yaml.ScalarNode) else "front matter"
        line = head.count("\n", 0, key.start_mark.index) + _FIRST_LINE
        yield name, line, _text_of(value) if isinstance(value, yaml.ScalarNode) else []


def _text_of(node: "yaml.ScalarNode") -> str:
    is_empty = not node.value.strip() or (node.style is None and node.value in _EMPTY)
    return "" if is_empty else str(node.value)


def _sentence_for(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    problem = str(getattr(error, "problem", None) or "cannot be read")
    return _SENTENCES.get(problem, problem)
