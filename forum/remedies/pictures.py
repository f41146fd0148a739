"""Draws the pictures that stand beside a link to a page of ours: figures in our colours. Pure."""

import io
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

from .models import Outcome
from .picture_data import Bar, Picture
from .statistics import FEWEST_FOR_SHARES, segments

Point = tuple[float, float]

WIDTH, HEIGHT = 1200, 630
_FINE = 2
"""Everything is drawn so many times as large, and then made smaller: edges become smooth."""
_EDGE, _TOP, _FLOOR = 64, 114, 574
"""How far text stays from the sides, and where what is between head and foot begins and ends."""
_ROW, _LEADING = 90, 1.14
_STEPS = 12
"""How many shades between each colour and the ground the edges of what is drawn have."""
_KEPT = 32
_TOKENS = Path(__file__).parents[1] / "static" / "css" / "tokens.css"
_TOKEN = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{3,6}),")
_INKS = (
    "ink", "muted", "accent", "warn", "warn-soft", "edge", "line",
    *(outcome.replace("_", "-") for outcome in Outcome),
)  # fmt: skip
_FONTS = {
    "serif": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
    "sans": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "bold": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
}
_MARK: tuple[Point, ...] = (
    (1, 9), (5, 9), (5, 2), (8.5, 2), (12, 2), (12, 16), (15.5, 16), (19, 16), (19, 9), (25, 9),
)  # fmt: skip
"""The mark of the masthead: a start, and three curves of two handles and an end each."""


class Pen:
    """Draws on the ground, in the measures of the finished picture."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), _colour("paper"))
        self._draw = ImageDraw.Draw(self.image)

    def text(
        self, at: Point, words: str, font: str, size: int, ink: str, *, ends: bool = False
    ) -> None:
        """Write a line that begins, or ends, on its base line `at` a place."""
        place, anchor = (at[0] * _FINE, at[1] * _FINE), "rs" if ends else "ls"
        self._draw.text(place, words, _colour(ink), _font(font, size * _FINE), anchor=anchor)

    def box(
        self, left: float, top: float, right: float, bottom: float, ink: str, radius: float = 0
    ) -> None:
        """Fill a box."""
        corners = [side * _FINE for side in (left, top, right, bottom)]
        self._draw.rounded_rectangle(corners, radius * _FINE, _colour(ink))

    def dot(self, x: float, y: float, ink: str) -> None:
        """Draw the mark of an outcome, with its edge, as the pages do."""
        self.box(x, y, x + 18, y + 18, "edge", 5)
        self.box(x + 1, y + 1, x + 17, y + 17, ink, 4)

    def curve(self, points: list[Point], width: float, ink: str) -> None:
        """Draw a line through points that lie close together, with round ends."""
        scaled = [(x * _FINE, y * _FINE) for x, y in points]
        radius = width * _FINE / 2
        for x, y in scaled:
            self._draw.ellipse([x - radius, y - radius, x + radius, y + radius], _colour(ink))

    def split(self, left: float, top: float, width: float, height: float, bar: Bar) -> None:
        """Draw a bar in the colours of the outcomes, as wide as each has people."""
        size = (round(width * _FINE), round(height * _FINE))
        strip = Image.new("RGB", size, _colour("line"))
        ink = ImageDraw.Draw(strip)
        for outcome, start, wide in segments(bar.counts, length=size[0]):
            ink.rectangle([start, 0, start + wide, size[1]], _colour(_ink_of(outcome)))
            if start:
                ink.rectangle([start - _FINE, 0, start + _FINE, size[1]], _colour("paper"))
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).rounded_rectangle([0, 0, size[0] - 1, size[1] - 1], 8 * _FINE, 255)
        self.image.paste(strip, (round(left * _FINE), round(top * _FINE)), mask)

    def png(self) -> bytes:
        """Return the picture as a file."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        few = small.quantize(palette=_palette(), dither=Image.Dither.NONE)
        file = io.BytesIO()
        few.save(file, "PNG", optimize=True)
        return file.getvalue()


@lru_cache(maxsize=_KEPT)
def draw(picture: Picture) -> bytes:
    """Return the picture as PNG, 1200 by 630."""
    pen = Pen()
    _head_and_foot(pen, picture)
    is_one = len(picture.bars) == 1 and not picture.bars[0].label
    rows = 0 if is_one else _ROW * len(picture.bars)
    room = _FLOOR - _TOP - (210 if is_one else rows) - 46 - (52 if picture.said else 14)
    lines, size = _fitted(picture.title, most=3, room=room)
    y = float(_TOP + 26)
    pen.text((_EDGE, y), picture.above, "sans", 27, "muted")
    y += 4
    for line in lines:
        y += size * _LEADING
        pen.text((_EDGE, y), line, "serif", size, "ink")
    pen.text((_EDGE, y + 50), picture.said, "sans", 30, "muted")
    if is_one:
        _one_bar(pen, picture)
    else:
        _bars(pen, picture)
    return pen.png()


def _head_and_foot(pen: Pen, picture: Picture) -> None:
    pen.box(0, 0, WIDTH, 10, "accent")
    pen.curve([(_EDGE + x * 2.1, 48 + y * 1.75) for x, y in _wave()], 5.2, "accent")
    pen.text((_EDGE + 68, 78), picture.site, "serif", 40, "ink")
    if picture.warning:
        width = _width(picture.warning, "bold", 22) + 36
        pen.box(WIDTH - _EDGE - width, 44, WIDTH - _EDGE, 86, "warn-soft", 21)
        pen.text((WIDTH - _EDGE - 18, 72), picture.warning, "bold", 22, "warn", ends=True)
    pen.text((_EDGE, 606), picture.below, "sans", 22, "muted")


