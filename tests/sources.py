"""Content to be spoilt, and what reading it complains about."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from forum.content import ContentError
from forum.remedies.source import read_content

from .conftest import CONTENT

Named = tuple[str, int, str]


def copy_content(folder: Path) -> Path:
    """Return a copy of the article on leg cramps."""
    return Path(shutil.copytree(CONTENT, folder / "leg-cramps"))


def write_article(folder: Path, text: str, *, slug: str = "stiff-necks") -> int:
    """Write the smallest article that can be published, with this text; return its first line."""
    head = (
        f"---\ntitle: Stiff necks\nslug: {slug}\ntopic: Stiff necks\ncategory: Muscles\n"
        "lede: About necks.\nreviewed: 2026-01-02\nreviewed_by: Dr. Ada\n---\n"
    )
    folder.mkdir(exist_ok=True)
    (folder / "article.md").write_bytes((head + text).encode())
    (folder / "references.json").write_text('{"a": {"citation": "A. 2020."}}')
    cause = {"description": "d", "link_strength": "weak"}
    remedy = {
        "kind": "habit", "use": "both", "evidence_grade": "none",
        "evidence_direction": "untested", "known": "Nothing.",
    }  # fmt: skip
    vocabulary = {
        "causes": [
            {"slug": "pillow", "label": "The pillow", **cause},
            {"slug": "statins", "label": "Statins", **cause},
        ],
        "remedies": [{"slug": "heat", "label": "Heat", **remedy}],
    }
    (folder / "vocabulary.json").write_text(json.dumps(vocabulary))
    return head.count("\n") + 1


def change(path: Path, old: str, new: str) -> int:
    """Replace a text that is there once; return its line."""
    text = path.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new))
    return text[: text.index(old)].count("\n") + 1


def change_json(path: Path, change: Any) -> None:
    """Let `change` work on the value of a JSON file."""
    value = json.loads(path.read_text())
    change(value)
    path.write_text(json.dumps(value, indent=1))


def problems(folder: Path) -> list[Named]:
    """Return the file, line and field of everything that is wrong with the content."""
    with pytest.raises(ContentError) as caught:
        read_content(folder)
    return [(problem.file, problem.line, problem.field) for problem in caught.value.problems]


def sentences(folder: Path) -> str:
    """Return what a publisher is told."""
    with pytest.raises(ContentError) as caught:
        read_content(folder)
    return str(caught.value)
