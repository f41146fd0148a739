"""The tokens of forms wear a mask, another one on each page: these pages may be compressed."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.signing import masked, unmasked
from tests.board.test_views import EXPERIENCES, GOOD, SHARE
from tests.pages import fields_of, form_on, read

pytestmark = pytest.mark.one_engine("sqlite")
ZIPPED = {"Accept-Encoding": "gzip"}


def token_of(client) -> str:
    return fields_of(form_on(read(client.get(SHARE)), EXPERIENCES))["csrf_token"]


@given(st.text())
def test_behind_the_mask_is_what_was_given(secret):
    assert unmasked(masked(secret)) == secret


@given(st.text())
def test_whatever_is_sent_can_be_looked_behind(sent):
    assert isinstance(unmasked(sent), str)


def test_a_token_looks_different_on_each_page_and_counts_on_all(client, article):
    tokens = [token_of(client) for _ in range(3)]
    assert len(set(tokens)) == len({token[:20] for token in tokens}) == 3
    assert len({unmasked(token).partition(".")[0] for token in tokens}) == 1
    for number, token in enumerate(tokens):
        fields = fields_of(form_on(read(client.get(SHARE)), EXPERIENCES))
        fields |= {name.replace("__", "-"): value for name, value in GOOD.items()}
        fields |= {"csrf_token": token, "story": f"{GOOD['story']} And once more: {number}."}
        assert client.post(EXPERIENCES, data=fields).status_code == 303


def test_without_its_mask_or_changed_a_token_is_refused(client, article):
    token = token_of(client)
    middle = len(token) // 2 + 3
    changed = token[:middle] + ("b" if token[middle] == "a" else "a") + token[middle + 1 :]
    for wrong in (unmasked(token), changed, token[1:], token + "AA", masked("x"), "é", "=", ""):
        answer = client.post(EXPERIENCES, data={"csrf_token": wrong, **GOOD})
        assert answer.status_code == 400, wrong


def test_a_page_with_a_form_is_compressed_and_what_is_hers_alone_is_not(client, article):
    page = client.get(SHARE, headers=ZIPPED)
    assert page.headers["Content-Encoding"] == "gzip"
    assert b"csrf_token" in gzip.decompress(page.data)
    assert "Accept-Encoding" in page.headers["Vary"]
    own = client.get("/account/sign-in", headers=ZIPPED)
    assert own.status_code == 200
    assert "Content-Encoding" not in own.headers
