"""What others need to show one experience on their pages (oEmbed 1.0, https://oembed.com). Pure."""

import re
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from ..text import fit_for_xml

WIDTH = 560
NARROWEST = 240
LOWEST = 160
MOST_TRIED = 4
EXCERPT = 320
_PATH = re.compile(r"/experiences/([1-9][0-9]{0,14})(?:/card)?/?")
_LINE, _AROUND, _SMALL = 25, 186, 22
"""In pixels: a line of the story, what stands around it, and a line of what was tried."""


@dataclass(frozen=True)
class Frame:
    """How large a frame is to be."""

    width: int
    height: int


def experience_at(address: str, *, hosts: set[str]) -> int | None:
    """Return the number of the experience whose page an address leads to; None where it leads
    elsewhere. `hosts` are the names that the site answers to."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    found = _PATH.fullmatch(parts.path)
    is_ours = parts.scheme in {"http", "https"} and parts.netloc in hosts
    return int(found[1]) if found and is_ours else None


def frame_for(
    characters: int, *, tried: int, noted: int, widest: int | None, highest: int | None
) -> Frame:
    """Return the size of a frame in which a story of so many characters can be seen whole, with
    so many lines of what was tried and notes of so many characters; smaller where that is asked
    for: the card scrolls."""
    width = max(NARROWEST, min(WIDTH, widest or WIDTH))
    a_line = (width - 46) // 8
    height = _AROUND + _LINE * -(-characters // a_line) + _SMALL * (tried - (-noted // a_line))
    return Frame(width, max(LOWEST, min(height, highest or height)))


def frame_html(address: str, title: str, frame: Frame) -> str:
    """Return the code that shows the card at this address on somebody's page."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{frame.width}" '
        f'height="{frame.height}" style="border:0;max-width:100%" loading="lazy"></iframe>'
    )


def as_xml(content: dict[str, str | int]) -> str:
    """Return an answer of oEmbed as XML."""
    from xml.etree import ElementTree  # half a megabyte, and hardly anybody asks for it

    root = ElementTree.Element("oembed")
    for name, value in content.items():
        ElementTree.SubElement(root, name).text = fit_for_xml(str(value))
    declaration = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n'
    return declaration + ElementTree.tostring(root, encoding="unicode")
