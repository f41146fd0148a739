"""The pictures beside a link: they can be opened, are light, and say only what the figures do."""

import io

import pytest
from PIL import Image

from forum.remedies import pictures
from forum.remedies.picture_data import Bar, Picture
from forum.remedies.pictures import draw
from forum.remedies.statistics import OutcomeCounts
from tests import factories

ARTICLE = "/articles/leg-cramps"
WORDS = ("relieved", "helped some", "no change", "worse")
HEAVIEST = 60_000


def picture(**changes: object) -> Picture:
    values = {
        "site": "Eased",
        "above": "Leg cramps",
        "title": "Magnesium",
        "said": "41 tried it",
        "bars": (Bar("", "", OutcomeCounts(9, 8, 20, 4)),),
        "words": WORDS,
        "below": "Personal experiences, not medical advice.",
        "warning": "",
    }
    return Picture(**(values | changes))


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(content) <= HEAVIEST
    return image


def colours_of(content: bytes) -> set[str]:
    pixels = opened(content).convert("RGB").getcolors(1_000)
    return {"#%02x%02x%02x" % colour for number, colour in pixels if number > 200}  # noqa: UP031


@pytest.fixture
def written(monkeypatch) -> list[str]:
    """Collects every line that is written into pictures."""
    lines: list[str] = []
    write = pictures.Pen.text

    def note(pen, at, words, *rest, **more):
        lines.append(words)
        write(pen, at, words, *rest, **more)

    monkeypatch.setattr(pictures.Pen, "text", note)
    draw.cache_clear()
    return lines


def test_pictures_of_an_article_and_a_remedy_can_be_opened(client, article):
    for outcome in ("relieved", "helped_some", "no_change", "worse", "worse"):
        factories.experience(article, tried=[("heat", outcome), ("magnesium", outcome)])
    for path in (f"{ARTICLE}/share.png", f"{ARTICLE}/remedies/heat/share.png"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "image/png")
        assert {"#0b6b63", "#7fbfb3", "#c9c4b8", "#c8643c"} <= colours_of(answer.data), path
        etag = answer.headers["ETag"]
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("number", "bar", "share"), [(4, False, False), (9, True, False), (10, True, True)]
)
def test_few_people_make_no_bar_and_no_percentage(
    client, article, written, monkeypatch, number, bar, share
):
    drawn = []
    monkeypatch.setattr(pictures.Pen, "split", lambda *given: drawn.append(given))
    for _each in range(number):
        factories.experience(article, tried=[("heat", "relieved")])
    client.get(f"{ARTICLE}/remedies/heat/share.png")
    assert bool(drawn) is bar
    assert ("%" in "".join(written)) is share
    assert f"{number} tried it, {number} say it helped" in "".join(written)


def test_a_picture_holds_no_words_of_anybody(client, article, written):
    for _each in range(6):
        factories.experience(
            article,
            name="Zyx",
            story="Zyzzyva bit me there.",
            tried=[("Zyzzyva oil", "worse"), ("heat", "worse")],
        )
    for path in (f"{ARTICLE}/share.png", f"{ARTICLE}/remedies/heat/share.png"):
        assert client.get(path).status_code == 200
    assert "Zy" not in "".join(written)
    assert "Eased" in written


def test_two_uses_have_a_bar_each_and_no_share_of_both(client, article, written):
    for number in range(12):
        attempts = (
            factories.attempt(
                article, "rest-pacing", "worse", use=("during", "prevent")[number % 2]
            ),
        )
        factories.experience(article, story=f"It was the {number}th time.", attempts=attempts)
    client.get(f"{ARTICLE}/remedies/rest-pacing/share.png")
    assert {"To stop it now", "To prevent the next one", "12 tried it"} <= set(written)
    assert "%" not in "".join(written)


def test_a_demonstration_says_so(client, article, written):
    from forum.database import transaction

    client.get(f"{ARTICLE}/share.png")
    assert "invented" not in "".join(written)
    with transaction():
        article.is_demonstration = True
        article.stamp += 1
    client.get(f"{ARTICLE}/share.png")
    assert "A demonstration: invented" in written


def test_what_is_nobody_told_of_and_what_is_not_there(client, article):
    opened(client.get(f"{ARTICLE}/share.png").data)
    opened(client.get(f"{ARTICLE}/remedies/soap/share.png").data)
    assert client.get(f"{ARTICLE}/remedies/no-such/share.png").status_code == 404
    assert client.get("/articles/no-such/share.png").status_code == 404


@pytest.mark.parametrize(
    "title", ["x", "Ein langer Titel, der nicht aufhört – é ü ß ’ " * 4, "W" * 200]
)
def test_titles_of_any_length_fit(written, title):
    bars = tuple(
        Bar("Arzneimittelüberempfindlichkeit" * 2, "1,234 tried it", OutcomeCounts(1, 2, 3, n))
        for n in range(3)
    )
    for shown in (picture(title=title[:200]), picture(title=title[:200], bars=bars, said="")):
        written.clear()
        opened(draw(shown))
        in_serif = [line for line in written if line in title or line.endswith("…")]
        widest = max(pictures._width(line, "serif", 40) for line in in_serif)
        assert widest <= pictures.WIDTH - 2 * 64


@pytest.mark.parametrize("character", "éüßñøŁ–’“”…·%&")
def test_letters_of_european_languages_are_drawn(character):
    missing = "\U0010fffd"
    for font in ("serif", "sans", "bold"):
        masks = [bytes(pictures._font(font, 40).getmask(c)) for c in (character, missing)]
        assert masks[0] != masks[1], font


def test_the_same_figures_are_drawn_once():
    draw.cache_clear()
    assert draw(picture()) is draw(picture())
    assert draw.cache_info().hits == 1
