"""What a server loads: `granian --interface wsgi wsgi:app`, or any other WSGI server."""

import contextlib
import ctypes

ARENA_MAX, MMAP_THRESHOLD, TRIM_THRESHOLD = -8, -3, -1

# What the C library is told about memory, before anything takes much of it (mallopt(3)): that all
# threads share one heap, and that what is no longer needed is given back. Left to itself it makes
# a heap for each thread, and each grows to what the dearest page needs.
with contextlib.suppress(OSError, AttributeError):  # other C libraries know nothing of this
    _say = ctypes.CDLL(None).mallopt
    _say(ARENA_MAX, 1)
    _say(MMAP_THRESHOLD, 128 * 1024)
    _say(TRIM_THRESHOLD, 128 * 1024)

from forum import create_app  # noqa: E402 - see above

app = create_app()
