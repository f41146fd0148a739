"""What people type, made safe to show.

Light Markdown: paragraphs, line breaks, emphasis and lists. A link becomes its words and its
address, as text. Everything else stays as it was typed.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

RENDERER_VERSION = 1
"""Grows when `to_html` changes, so that stored HTML can be told from what it would be now."""

_TAGS = {"p", "br", "em", "strong", "ul", "ol", "li"}
# Somebody who begins a line with "2019." means the year, not the first of a list.
_ATTRIBUTES = {"ol": {"start"}}
_EXCERPT_FROM = 700
_EXCERPT_LENGTH = 520
# Letters that look like nothing.
_BLANK = set("\u115f\u1160\u3164\uffa0")
# Halves of characters, control characters, those that cannot be seen, and those that turn the
# direction of text around.
UNWANTED = re.compile(
    "[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]"
)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no place for, however it is written."""


def tidy(text: str) -> str:
    """Return what was typed with one kind of line end, no stray blanks, no control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (line.rstrip() for line in UNWANTED.sub("", text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def tidy_line(text: str) -> str:
    """Return a name or another short text on one line."""
    return " ".join(tidy(text).split())


def to_html(text: str) -> str:
    """Return safe HTML of a text in light Markdown.

    A text whose marks are nested deeper than the parser goes would lose its end; such a text
    is shown without lists and links.
    """
    shown = _clean(_markdown.render(text))
    return shown if _letters(to_plain(shown)) == _letters(text) else _clean(_plain.render(text))


def has_words(text: str) -> bool:
    """Say whether there is anything to read: a letter or a number that can be seen."""
    return any(character.isalnum() and character not in _BLANK for character in text)


def to_plain(safe_html: str) -> str:
    """Return the words of our own safe HTML on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", safe_html)).split())


def fit_for_xml(text: str) -> str:
    """Return a text, or a whole document, without the characters that no XML may hold."""
    return _NOT_IN_XML.sub("", text)


def excerpt(safe_html: str) -> str | None:
    """Return the beginning of a long text as HTML; None if it is short enough to show whole."""
    plain = to_plain(safe_html)
    if len(plain) <= _EXCERPT_FROM:
        return None
    return f"<p>{html.escape(shorten(plain, _EXCERPT_LENGTH))}</p>"


def shorten(text: str, length: int) -> str:
    """Return at most `length` characters, cut between words."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[length // 2 :] else cut).rstrip(" ,.;:") + "…"


def _clean(rendered: str) -> str:
    return nh3.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES).strip()


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def _link_open(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    env.setdefault("links", []).append(str(tokens[place].attrGet("href") or ""))
    return ""


def _link_close(
    self: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    return html.escape(f" ({env['links'].pop()})")


def _make_markdown(*rules: str) -> MarkdownIt:
    markdown = MarkdownIt("zero", {"breaks": True, "maxNesting": 20})
    markdown.enable(["newline", *rules])
    markdown.add_render_rule("link_open", _link_open)
    markdown.add_render_rule("link_close", _link_close)
    return markdown


_markdown = _make_markdown("emphasis", "list", "escape", "link")
_plain = _make_markdown()
