"""Reads an article's references.json: the sources that may be cited, by key. Pure."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, RootModel

from ..content import Document, Problem, gather
from ..json_content import read_json
from ..shapes import STRICT, Text, matching

KEY = r"[\w-]{1,80}"
_ADDRESS_LENGTH = 500

_Doi = Annotated[str, matching(r"10\.\S+", "should begin with 10., without an address before it")]
_Pmid = Annotated[str, matching(r"[0-9]+", "should be a number, in quotes")]
_Pmcid = Annotated[str, matching(r"PMC[0-9]+", "should be PMC and a number")]
_Url = Annotated[str, matching(r"https?://[^\s/]\S*", "must be an http or https address")]
_ITEM = re.compile(r'<li id="ref-[^"]*">(.*?)(?: <a href="([^"]*)"[^>]*>[^<]*</a>)?</li>')


class ReferenceSource(BaseModel):
    """A source in references.json. One that nobody has read is kept, and may not be cited."""

    model_config = STRICT

    citation: Text
    doi: _Doi | None = Field(default=None, max_length=_ADDRESS_LENGTH - 20)
    pmid: _Pmid | None = Field(default=None, max_length=20)
    pmcid: _Pmcid | None = Field(default=None, max_length=20)
    url: _Url | None = Field(default=None, max_length=_ADDRESS_LENGTH)
    citable: bool = True
    note: str = ""

    def link(self) -> str | None:
        """Return the address to read it at, the most lasting one first."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        if self.pmcid:
            return f"https://pmc.ncbi.nlm.nih.gov/articles/{self.pmcid}/"
        return self.url


class References(RootModel[dict[str, ReferenceSource]]):
    """All of references.json, by key."""

    def problem_with(self, key: str) -> str | None:
        """Return why this key cannot be cited, or None if it can."""
        if key not in self.root:
            return f"there is no reference '{key}' in references.json"
        if not self.root[key].citable:
            return f"reference '{key}' may not be cited: {self.root[key].note or 'not citable'}"
        return None

    def to_html(self, cited: Iterable[str]) -> str:
        """Return the list of those that are cited."""
        items = []
        for key in cited:
            source = self.root[key]
            link = html.escape(source.link() or "")
            host = re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", link)
            address = f' <a href="{link}" rel="nofollow">{host}</a>' if link else ""
            items.append(f'<li id="ref-{key}">{html.escape(source.citation)}{address}</li>')
        return f'<ol class="references">{"".join(items)}</ol>'


def read_references(folder: Path) -> References:
    """Return the folder's references. Raises ContentError."""
    document = read_json(folder / "references.json")
    references = document.check(References)
    gather(lambda: _find_bad_keys(document, references))
    return references


@dataclass(frozen=True)
class Cited:
    """A source as the list of references shows it; `address` is empty where it has none."""

    citation: str
    address: str


@lru_cache(maxsize=32)
def cited_in(listed: str) -> tuple[Cited, ...]:
    """Return the sources of a list that `to_html` has made; looked for once in each."""
    return tuple(
        Cited(html.unescape(citation), html.unescape(address))
        for citation, address in _ITEM.findall(listed)
    )


def _find_bad_keys(document: Document, references: References) -> Iterable[Problem]:
    for key in references.root:
        if not re.fullmatch(KEY, key):
            sentence = "a key is of letters, numbers, _ and -, so that [^key] can cite it"
            yield document.problem((key,), sentence)
