"""What a picture beside a link says. Pure; apart from what draws it, which takes much memory."""

from dataclasses import dataclass

from .statistics import OutcomeCounts


@dataclass(frozen=True)
class Bar:
    """How it went for some people: a name, how many they are in words, and each outcome."""

    label: str
    people: str
    counts: OutcomeCounts


@dataclass(frozen=True)
class Picture:
    """What a picture says. `words` are the outcomes in words, in their order."""

    site: str
    above: str
    title: str
    said: str
    bars: tuple[Bar, ...]
    words: tuple[str, ...]
    below: str
    warning: str
