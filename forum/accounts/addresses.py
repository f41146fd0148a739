"""E-mail addresses: how they are compared, and what can be one."""

import re
import unicodedata

from ..mail.models import ADDRESS_LENGTH

_OTHER = r"[^\s@\"(),:;<>\[\]\\]"
_LABEL = r"[^\s@\"(),:;<>\[\]\\.]+"
_ADDRESS = re.compile(rf"{_OTHER}{{1,64}}@{_LABEL}(?:\.{_LABEL})+")


def normal(address: str) -> str:
    """Return an address as it is stored and compared: in small letters, no blanks around it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).strip().casefold())


def is_address(text: str) -> bool:
    """Say whether this can be an address. Whether it is one, only a mail can tell."""
    can_be_written = text.isprintable() and len(text.encode()) <= ADDRESS_LENGTH
    return can_be_written and bool(_ADDRESS.fullmatch(text))
