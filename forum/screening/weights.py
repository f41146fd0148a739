"""The letters of tens of thousands of features, as one text and where each stands in it. Pure.

A dictionary of so many names takes three times as much memory, of every process.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence

SLOTS_FOR_EACH = 4
"""So many places there are at least for each name: a name that is not here mostly finds its place
empty, and few have to look on."""
_END = "\n"


class Letters(Mapping[str, str]):
    """Letters by the name of their feature: `where[...]` is the place of a name in the text."""

    def __init__(self, features: Iterable[tuple[str, str]]) -> None:
        lines = [f"{name}{_END}{letters}{_END}" for name, letters in features]
        self._text = _END + "".join(lines)  # so that no name stands at 0, which is an empty place
        self._number = len(lines)
        self._last = (1 << (SLOTS_FOR_EACH * len(lines)).bit_length()) - 1
        self._where = array("I", bytes(array("I").itemsize * (self._last + 1)))
        start = len(_END)
        for line in lines:
            slot = hash(line.partition(_END)[0]) & self._last
            while self._where[slot]:
                slot = (slot + 1) & self._last
            self._where[slot] = start
            start += len(line)

    def likely(self, names: Iterable[str]) -> Sequence[str]:
        """Return the names without most of those that are not here, in a fraction of the time
        that it takes to find one."""
        where, last = self._where, self._last
        return [name for name in names if where[hash(name) & last]]

    def find(self, name: str) -> str | None:
        """Return the letters of a feature; None where it has none."""
        text, line = self._text, name + _END
        slot = hash(name) & self._last
        while start := self._where[slot]:
            if text.startswith(line, start):
                start += len(line)
                return text[start : text.index(_END, start)]
            slot = (slot + 1) & self._last
        return None

    def __getitem__(self, name: str) -> str:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._text[len(_END) : -len(_END)].split(_END)[::2] if self._number else ())

    def __len__(self) -> int:
        return self._number
