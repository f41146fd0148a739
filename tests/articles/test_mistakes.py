"""Mistakes in an article's text are named with their own line, before a reader sees them."""

import pytest

from forum.remedies.source import read_content
from tests.sources import problems, write_article


@pytest.fixture
def complaints(tmp_path):
    """Gives the line within the text, and the field, of all that is wrong with it."""

    def read(text: str) -> list[tuple[int, str]]:
        before = write_article(tmp_path, text) - 1
        return [(line - before, field) for _file, line, field in problems(tmp_path)]

    return read


@pytest.fixture
def html(tmp_path):
    """Gives the HTML of a text that has no mistakes."""

    def read(text: str) -> str:
        write_article(tmp_path, text)
        return "".join(section.html for section in read_content(tmp_path).article.sections)

    return read


def test_two_sections_of_one_name_are_named_at_the_second(complaints):
    text = "## One\n\nText.\n\n## Two {#two}\n\nText.\n\n## One\n\nText.\n\n## Two\n\nText.\n"
    assert complaints(text) == [(9, "section"), (13, "section")]


@pytest.mark.parametrize(
    "line",
    [
        "[soup](remedy:soup)",
        "So.[^b]",
        "**So**[^b]",
        "`a`[^b]",
        "[a][b] [^c](x y)",
        "*[x](ftp://x)*",
    ],
)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("First,\nsecond\\\nthird  \nfourth: ", "\nlast."),
        ("A `span\nof code`\nand\n[a link](cause:pillow\n'title') ", ""),
        ("- one\n- two\n  - three\n    ", "\n- four"),
        ("> quote\nlazy\n> ", ""),
        ("| a | b |\n|---|---|\n| c | d |\n| e | ", " |"),
        ("::: notice\nText.\n\nMore\nand ", " more.\n:::\n"),
        ("First\nline\n====\n\n", ""),
    ],
)
def test_a_mistake_within_a_paragraph_has_its_own_line(complaints, before, line, after):
    found = complaints(before + line + after)
    assert before.count("\n") + 1 in [at for at, _field in found]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("So.[^a", "citation"),
        ("So.[^ a]", "citation"),
        ("So.[^a b]", "citation"),
        ("So.[^]", "citation"),
        ("So.[ ^a]", None),
        ("So.[the source [^a]](/b)", "citation"),
        ("[^a]: A. 2020.", "citation"),
        ("[^a]: https://example.org", "citation"),
        ("[so](cause:pillow", "link"),
        ("[so](a b)", "link"),
        ("[so] (cause:pillow)", "link"),
        ("[so][cause:pillow]", "link"),
        ("<cause:pillow>", "link"),
        ("[](cause:pillow)", "link"),
        ("[](/b)", "link"),
        ("[so]()", "link"),
        ("[so](javascript:x)", "link"),
        ("[so](ftp://example.org)", "link"),
        ("[so](causes:pillow)", "link"),
        ("[so](other.html)", "link"),
        ("[so](//example.org)", "link"),
        ("[so](http:)", "link"),
        ("[so][b]\n\n[b]: data.html", "link"),
        ("![so](https://example.org/a.png)", "picture"),
        ("[so](#nowhere)", "link"),
        ("[so](#)", "link"),
        ("::: warning\nSo.\n:::", "box"),
        ("::: Notice\nSo.\n:::", "box"),
        ("::: notice\nSo.", "box"),
        ("::: notice of it\nSo.\n:::", "box"),
        ("::: notice\n:::", "box"),
        ("So.\n\n:::", "box"),
        ("- ::: notice\n  So.\n\nMore.", "box"),
        ("So. {#so}", "section"),
        ("### So {#so}\n\nSo.", "section"),
        ("## So {#So}\n\nSo.", "section"),
        ("## So {#so it is}\n\nSo.", "section"),
        ("## So {#-}\n\nSo.", "section"),
        ("## {#so}\n\nSo.", "section"),
        ("##\n\nSo.", "section"),
        ("## ¿?\n\nSo.", "section"),
        ("## " + "so " * 40 + "\n\nSo.", "section"),
        ("## " + "so " * 80 + "{#so}\n\nSo.", "section"),
        ("## So[^a]\n\nSo.", "section"),
        ("## [So](cause:pillow)\n\nSo.", "section"),
        ("## So {#references}\n\nSo.", "section"),
        ("## So {#board}\n\nSo.", "section"),
        ("> ## So\n>\n> So.", "section"),
        ("::: notice\n## So\n\nSo.\n:::", "section"),
        ("## So\n\n## More\n\nMore.", "section"),
        ("## So", "section"),
        ("# So\n\nSo.", "heading"),
        ("So\n==\n\nSo.", "heading"),
        ("- # So", "heading"),
        ("###\n\nSo.", "heading"),
        ("", "the text"),
        ("\n\n", "the text"),
        ("So\x07.", "the text"),
        ("So\u200b.", "the text"),
        ("> " * 30 + "So.", "the text"),
    ],
)
def test_what_would_be_printed_or_lost_is_a_mistake(complaints, html, text, field):
    if field is None:
        assert html(text)
        return
    fields = [field for _line, field in complaints(text + "\n")]
    assert fields
    assert set(fields) == {field}


