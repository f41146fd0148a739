"""What a browser does not take is never sent, and of what it takes the best."""

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.encodings import OFFERED, choose_encoding, compress

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
weights = st.integers(0, 1000).map(lambda number: number / 1000)
codings = st.sampled_from([*OFFERED, "*", "deflate", "zstd"])


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("deflate", "identity"),
        ("*", "br"),
        ("gzip;q=0", "identity"),
        ("br;q=0, *;q=0.1", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0, gzip;q=0.001", "gzip"),
        ("*;q=0", "identity"),  # nothing is left: better as it is than not at all
        ("GZIP ; Q=0.8 ,deflate", "gzip"),
        ("br;q=high, gzip", "gzip"),
    ],
)
def test_what_is_chosen(header, chosen):
    assert choose_encoding(header) == chosen


@given(st.dictionaries(codings, weights))
def test_nothing_is_sent_that_was_refused_or_weighed_less(weighed):
    chosen = choose_encoding(", ".join(f"{name};q={weight}" for name, weight in weighed.items()))
    given_to = {name: weighed.get(name, weighed.get("*", 0)) for name in OFFERED}
    assert chosen == "identity" or given_to[chosen] == max(given_to.values()) > 0


@given(st.text())
def test_any_header_is_answered(header):
    assert choose_encoding(header) in OFFERED


@given(st.binary(), st.sampled_from(OFFERED), st.booleans())
def test_what_is_unpacked_is_what_was_packed(body, encoding, thoroughly):
    packed = compress(body, encoding, thoroughly=thoroughly)
    assert UNPACK[encoding](packed) == body
    assert packed == compress(body, encoding, thoroughly=thoroughly)
