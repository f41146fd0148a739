"""Finished pages that several processes share, in Valkey or Redis; and what if nobody answers."""

import hashlib
import json
import logging
import time
from typing import Any

from .page_store import Kept, KeptPage, Key

SECONDS = 3_600
"""A page that nobody has asked another process for in an hour is forgotten."""
ANSWERS_WITHIN = 0.3
PAUSE = 10.0
"""So many seconds nothing is asked of a store that has failed."""

log = logging.getLogger("forum.pages")


def shared_store(url: str, edition: str) -> "SharedPages | None":
    """Return the store at an address; None without one. Processes of another edition of the site
    share nothing with those of this one."""
    if not url:
        return None
    from valkey import Valkey  # only who has a server needs it

    client = Valkey.from_url(
        url, socket_timeout=ANSWERS_WITHIN, socket_connect_timeout=ANSWERS_WITHIN
    )
    return SharedPages(client, edition)


class SharedPages:
    """Pages by their addresses and versions. A store that fails is left alone for a while: then
    each process makes its pages itself."""

    def __init__(self, client: Any, edition: str) -> None:
        self.client = client
        self.edition = edition
        self._silent_until = 0.0

    def get(self, key: Key, kept: Kept) -> KeptPage | None:
        """Return this version of a page, if another process has made it."""
        asked_at = time.monotonic()
        found = self._try("get", self._name(key, kept))
        if not isinstance(found, bytes):
            return None
        try:
            head, _line, body = found.partition(b"\n")
            encoding, headers = json.loads(head)
            return KeptPage(
                kept, [(name, value) for name, value in headers], {encoding: body}, asked_at
            )
        except (ValueError, TypeError):  # nothing of ours
            return None

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep this version of a page for the others."""
        encoding, body = page.first_body()
        head = json.dumps([encoding, page.headers]).encode()
        self._try("set", self._name(key, page.kept), head + b"\n" + body, ex=SECONDS)

    def _name(self, key: Key, kept: Kept) -> str:
        """Return the page's name there: nothing that people typed into an address."""
        digest = hashlib.sha256(json.dumps([*key, kept.etag]).encode()).hexdigest()
        return f"page:{self.edition}:{digest}"

    def _try(self, command: str, *values: Any, **options: Any) -> Any:
        from valkey.exceptions import ValkeyError

        if time.monotonic() < self._silent_until:
            return None
        try:
            return getattr(self.client, command)(*values, **options)
        except ValkeyError as error:
            self._silent_until = time.monotonic() + PAUSE
            log.warning(
                "VALKEY_URL does not answer (%s); pages are made here.", type(error).__name__
            )
            return None
