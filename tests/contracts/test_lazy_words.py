"""No sentence that is translated late holds a person's words: templates take it for safe HTML."""

import ast
from collections.abc import Iterator

import pytest

from .test_architecture import FORUM

NUMBERS = {"least", "most", "length", "longest"}
"""What a late sentence may be filled in with. Words go in with `str(...)` around the sentence."""
OURS = {"label", "fault"}
"""Names under which sentences of ours are passed on, beside the constants."""


def strange_in(source: str) -> Iterator[str]:
    """Yield the late sentences that somebody else's words could be in."""
    tree = ast.parse(source)
    late = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("lazy_")
    }
    at_once = {
        id(argument) for node in _calls(tree) if _called(node) == "str" for argument in node.args
    }
    for call in _calls(tree):
        is_late = _called(call) in late or _called(call).startswith("lazy_")
        if is_late and id(call) not in at_once and not _is_ours(call):
            yield ast.unparse(call)


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _is_ours(call: ast.Call) -> bool:
    sentences = all(
        (isinstance(part, ast.Constant) and isinstance(part.value, str))
        or (isinstance(part, ast.Name) and (part.id.isupper() or part.id in OURS))
        for part in call.args
    )
    return sentences and all(keyword.arg in NUMBERS for keyword in call.keywords)


def test_no_late_sentence_holds_words_of_a_person():
    found = {
        f"{path.relative_to(FORUM)}: {strange}"
        for path in FORUM.rglob("*.py")
        for strange in strange_in(path.read_text())
    }
    assert found == set()


@pytest.mark.parametrize(
    ("call", "is_strange"),
    [
        ("_('Your name, %(name)s', name=who.name)", True),
        ("str(_('Your name, %(name)s', name=who.name))", False),
        ("_(who.name)", True),
        ("_(f'Hello {name}')", True),
        ("_('Hello', **facts)", True),
        ("flask_babel.lazy_gettext(text)", True),
        ("_('At most %(most)s fit.', most=MOST)", False),
        ("_(RULES_TEXT)", False),
    ],
)
def test_a_planted_one_is_found(call, is_strange):
    source = f"from flask_babel import lazy_gettext as _\n{call}"
    assert bool(list(strange_in(source))) is is_strange
