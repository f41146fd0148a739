"""Reads an article's text: Markdown, from which sections are made. Pure.

Beside plain Markdown there are four things:

    ## When it strikes {#right-now}          a section, with the name in its address
    [Low magnesium](cause:magnesium-low)     a cause or remedy, shown with its count
    [^miller2022]                            a source, by its key in references.json
    ::: notice ... :::                       a box; `stories` makes a line of tags instead
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from ..content import Problem, gather
from .reference_source import References

REFERENCES_SLUG = "references"
_SECTION_TITLE = re.compile(r"^(?P<title>.*?)\s*(?:\{#(?P<slug>[a-z0-9-]+)\})?$")
_CITATION = re.compile(r"\[\^([\w-]+)\]")
_TAG_LINK = re.compile(r"^(cause|remedy):(.*)$")


@dataclass(frozen=True)
class SectionSource:
    """A section: HTML in which `<!--count cause slug-->` stands where a count belongs."""

    slug: str
    title: str
    html: str


@dataclass
class TextReading:
    """One pass over an article's text, collecting citations and mistakes on its way."""

    file: str
    lines_before: int
    slug: str
    references: References
    tags: Mapping[str, set[str]]
    cited: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def read(self, text: str) -> list[SectionSource]:
        tokens = _markdown.parse(text)
        sections = [self._section(part) for part in _split(tokens)]
        slugs = [section.slug for section in sections]
        for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
            self._complain(0, "section", f"two sections are named '{slug}'")
        gather(lambda: self.problems)
        return sections

    def _section(self, tokens: list[Token]) -> SectionSource:
        slug, title = "intro", ""
        if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h2":
            found = _SECTION_TITLE.match(tokens[1].content)
            title = found["title"] if found else ""
            slug = (found and found["slug"]) or re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
            if not slug or slug == REFERENCES_SLUG:
                self._complain(_line(tokens[0]), "section", "needs another name: {#like-this}")
            tokens = tokens[3:]
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.type == "inline":
                token.children = list(self._inline(token, within=before))
        return SectionSource(slug, title, _markdown.renderer.render(tokens, _markdown.options, {}))

    def _inline(self, inline: Token, *, within: Token | None) -> Iterator[Token]:
        """Yield the tokens of a line, tag links with their counts and citations as links.

        A tag that is a heading, or the head of a list's item (a colon behind it), stands on a
        line of its own.
        """
        children = inline.children or []
        leads = within is not None and within.type == "heading_open"
        if within is not None and within.hidden and _is_headed(children):
            leads = True
            children[3].content = children[3].content.lstrip(" :")
        pill = ""
        for number, token in enumerate(children):
            if token.type == "link_open" and _is_tag_link(token):
                pill = self._link_tag(token, _line(inline), leads=leads and number == 0)
            if token.type == "link_close" and pill:
                yield _raw(pill)
                pill = ""
            if token.type == "text":
                yield from self._cite(token, _line(inline))
            else:
                yield token

    def _link_tag(self, token: Token, line: int, *, leads: bool) -> str:
        """Point a tag's link at the board; return the mark that its count will replace."""
        found = _TAG_LINK.match(str(token.attrGet("href")))
        type_, slug = found.groups() if found else ("", "")
        if slug not in self.tags.get(type_, set()):
            self._complain(line, f"{type_}:{slug}", f"the vocabulary has no {type_} '{slug}'")
        token.attrs = {
            "class": "named leads" if leads else "named",
            "href": f"/articles/{self.slug}?{type_}={slug}#board",
        }
        return f"<!--{'experiences' if leads else 'count'} {type_} {slug}-->"

    def _cite(self, token: Token, line: int) -> Iterator[Token]:
        parts = _CITATION.split(token.content)
        for place, part in enumerate(parts):
            if place % 2 == 0:
                yield Token("text", "", 0, content=part)
                continue
            problem = self.references.problem_with(part)
            if problem:
                self._complain(line, f"[^{part}]", problem)
            if part not in self.cited:
                self.cited.append(part)
            number = self.cited.index(part) + 1
            yield _raw(
                f'<sup class="cite"><a href="#ref-{part}" role="doc-noteref">{number}</a></sup>'
            )

    def _complain(self, line: int, field_: str, sentence: str) -> None:
        self.problems.append(Problem(self.file, self.lines_before + line, field_, sentence))


def _split(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each section: those before the first h2, then from h2 to h2."""
    part: list[Token] = []
    for token in tokens:
        if token.type == "heading_open" and token.tag == "h2" and part:
            yield part
            part = []
        part.append(token)
    if part:
        yield part


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 0


def _is_headed(children: list[Token]) -> bool:
    """Say whether a line begins with a tag's link, and a colon behind it."""
    if len(children) < 4 or not _is_tag_link(children[0]):
        return False
    return children[2].type == "link_close" and children[3].content.lstrip().startswith(":")


def _is_tag_link(token: Token) -> bool:
    return token.type == "link_open" and bool(_TAG_LINK.match(str(token.attrGet("href"))))


def _raw(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)


def _make_markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    for name in ("notice", "stories"):
        container_plugin(markdown, name, render=_render_container)
    return markdown


def _render_container(renderer: Any, tokens: list[Token], place: int, *rest: Any) -> str:
    token = tokens[place]
    kind = token.type.removeprefix("container_").rsplit("_", 1)[0]
    tag, name = ("aside", "callout") if kind == "notice" else ("div", "door")
    return f'<{tag} class="{name}">\n' if token.nesting == 1 else f"</{tag}>\n"


_markdown = _make_markdown()
