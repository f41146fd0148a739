"""How bodies are compressed, and which way of it a browser takes.

Measured on an article page with twenty experiences (122,045 bytes; milliseconds of CPU):

    brotli   4  18,181   0.8        gzip  6  19,872   1.3
    brotli   5  17,222   1.2        gzip  9  19,782   1.5
    brotli   6  17,172   1.3
    brotli   9  17,062   9.9
    brotli  11  14,941   107

So what is compressed while somebody waits takes brotli 5 or gzip 6, and what is compressed once
and sent often, `thoroughly`, takes 11 or 9.
"""

import gzip
import re
from functools import lru_cache

import brotli

OFFERED = ("br", "gzip", "identity")
"""Best first; `identity` sends a body as it is."""
_ITEM = re.compile(r"\s*([\w*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.ASCII | re.I)


@lru_cache(maxsize=256)  # browsers send a handful
def choose_encoding(accept_encoding: str) -> str:
    """Return the encoding in which to answer a request with this Accept-Encoding: the one that it
    weighs most, and of several the best. What cannot be read is as if it were not there."""
    weights: dict[str, float] = {}
    for item in accept_encoding.split(","):
        found = _ITEM.fullmatch(item)
        if found:
            weights[found[1].lower()] = float(found[2] or 1)
    others = weights.get("*", 0.0)
    offered = {name: weights.get(name, others) for name in OFFERED}
    best = max(OFFERED, key=offered.__getitem__)  # the first of several
    return best if offered[best] > 0 else "identity"


def compress(body: bytes, encoding: str, *, thoroughly: bool) -> bytes:
    """Return the body in an encoding; the same body always gives the same bytes."""
    if encoding == "br":
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=11 if thoroughly else 5)
    if encoding == "gzip":
        return gzip.compress(body, 9 if thoroughly else 6, mtime=0)
    return body


def expand(body: bytes, encoding: str) -> bytes:
    """Return a compressed body as it was."""
    if encoding == "br":
        return brotli.decompress(body)
    return gzip.decompress(body) if encoding == "gzip" else body
