"""Nothing grows beyond what can be read at a sitting: docs/architecture.md, sizes."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CAPS = [
    ("forum/**/*.py", 350),
    ("config.py", 350),
    ("bench/*.py", 350),
    ("tests/**/*.py", 450),
    ("templates/**/*.html", 150),
    ("forum/static/css/*.css", 300),
    ("forum/static/js/**/*.js", 150),
]
LONGEST_FUNCTION = 45


@pytest.mark.parametrize(("pattern", "cap"), CAPS)
def test_files_stay_below_their_cap(pattern, cap):
    found = list(ROOT.glob(pattern))
    assert found
    too_long = {
        str(path.relative_to(ROOT)): length
        for path in found
        if (length := len(path.read_text().splitlines())) > cap
    }
    assert too_long == {}


def test_functions_stay_below_their_cap():
    too_long = {}
    for pattern in ("forum/**/*.py", "tests/**/*.py", "bench/*.py", "config.py"):
        for path in ROOT.glob(pattern):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    length = (node.end_lineno or 0) - node.lineno + 1
                    if length > LONGEST_FUNCTION:
                        too_long[f"{path.relative_to(ROOT)}:{node.name}"] = length
    assert too_long == {}
