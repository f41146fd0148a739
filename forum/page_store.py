"""Finished pages in the memory of one process: bounded, the least recently used forgotten first."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from .encodings import compress, expand
from .questions import WrittenQuestion

MANY_READERS = 200
"""From so many readers on, a version is worth the tenth of a second that it takes to compress it as
well as can be."""
OVERHEAD = 4096
"""About what a page takes beside its bodies, in bytes."""
_OF_ONE_ANSWER = {"content-length", "etag", "x-request-id"}

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """What a view says of its answer: the question whether it still holds, and what the answer to
    that was before the page was made. `etag` names this version, in any encoding; `route` is what
    the log calls the address."""

    question: WrittenQuestion
    stamp: int
    etag: str
    route: str


@dataclass
class KeptPage:
    """An answer for everybody, in the encodings that were asked for. `held_at` is when it was last
    known to be the newest, by `time.monotonic()`."""

    kept: Kept
    headers: Headers
    bodies: dict[str, bytes]
    held_at: float
    readers: int = 0
    well_compressed: set[str] = field(default_factory=lambda: {"identity"})

    def __post_init__(self) -> None:
        self.headers = [pair for pair in self.headers if pair[0].lower() not in _OF_ONE_ANSWER]

    @property
    def is_compressible(self) -> bool:
        """Say whether there is anything to gain: pictures are compressed as they are."""
        return ("Content-Type", "image/png") not in self.headers

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return OVERHEAD + sum(map(len, self.bodies.values()))

    def body(self, encoding: str) -> bytes:
        """Return the body in this encoding; for many readers it is compressed once more, well."""
        self.readers += 1
        is_worth_it = self.readers > MANY_READERS and encoding not in self.well_compressed
        if encoding in self.bodies and not is_worth_it:
            return self.bodies[encoding]
        if is_worth_it:
            self.well_compressed.add(encoding)
        known, text = self.first_body()
        self.bodies[encoding] = compress(expand(text, known), encoding, thoroughly=is_worth_it)
        return self.bodies[encoding]

    def first_body(self) -> tuple[str, bytes]:
        """Return an encoding that it is kept in, and the body; in one step, since another thread
        may be adding one."""
        return list(self.bodies.items())[0]  # noqa: RUF015 - an iterator would break on that


class PageStore:
    """The pages that a process keeps, by their addresses; and which of them are being made."""

    def __init__(self, *, megabytes: int) -> None:
        self.most_bytes = megabytes * 1024 * 1024
        self._pages: OrderedDict[Key, KeptPage] = OrderedDict()
        self._sizes: dict[Key, int] = {}
        self._bytes = 0
        self._being_made: dict[Key, threading.Event] = {}
        self._lock = threading.Lock()

    def find(self, key: Key) -> KeptPage | None:
        """Return the page that is kept of an address."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: KeptPage) -> None:
        """Keep a page in place of its last version, or count anew what it takes."""
        with self._lock:
            self._drop(key)
            self._pages[key], self._sizes[key] = page, page.size
            self._bytes += self._sizes[key]
            while self._bytes > self.most_bytes:
                self._drop(next(iter(self._pages)))

    def body_of(self, key: Key, page: KeptPage, encoding: str) -> bytes:
        """Return a page's body in this encoding, which is kept from then on."""
        before, body = page.size, page.body(encoding)
        if page.size != before and self.find(key) is page:
            self.put(key, page)
        return body

    def drop(self, key: Key) -> None:
        """Forget the page of an address."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._sizes.clear()
            self._bytes = 0

    def begin(self, key: Key) -> threading.Event | None:
        """Take it on to make the next version of a page: `end` has to be called then. If somebody
        else is about it, return what to wait for."""
        with self._lock:
            other = self._being_made.get(key)
            if other is None:
                self._being_made[key] = threading.Event()
            return other

    def end(self, key: Key) -> None:
        """Let those go on who wait for the next version of a page."""
        with self._lock:
            self._being_made.pop(key).set()

    def _drop(self, key: Key) -> None:
        if self._pages.pop(key, None) is not None:
            self._bytes -= self._sizes.pop(key)