def _one_bar(pen: Pen, picture: Picture) -> None:
    """Draw one bar over the whole width, and each outcome below it with its number."""
    bar, top = picture.bars[0], _FLOOR - 178
    has_bar = bar.counts.total >= FEWEST_FOR_SHARES
    if has_bar:
        pen.split(_EDGE, top, WIDTH - 2 * _EDGE, 52, bar)
    column = (WIDTH - 2 * _EDGE) / len(picture.words)
    for place, (outcome, number) in enumerate(bar.counts.by_outcome()):
        left = _EDGE + place * column
        pen.text((left, top + 122), f"{number}", "serif", 56, "ink")
        pen.dot(left, top + 143, _ink_of(outcome))
        pen.text((left + 30, top + 162), picture.words[place], "sans", 27, "muted")


def _bars(pen: Pen, picture: Picture) -> None:
    """Draw a row for each: its name, its bar, and how many people it stands for."""
    left, right = _EDGE + 320, WIDTH - _EDGE
    y = float(_FLOOR - _ROW * len(picture.bars))
    for bar in picture.bars:
        people = _width(bar.people, "sans", 25)
        for line, label in enumerate(_wrapped(bar.label, "bold", 27, left - _EDGE - 24)[:2]):
            pen.text((_EDGE, y + 34 + 30 * line), label, "bold", 27, "ink")
        has_bar = bar.counts.total >= FEWEST_FOR_SHARES
        if has_bar:
            pen.split(left, y + 8, right - left - people - 28, 32, bar)
        _counted(pen, (left, y + (70 if has_bar else 33)), bar, picture.words)
        pen.text((right, y + 33), bar.people, "sans", 25, "ink", ends=True)
        y += _ROW


def _counted(pen: Pen, at: Point, bar: Bar, words: tuple[str, ...]) -> None:
    """Write how often each outcome was told, with its mark."""
    x, y = at
    for place, (outcome, number) in enumerate(bar.counts.by_outcome()):
        said = f"{number} {words[place]}"
        pen.dot(x, y - 16, _ink_of(outcome))
        pen.text((x + 27, y), said, "sans", 22, "muted")
        x += 27 + _width(said, "sans", 22) + 20


def _fitted(title: str, *, most: int, room: float) -> tuple[list[str], int]:
    """Return the title in lines, as large as fits; cut short where even the smallest does not."""
    for size in range(78, 39, -2):
        lines = _wrapped(title, "serif", size, WIDTH - 2 * _EDGE)
        if len(lines) <= most and len(lines) * size * _LEADING <= room:
            return _balanced(title, len(lines), size), size
    kept = max(1, min(most, int(room // (size * _LEADING))))
    if len(lines) > kept:
        last = lines[kept - 1]
        while _width(f"{last}…", "serif", size) > WIDTH - 2 * _EDGE:
            last = last[:-1]
        lines = [*lines[: kept - 1], last.rstrip(" ,.;:") + "…"]
    return lines, size


def _balanced(title: str, number: int, size: int) -> list[str]:
    """Return the title in so many lines, all about as long: no word stands alone in the last."""
    widest = WIDTH - 2 * _EDGE
    for width in range(widest // 2, widest, 24):
        lines = _wrapped(title, "serif", size, width)
        if len(lines) == number:
            return lines
    return _wrapped(title, "serif", size, widest)


def _wrapped(words: str, font: str, size: int, width: float) -> list[str]:
    """Return words in lines of this width at most; a word that is longer is broken."""
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _width(joined, font, size) <= width:
            lines[-1] = joined
            continue
        lines += _pieces(word, font, size, width)
    return lines


def _pieces(word: str, font: str, size: int, width: float) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and _width(piece + character, font, size) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def _width(words: str, font: str, size: int) -> float:
    return _font(font, size).getlength(words)


def _wave() -> Iterator[Point]:
    """Yield the points of the mark, close together (Bézier's cubic curves)."""
    start = _MARK[0]
    for place in range(1, len(_MARK), 3):
        first, second, end = _MARK[place : place + 3]
        for step in range(81):
            t = step / 80
            u = 1 - t
            yield tuple(  # type: ignore[misc]
                u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
                for a, b, c, d in zip(start, first, second, end, strict=True)
            )
        start = end


def _ink_of(outcome: Outcome) -> str:
    return outcome.replace("_", "-")


@lru_cache(maxsize=64)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    package, file = _FONTS[name]
    return ImageFont.truetype(str(files(package) / "files" / file), size)


@lru_cache(maxsize=1)
def _colours() -> dict[str, str]:
    return dict(_TOKEN.findall(_TOKENS.read_text()))


def _colour(name: str) -> str:
    return _colours()[name]


@lru_cache(maxsize=1)
def _palette() -> Image.Image:
    """Return the colours that a picture may have: ours, and their shades on the ground."""
    ground = ImageColor.getrgb(_colour("paper"))
    shades = [
        round(under + (over - under) * step / _STEPS)
        for name in _INKS
        for step in range(1, _STEPS + 1)
        for under, over in zip(ground, ImageColor.getrgb(_colour(name)), strict=True)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette([*ground, *shades])
    return palette
