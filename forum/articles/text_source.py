"""Reads an article's text: Markdown, from which sections are made. Pure.

Beside plain Markdown there are four things:

    ## When it strikes {#right-now}          a section, with the name in its address
    [Low magnesium](cause:magnesium-low)     a cause or remedy, shown with its count
    [^miller2022]                            a source, by its key in references.json
    ::: notice ... :::                       a box; `stories` makes a line of tags instead

What Markdown takes for plain text but was meant to be one of these is a mistake.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markdown_it.token import Token

from ..content import Problem, gather
from ..shapes import SLUG, SLUG_LENGTH
from .markdown_source import DEEPEST, box_of, line_of, parse, render
from .reference_source import References

REFERENCES_SLUG = "references"
_PLACES = {"main", "board", "most-tried", "by-cause"}
"""Names that the page beside the text has for its own places."""
_LONGEST_TITLE = 200
_SECTION_TITLE = re.compile(r"(?P<title>.*?)\s*(?:\{#(?P<slug>[^{}]*)\})?", re.DOTALL)
_CITATION = re.compile(r"\[\^([\w-]+)\]")
_NOTE = re.compile(r"\[\^[^\]]*\]:")
_TAG_LINK = re.compile(r"^(cause|remedy):(.*)$")
_ADDRESS = re.compile(r"https?://[^/?#]|mailto:.|/(?!/)", re.IGNORECASE)
_LEFTOVERS = (
    (
        re.compile(r"\[\^"),
        "citation",
        "a source is cited as [^key], with a key from references.json",
    ),
    (
        re.compile(r"\]\(|\b(?:cause|remedy):[a-z0-9]"),
        "link",
        "this is no link yet: [words](address), without blanks in the address",
    ),
    (
        re.compile(":::"),
        "box",
        "a box is ::: notice or ::: stories, and ::: on a line of its own at its end",
    ),
    (
        re.compile(r"\{#"),
        "section",
        "only a heading with ## has a name in braces, of small letters, numbers and hyphens",
    ),
)


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
    sections: dict[str, SectionSource] = field(default_factory=dict)
    anchors: list[tuple[int, str]] = field(default_factory=list)

    def read(self, text: str) -> list[SectionSource]:
        """Return the sections. Raises ContentError with every mistake, in the text's order."""
        tokens, noted = parse(text)
        self._check_blocks(tokens, text.split("\n"))
        for name, note in noted.get("references", {}).items():
            if name.startswith("^"):
                self._complain(note["map"][0] + 1, "citation", "sources stand in references.json")
        for part in _split(tokens):
            self._read_section(part)
        self._check_anchors()
        if not self.sections and not self.problems:
            self._complain(0, "the text", "is empty")
        gather(lambda: sorted(self.problems, key=lambda problem: problem.line))
        return list(self.sections.values())

    def _check_blocks(self, tokens: list[Token], lines: list[str]) -> None:
        for token, following in zip(tokens, [*tokens[1:], None], strict=False):
            line = line_of(token)
            if token.level >= DEEPEST - 1 and token.map:
                self._complain(line, "the text", "is nested too deeply")
            if token.type == "heading_open":
                self._check_heading(token, following)
            box = box_of(token)
            if box and token.map:
                end = token.map[1]
                if end >= len(lines) or not lines[end].strip(" \t>").startswith(":::"):
                    self._complain(line, "box", "needs ::: on a line of its own at its end")
                elif following is not None and box_of(following) == box:
                    self._complain(line, "box", "is empty")
                if token.info.strip() != box:
                    self._complain(line, "box", f"begins with ::: {box} and nothing behind it")

    def _check_heading(self, heading: Token, words: Token | None) -> None:
        line = line_of(heading)
        if heading.tag == "h1":
            sentence = "the title stands in the front matter; sections begin with ##"
            self._complain(line, "heading", sentence)
        elif heading.tag == "h2" and heading.level:
            self._complain(line, "section", "cannot begin within a box, a list or a quotation")
        elif heading.tag != "h2" and words is not None and not words.content:
            self._complain(line, "heading", "has no words")

    def _read_section(self, tokens: list[Token]) -> None:
        slug, title, line = "intro", "", line_of(tokens[0])
        if _begins_section(tokens[0]):
            title, slug = self._read_title(tokens[1], line)
            tokens = tokens[3:]
            if not tokens:
                self._complain(line, "section", "is empty")
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.type == "inline":
                token.children = list(self._inline(token, within=before))
        if slug in self.sections:
            self._complain(line, "section", f"two sections are named '{slug}'")
        self.sections[slug] = SectionSource(slug, title, render(tokens))

    def _read_title(self, inline: Token, line: int) -> tuple[str, str]:
        """Return a section's title, in plain words, and its name."""
        pieces = inline.children or []
        words = "".join(piece.content or " " * piece.type.endswith("break") for piece in pieces)
        found = _SECTION_TITLE.fullmatch(words)
        title, slug = (found["title"], found["slug"]) if found else (words, None)
        if slug is None:
            slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        if any(piece.type in {"link_open", "image"} for piece in pieces) or "[^" in title:
            self._complain(line, "section", "a title is plain words: no links, no sources")
        elif not title or len(title) > _LONGEST_TITLE:
            self._complain(line, "section", f"needs a title of up to {_LONGEST_TITLE} characters")
        elif slug in {REFERENCES_SLUG, *_PLACES}:
            self._complain(line, "section", f"needs another name than '{slug}': {{#like-this}}")
        elif not re.fullmatch(SLUG, slug) or len(slug) > SLUG_LENGTH:
            sentence = (
                "needs a name such as {#like-this}: small letters, numbers and hyphens, "
                f"up to {SLUG_LENGTH} of them"
            )
            self._complain(line, "section", sentence)
        else:
            self._check_text(title, line)
        return title, slug

    def _inline(self, inline: Token, *, within: Token | None) -> Iterator[Token]:
        """Yield the tokens of a paragraph, tag links with their counts and citations as links.

        A tag that is a heading, or the head of a list's item (a colon behind it), stands on a
        line of its own.
        """
        if _NOTE.match(inline.content):
            self._complain(line_of(inline), "citation", "sources stand in references.json")
        children = inline.children or []
        leads = within is not None and within.type == "heading_open"
        if within is not None and within.hidden and _is_headed(children):
            leads = True
            children[3].content = children[3].content.lstrip(" :")
        pill, link = "", None
        for number, token in enumerate(children):
            line = line_of(inline, token)
            if token.type == "link_open":
                link = token
                self._check_words(children[number : number + 2], line)
                pill = self._link(token, line, leads=leads and number == 0)
            elif token.type == "link_close":
                link = None
                yield from [_raw(pill)] if pill else []
            elif token.type == "image" and not str(token.attrGet("src")).startswith("/"):
                self._complain(line, "picture", "browsers show pictures of this site only: /...")
            if token.type == "text":
                yield from self._cite(token, line, is_linked=link is not None)
            else:
                yield _plain(token) if token.type == "text_special" else token

    def _check_words(self, opening: list[Token], line: int) -> None:
        is_bare_tag = _is_tag_link(opening[0]) and opening[0].markup == "autolink"
        if is_bare_tag or opening[-1].type == "link_close":
            self._complain(line, "link", "has no words: [words](address)")

    def _link(self, token: Token, line: int, *, leads: bool) -> str:
        """Check a link; if it is a tag's, return the mark that its count will replace."""
        href = str(token.attrGet("href"))
        if _is_tag_link(token):
            return self._link_tag(token, line, leads=leads)
        if href.startswith("#"):
            self.anchors.append((line, href.removeprefix("#")))
        elif not _ADDRESS.match(href):
            sentence = (
                f"'{href}' is no address that a link can have: https://..., mailto:..., /..., "
                "#section, cause:... or remedy:..."
            )
            self._complain(line, "link", sentence)
        return ""

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

    def _cite(self, token: Token, line: int, *, is_linked: bool) -> Iterator[Token]:
        parts = _CITATION.split(token.content)
        for place, part in enumerate(parts):
            if place % 2 == 0:
                self._check_text(part, line)
                yield Token("text", "", 0, content=part)
                continue
            problem = self.references.problem_with(part)
            if problem:
                self._complain(line, f"[^{part}]", problem)
            if is_linked:
                self._complain(line, "citation", "stands behind a link, not within it")
            if part not in self.cited:
                self.cited.append(part)
            number = self.cited.index(part) + 1
            yield _raw(
                f'<sup class="cite"><a href="#ref-{part}" role="doc-noteref">{number}</a></sup>'
            )

    def _check_text(self, text: str, line: int) -> None:
        """Complain of what would be printed, but was meant to be something else."""
        for pattern, field_, sentence in _LEFTOVERS:
            if pattern.search(text):
                self._complain(line, field_, sentence)

    def _check_anchors(self) -> None:
        listed = {f"ref-{key}" for key in self.cited} | ({REFERENCES_SLUG} if self.cited else set())
        for line, name in self.anchors:
            if name not in {*self.sections, *_PLACES, *listed}:
                self._complain(line, "link", f"the article has no section named '{name}'")

    def _complain(self, line: int, field_: str, sentence: str) -> None:
        self.problems.append(Problem(self.file, self.lines_before + line, field_, sentence))


def _split(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each section: those before the first h2, then from h2 to h2."""
    part: list[Token] = []
    for token in tokens:
        if _begins_section(token) and part:
            yield part
            part = []
        part.append(token)
    if part:
        yield part


def _begins_section(token: Token) -> bool:
    return token.type == "heading_open" and token.tag == "h2" and not token.level


def _is_headed(children: list[Token]) -> bool:
    """Say whether a line begins with a tag's link, and a colon behind it."""
    if len(children) < 4 or not _is_tag_link(children[0]):
        return False
    return children[2].type == "link_close" and children[3].content.lstrip().startswith(":")


def _is_tag_link(token: Token) -> bool:
    return token.type == "link_open" and bool(_TAG_LINK.match(str(token.attrGet("href"))))


def _plain(token: Token) -> Token:
    return Token("text", "", 0, content=token.content)


def _raw(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
