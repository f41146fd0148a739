"""Markdown as articles are written in it, in pieces that know on which line they stand. Pure."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.container import container_plugin

BOXES = ("notice", "stories")
DEEPEST = 20
"""How many levels the parser goes; what is nested deeper would be lost without a word."""


def parse(text: str) -> tuple[list[Token], EnvType]:
    """Return the text's blocks, and what the parser has noted beside them."""
    noted: EnvType = {}
    return _markdown.parse(f"{text}\n", noted), noted


def render(tokens: Sequence[Token]) -> str:
    """Return the HTML of these blocks."""
    return str(_markdown.renderer.render(tokens, _markdown.options, {}))


def line_of(block: Token, piece: Token | None = None) -> int:
    """Return the line on which a block, or a piece within it, begins: the first line is 1."""
    line = block.map[0] + 1 if block.map else 1
    return line + (piece.meta.get("line", 0) if piece else 0)


def box_of(token: Token) -> str | None:
    """Return which box begins or ends with this token."""
    kind, _, name = token.type.partition("_")
    return name.rpartition("_")[0] if kind == "container" else None


class _State(StateInline):
    """Notes the line within its block on each piece. A piece of text has no line ends in it."""

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        return self._note_line(super().push(ttype, tag, nesting))

    def pushPending(self) -> Token:  # noqa: N802 - the name the parser calls
        return self._note_line(super().pushPending())

    def _note_line(self, token: Token) -> Token:
        token.meta["line"] = self.src.count("\n", 0, self.pos)
        return token


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _make_markdown() -> MarkdownIt:
    markdown = MarkdownIt()
    markdown.inline = _Inline()
    markdown.configure("commonmark", {"html": False, "maxNesting": DEEPEST}).enable("table")
    # What stands behind a backslash stays apart: it means itself.
    markdown.disable("text_join")
    for name in BOXES:
        container_plugin(markdown, name, render=_render_box)
    return markdown


def _render_box(renderer: Any, tokens: list[Token], place: int, *rest: Any) -> str:
    is_notice = box_of(tokens[place]) == "notice"
    tag, name = ("aside", "callout") if is_notice else ("div", "door")
    return f'<{tag} class="{name}">\n' if tokens[place].nesting == 1 else f"</{tag}>\n"


_markdown = _make_markdown()
