"""What people type becomes safe HTML, and nothing of it is lost."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import text
from forum.text import excerpt, shorten, tidy, tidy_line, to_html, to_plain

ALLOWED = {"p", "br", "em", "strong", "ul", "ol", "li"}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("One\nTwo", "<p>One<br>\nTwo</p>"),
        ("*soft* **loud**", "<p><em>soft</em> <strong>loud</strong></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("2019. A bad year.", '<ol start="2019">\n<li>A bad year.</li>\n</ol>'),
        ("[shop](https://shop.example/a?b=1&c)", "<p>shop (https://shop.example/a?b=1&amp;c)</p>"),
        ("https://shop.example", "<p>https://shop.example</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("# not a heading", "<p># not a heading</p>"),
        ("5 * 3 * 2", "<p>5 * 3 * 2</p>"),
    ],
)
def test_light_markdown(typed, shown):
    assert to_html(typed) == shown


@given(st.text(st.characters() | st.sampled_from("*_[]()<>&-#`!\\\n\"'"), max_size=300))
def test_any_text_becomes_only_the_few_tags_we_know(text):
    shown = to_html(tidy(text))
    tags = re.findall(r"<(/?)([a-z]+)([^>]*)>", shown)
    assert {name for _close, name, _rest in tags} <= ALLOWED
    assert all(not rest or re.fullmatch(r' start="\d+"', rest) for _close, _name, rest in tags)
    assert "<" not in re.sub(r"</?[a-z]+[^>]*>", "", shown)


@given(st.text(st.characters(categories=["L", "Nd"]) | st.sampled_from(" \n.,"), max_size=300))
def test_plain_words_come_through_unchanged(text):
    tidied = tidy(re.sub(r"(?m)^\s*\d+\.\s*", "", text))
    assert to_plain(to_html(tidied)).split() == tidied.split()


@pytest.mark.parametrize("mark", ["> ", "- ", "* ", "1. ", "[", "*a ", "**a _b "])
def test_marks_nested_beyond_all_sense_lose_no_words(mark):
    assert "the end" in to_plain(to_html(tidy(mark * 60 + "the end")))


@given(st.text())
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)
    assert "\n" not in tidy_line(text)


def test_what_the_renderer_might_let_through_is_taken_out(monkeypatch):
    slip = '<p onclick="x()">words<script>x()</script> <a href="javascript:x()">link</a></p>'
    for renderer in (text._markdown, text._plain):
        monkeypatch.setattr(renderer, "render", lambda _text: slip)
    assert to_html("any") == "<p>words link</p>"


def test_characters_that_turn_text_around_are_left_out():
    assert tidy("good \u202eevil\u0007 \ufeffwo\u200brds") == "good evil words"


@given(st.text(max_size=200), st.integers(2, 50))
def test_a_shortened_text_is_short_and_begins_like_the_whole(text, length):
    short = shorten(text, length)
    assert len(short) <= length
    assert text.startswith(short.rstrip("…")) or short == text


def test_a_short_story_needs_no_excerpt_and_a_long_one_gets_a_safe_one():
    assert excerpt("<p>Short.</p>") is None
    long = to_html("A <b>word</b> & more. " * 60)
    cut = excerpt(long)
    assert cut is not None
    assert len(html.unescape(cut)) < 600
    assert "<b>" not in cut
    assert "&lt;b&gt;" in cut
