"""The names of members: no two look alike."""

import hashlib
import unicodedata

from .models import NAME_LENGTH

_KEPT = {
    "admin",
    "administrator",
    "moderator",
    "publisher",
    "support",
    "member",
    "guest",
    "visitor",
}


def name_key(name: str) -> str:
    """Return a name as it is compared: case, width, blanks and what cannot be seen aside."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    key = "".join(c for c in folded if unicodedata.category(c) not in {"Cf", "Zs"})
    # A few characters unfold to many: what would not fit the column is compared by its digest.
    return key if len(key) <= NAME_LENGTH * 2 else hashlib.sha256(key.encode()).hexdigest()


def is_kept(name: str, *, site_name: str) -> bool:
    """Say whether nobody may have this name, because it would pass for somebody in charge."""
    return name_key(name) in _KEPT | {name_key(site_name)}
