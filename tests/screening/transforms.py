"""Ways of writing a text so that people read it and lists do not."""

import re
from collections.abc import Callable

_ALIKE = str.maketrans("aeopcisxy", "аеорсіѕху")
_DIGITS = str.maketrans("aeios", "43105")


def _words(change: Callable[[str], str], *, longer_than: int = 3) -> Callable[[str], str]:
    def changed(text: str) -> str:
        return " ".join(
            change(word) if word.isalpha() and len(word) > longer_than else word
            for word in text.split(" ")
        )

    return changed


def _split_by(mark: str) -> Callable[[str], str]:
    return _words(lambda word: word[: len(word) // 2] + mark + word[len(word) // 2 :])


def _moved(capital: int, small: int) -> Callable[[str], str]:
    def change(character: str) -> str:
        if "A" <= character <= "Z":
            return chr(capital + ord(character) - ord("A"))
        return chr(small + ord(character) - ord("a")) if "a" <= character <= "z" else character

    return lambda text: "".join(map(change, text))


TRANSFORMS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "letters that look alike": lambda text: text.translate(_ALIKE),
    "zero width": "\u200b".join,
    "soft hyphens": _split_by("\u00ad"),
    "isolated": lambda text: f"\u2066{text}\u2069",
    "turned round": lambda text: f"\u202e{text[::-1]}\u202c",
    "full width": _moved(0xFF21, 0xFF41),
    "mathematical": _moved(0x1D400, 0x1D41A),
    "in circles": _moved(0x24B6, 0x24D0),
    "accents": lambda text: re.sub("([aeiou])", "\\1\u0301", text),
    "digits": _words(lambda word: word.translate(_DIGITS), longer_than=2),
    "spaced": _words(" ".join, longer_than=1),
    "dotted": _words(".".join, longer_than=1),
    "stars": _words("*".join, longer_than=1),
    "bold": _split_by("**"),
    "underscores": _split_by("_"),
    "code": _split_by("`"),
    "tags": _split_by("<b></b>"),
    "comments": _split_by("<!-- -->"),
    "brackets": _split_by("[]"),
    "hyphens": _split_by("-"),
    "repeated": _words(lambda word: re.sub("([aeiou])", "\\1\\1\\1", word)),
    "hard blanks": lambda text: text.replace(" ", "\u00a0"),
    "entities": lambda text: re.sub("[aeiou]", lambda found: f"&#{ord(found[0])};", text),
}
