"""What a page says, once more for machines: JSON-LD in the words of https://schema.org. Pure."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

Data = dict[str, Any]

_SPECIAL = re.compile("[<>&\u2028\u2029]")
_CITATIONS = re.compile(r'<sup class="cite">.*?</sup>', re.DOTALL)
_INLINE = re.compile(r"<!--.*?-->|</?(?:a|em|strong|b|i|code|span|sup|sub)\b[^>]*>", re.DOTALL)
_ANY = re.compile(r"<[^>]+>")


def as_block(data: Mapping[str, Any]) -> Markup:
    """Return JSON that can stand inside a page's script element: whatever is in it, it neither
    ends that element nor begins another one."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(_SPECIAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def graph(*things: Data) -> Data:
    """Return several things as one block."""
    return {"@context": "https://schema.org", "@graph": list(things)}


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Data:
    """Return the way to a page, from the home page to itself, as names and whole addresses."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(steps, start=1)
        ],
    }


def words_of(safe_html: str) -> str:
    """Return the words of our own safe HTML on one line, without marks of sources and counts."""
    inline = _INLINE.sub("", _CITATIONS.sub("", safe_html))
    return " ".join(html.unescape(_ANY.sub(" ", inline)).split())
