"""Looks through HTML for what could run a script, or could come from a stranger."""

import html
import re
from urllib.parse import urlsplit

_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s\"'<>=`/]+(?:=\"[^\"<>]*\")?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([^\s\"'<>=`/]+)(?:=\"([^\"<>]*)\")?")
_ADDRESSES = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "ping"}
_NEVER = {
    "animate", "applet", "audio", "base", "embed", "foreignobject", "frame", "frameset", "handler",
    "iframe", "image", "img", "keygen", "listing", "marquee", "math", "noembed", "noframes",
    "object", "plaintext", "portal", "set", "style", "template", "use", "video", "xmp",
}  # fmt: skip
_NO_ATTRIBUTES = {"style", "srcdoc", "http-equiv", "background"}
_NO_PREFIXES = ("on", "@", "v-", "x-", "hx-", "ng-")
STRANGER = "evil.example"


def faults_in(page: str) -> list[str]:
    """Return what stands in a page of ours that could run a script, or that no template wrote.

    Our templates quote every attribute with `"`; any other `<` has been typed by somebody.
    """
    bare = page.removeprefix("<!doctype html>")
    faults = [f"typed: {stray!r}" for stray in re.findall("<.{0,60}", _TAG.sub("", bare), re.S)]
    for name, attributes in _TAG.findall(bare):
        if name.lower() in _NEVER:
            faults.append(f"element: {name}")
        is_data = attributes.strip() == 'type="application/ld+json"'
        if name.lower() == "script" and 'src="/static/' not in attributes and not is_data:
            faults.append(f"script: {attributes}")
        for attribute, value in _ATTRIBUTE.findall(attributes):
            faults += _faults_of(attribute.lower(), html.unescape(value))
    return faults


def _faults_of(attribute: str, value: str) -> list[str]:
    is_strange = attribute == "data-behavior" and not re.fullmatch(r"[a-z -]+", value)
    if is_strange or attribute.startswith(_NO_PREFIXES) or attribute in _NO_ATTRIBUTES:
        return [f"attribute: {attribute}={value!r}"]
    return [f"address: {value!r}"] if attribute in _ADDRESSES and not _is_good(value) else []


def _is_good(address: str) -> bool:
    """Say whether an address is a place of ours, a page or mailbox elsewhere, or a number."""
    if any(not "!" <= character <= "~" or character == "\\" for character in address):
        return False
    parts = urlsplit(address)
    if parts.netloc == STRANGER or (parts.netloc and not parts.scheme):
        return False
    is_number = re.fullmatch(r"tel:\+?[0-9]{2,15}", address) is not None
    return is_number or parts.scheme in {"", "http", "https", "mailto"}
