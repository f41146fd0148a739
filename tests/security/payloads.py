"""What somebody could type to make a reader's browser call `pwn()`: `payloads.txt`, one to a line.

Not every one works in every browser, or in every place; here none may work in any.
"""

import re
from pathlib import Path

CHARACTER = re.compile("⟦([0-9a-f]+)⟧")
"""Stands for the character with that number: line ends, tabs, and what cannot be seen."""


def _read(line: str) -> str:
    return CHARACTER.sub(lambda found: chr(int(found[1], 16)), line)


_LINES = (Path(__file__).parent / "payloads.txt").read_text().splitlines()
PAYLOADS = [_read(line) for line in _LINES if not line.startswith("== ")]
