"""Styles and scripts go out as small as the browser takes them, and are asked for once."""

import base64
import gzip
import hashlib
import re

import brotli
import pytest

from forum.assets import read_assets
from tests.pages import read

pytestmark = pytest.mark.one_engine("sqlite")

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.fixture
def sheet(client):
    """The address and the digest of the sheet that every page links."""
    link = read(client.get("/")).select_one("link[rel=stylesheet]")
    return link["href"], link["integrity"]


@pytest.mark.parametrize(
    ("taken", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("", None)],
)
def test_a_file_comes_in_what_the_browser_takes(client, sheet, taken, encoding):
    address, integrity = sheet
    answer = client.get(address, headers={"Accept-Encoding": taken})
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert "immutable" in answer.headers["Cache-Control"]
    content = hashlib.sha384(UNPACK[encoding](answer.data)).digest()
    assert integrity == f"sha384-{base64.b64encode(content).decode()}"


def test_what_a_browser_holds_in_one_encoding_is_not_taken_for_another(client, sheet):
    address, _integrity = sheet
    packed = client.get(address, headers={"Accept-Encoding": "br"})
    held = {"If-None-Match": packed.headers["ETag"]}
    again = client.get(address, headers={"Accept-Encoding": "br", **held})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Vary"] == "Accept-Encoding"
    assert client.get(address, headers=held).status_code == 200


def test_head_says_what_get_would_send(client, sheet):
    address, _integrity = sheet
    for taken in ("br", "gzip", ""):
        headers = {"Accept-Encoding": taken}
        asked, sent = client.head(address, headers=headers), client.get(address, headers=headers)
        assert asked.data == b""
        for name in ("Content-Length", "Content-Encoding", "ETag", "Content-Type"):
            assert asked.headers.get(name) == sent.headers.get(name), name


def test_a_part_of_a_file_is_sent_of_the_body_that_the_whole_would_have(client, sheet):
    address, _integrity = sheet
    for taken in ("br", ""):
        headers = {"Accept-Encoding": taken}
        whole = client.get(address, headers=headers)
        part = client.get(address, headers={**headers, "Range": "bytes=10-19"})
        assert (part.status_code, part.data) == (206, whole.data[10:20])
        assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"
        other = {**headers, "Range": "bytes=10-19", "If-Range": '"another"'}
        assert client.get(address, headers=other).data == whole.data
    beyond = client.get(address, headers={"Range": "bytes=999999-"})
    assert beyond.status_code == 416


def test_a_change_of_one_sheet_leaves_the_others_and_the_scripts_as_they_are(tmp_path, monkeypatch):
    before = {name: asset.version for name, asset in read_assets().items()}
    for name in before:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("/* something */")
    monkeypatch.setattr("forum.assets.FOLDER", tmp_path)
    one = {name: asset.version for name, asset in read_assets().items()}
    (tmp_path / "css/search.css").write_text("/* changed */")
    two = {name: asset.version for name, asset in read_assets().items()}
    assert {name for name in one if one[name] != two[name]} == {"css/search.css"}
    (tmp_path / "js/lib/parts.js").write_text("// changed")
    three = {name: asset.version for name, asset in read_assets().items()}
    assert {name for name in one if two[name] != three[name]} == {
        name for name in one if name.startswith("js/")
    }


def test_scripts_import_each_other_within_one_version():
    assets = read_assets()
    scripts = {name: asset for name, asset in assets.items() if name.startswith("js/")}
    assert len({asset.version for asset in scripts.values()}) == 1
    for name, asset in scripts.items():
        for address in re.findall(r"(?:from |import\(?)[\"`]([^\"`]+)", asset.content.decode()):
            assert address.startswith("."), (name, address)
