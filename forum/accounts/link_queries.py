"""Looking up mailed links."""

from ..clock import now
from ..database import db
from .link_models import Link


def find_link(nonce: str) -> Link | None:
    """Return the link with this nonce if it has neither been used up nor run out."""
    link = db.session.get(Link, nonce)
    if link is None or link.used_at is not None or link.ends_at <= now():
        return None
    return link