def test_a_section_in_a_list_is_no_section(complaints):
    assert complaints("So.\n\n- one\n\n  ## Two\n\n  Three.\n") == [(5, "section")]


def test_several_mistakes_are_listed_in_the_order_of_the_text(complaints):
    text = "# So\n\nSo[^b] [x](#y)\n[z](remedy:z).\n\n## One\n\n## One\n\n::: box\n"
    assert [line for line, _field in complaints(text)] == [1, 3, 3, 4, 6, 8, 10]


@pytest.mark.parametrize(
    "text",
    [
        "`[^b]` and `](` and `:::` and `{#so}` and `cause:so`",
        "    [^b] ]( ::: {#so} cause:so\n",
        "```\n[^b] ]( ::: {#so}\n# One\n## Two\n```",
        r"\[^b] and \[so\](x y) and \:\:\: and {\#so} and cause\:so",
        "&#91;^b]",
        "[one](http://a.example) [two](https://b.example/?q=1#c) [three](mailto:a@b.example)",
        "[one](/articles/stiff-necks/share) <https://b.example> [two](HTTPS://b.example)",
        "[one](#so) [two](#board)\n\n## So\n\nSo.[^a] [three](#references)",
        "[one](#ref-a)[^a]",
        "[one][b][^a]\n\n[b]: https://b.example",
        "Array[0] (see below), {curly}, a :: b, x[1], [in brackets], a^b, cause: heat, # one",
        "Text\n\n---\n\nText",
        "## One *two* `three` &amp; four\n\nText.",
        "::: notice\nText.\n:::\n\n::: stories\n[so](cause:pillow)\n:::",
        "::::notice\nText.\n::::",
        "::: notice  \nText.\n:::  \n   ",
        "### One\n\nText.\n\n#### Two\n\nText.",
        "A line\nthat goes on  \nand breaks\\\nand goes on.",
    ],
)
def test_what_markdown_allows_is_no_mistake(html, text):
    assert html(text)


def test_what_stands_in_code_or_after_a_backslash_is_printed(html):
    shown = html("`[^a]` and \\[^a] and `[x](cause:pillow)`")
    assert "<code>[^a]</code> and [^a] and <code>[x](cause:pillow)</code>" in shown


def test_a_sections_title_is_plain_words(tmp_path):
    write_article(tmp_path, "## One *two* `three` &amp; four\\! {#one}\n\nText.\n")
    [section] = read_content(tmp_path).article.sections
    assert (section.slug, section.title) == ("one", "One two three & four!")
