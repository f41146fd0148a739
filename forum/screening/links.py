"""Finding links in a text, also those that are written so that they look like none. Pure."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from .normalising import Folded, Span

_DOT = r"(?:\.|\s?[\[({<]\s?(?:\.|dot|d0t)\s?[\])}>]\s?|\s(?:dot|d0t)\s)"
_LABEL = r"[a-z0-9-]{1,63}"
_SCHEME = re.compile(r"(?:https?|hxxps?|ftp)\s?:\s?/\s?/\s?")
_DOTTED = re.compile(rf"(?<![a-z0-9.-]){_LABEL}(?:{_DOT}{_LABEL}){{1,6}}")
_PARTS = re.compile(_DOT)


class Link(NamedTuple):
    """A link: the host it leads to, and where it is written."""

    host: str
    span: Span


def find_links(folded: Folded, endings: Collection[str]) -> Iterator[Link]:
    """Yield the links of a text. `endings` are those by which a host is known without `www`."""
    schemes = {match.end() for match in _SCHEME.finditer(folded.text)}
    found: set[int] = set()
    for match in _DOTTED.finditer(folded.text):
        labels = [label for label in _PARTS.split(match.group()) if label]
        has_scheme = match.start() in schemes
        is_hidden = any(mark in match.group() for mark in "[({<")
        if has_scheme or is_hidden or labels[0] == "www" or _is_host(labels, endings):
            found.add(match.start())
            yield Link(".".join(labels), folded.span(*match.span()))
    for end in sorted(schemes - found):
        start = folded.text.rfind(":", max(0, end - 6), end)
        yield Link("", folded.span(max(0, start), end))


def is_trusted(host: str, domains: Collection[str]) -> bool:
    """Say whether a host is one of the domains, or lies within it."""
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _is_host(labels: list[str], endings: Collection[str]) -> bool:
    known = [place for place, label in enumerate(labels) if place and label in endings]
    return bool(known) and len(labels[known[0] - 1]) > 1 and not labels[0].isdigit()
