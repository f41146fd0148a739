"""The rules of the house that a machine can check: docs/architecture.md, R1 to R5."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

FORUM = Path(__file__).parents[2] / "forum"
ORDER = [
    "screening",
    "mail",
    "accounts",
    "articles",
    "remedies",
    "board",
    "moderation",
    "following",
    "search",
    "rights",
    "demonstration",
]
WITHOUT_TABLES = {"site"}
AREAS = {*ORDER, *WITHOUT_TABLES}
DOMAIN = {"models", "queries", "actions", "statistics", "matching", "filters", "telling", "source"}
DOMAIN |= {"invention", "reports", "data", "league"}
DOMAIN |= {"normalising", "spelling", "phrases", "units", "doses", "personal", "links", "findings"}
DOMAIN |= {"shapes", "reference", "pictures", "embedding"}
DOMAIN |= {"contexts", "lists", "screening", "looking", "notes", "effects", "weights"}
WRITES = {"add", "add_all", "delete", "flush", "commit", "merge"}
KNOWS_AREAS = {"__init__", "cli", "commands"}


@dataclass(frozen=True)
class Import:
    """`module` in `area` (none for the shared files) imports `name` from `other`'s `layer`."""

    path: Path
    area: str | None
    module: str
    other: str | None
    layer: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(FORUM)} imports {self.other}.{self.layer}"


def files() -> list[Path]:
    return sorted(FORUM.rglob("*.py"))


def layer_of(module: str) -> str:
    """Return the layer a file belongs to: comment_actions is one of the actions."""
    return module.rpartition("_")[2] if module != "__init__" else module


def imports() -> Iterator[Import]:
    """Yield every import of one of our own modules by another."""
    for path in files():
        area = path.parent.name if path.parent != FORUM else None
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or not node.level:
                continue
            depth = node.level - 1
            here = [] if area is None or depth else [area]
            parts = here + (node.module.split(".") if node.module else [])
            for alias in node.names:
                found = [*parts, alias.name] if _is_module([*parts, alias.name]) else parts
                if not found:
                    continue
                other = found[0] if found[0] in AREAS else None
                layer = found[-1]
                yield Import(path, area, path.stem, other, layer)


def _is_module(parts: list[str]) -> bool:
    place = FORUM.joinpath(*parts)
    return place.with_suffix(".py").is_file() or place.is_dir()


def broken(rule) -> list[str]:
    return sorted({str(found) for found in imports() if rule(found)})


def test_there_is_something_to_check():
    assert len(list(imports())) > 150


def test_r1_forms_views_and_api_are_private_to_their_area():
    def rule(found: Import) -> bool:
        is_private = layer_of(found.layer) in {"forms", "views", "api"}
        is_outside = found.other not in {None, found.area}
        return is_private and is_outside and found.module not in KNOWS_AREAS

    assert broken(rule) == []


def test_r2_domain_code_does_not_know_the_web():
    for path in files():
        if path.parent == FORUM or layer_of(path.stem) not in DOMAIN:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
                names += [alias.name for alias in node.names if node.level == 2 and not node.module]
            for name in names:
                assert name.partition(".")[0] not in {
                    "flask",
                    "flask_babel",
                    "flask_wtf",
                    "wtforms",
                }
                assert name not in {"web", "guards", "faults", "templating", "assets"}, path


def test_r3_only_actions_write_and_only_queries_read():
    for path in files():
        layer = layer_of(path.stem)
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if layer != "actions" and path.stem != "database":
                assert called != "transaction", path
                assert called.rpartition(".")[0] not in {"db.session", "session"} or (
                    called.rpartition(".")[2] not in WRITES
                ), (path, called)
            if layer in {"views", "api", "forms", "identity"}:
                assert called not in {"sa.select", "select"}, path


def test_r4_nothing_in_the_house_imports_the_house_by_name():
    for path in files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and not node.level:
                assert (node.module or "").partition(".")[0] != "forum", path
            if isinstance(node, ast.Import):
                assert all(alias.name.partition(".")[0] != "forum" for alias in node.names), path


def test_r5_models_and_actions_know_only_earlier_areas():
    def rule(found: Import) -> bool:
        if found.area not in ORDER or found.other in {None, found.area}:
            return False
        if layer_of(found.module) not in {"models", "actions"}:
            return False
        if found.other not in ORDER:
            return True
        return ORDER.index(found.other) >= ORDER.index(found.area)

    assert broken(rule) == []


def test_queries_never_ask_another_areas_queries():
    def rule(found: Import) -> bool:
        asks = {layer_of(found.module), layer_of(found.layer)} == {"queries"}
        return asks and found.other not in {None, found.area}

    assert broken(rule) == []


def test_actions_ask_only_their_own_areas_queries():
    def rule(found: Import) -> bool:
        is_ours = layer_of(found.module) == "actions" and layer_of(found.layer) == "queries"
        return is_ours and found.other not in {None, found.area}

    assert broken(rule) == []


def test_shared_files_know_no_area_and_nobody_imports_the_site():
    def rule(found: Import) -> bool:
        if found.module in KNOWS_AREAS and found.area is None:
            return False
        return (found.area is None and found.other is not None) or (
            found.other in WITHOUT_TABLES and found.area != found.other
        )

    assert broken(rule) == []


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(FORUM)))
def test_each_file_says_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text())), "begin with a sentence about the file"


def test_there_is_no_drawer():
    names = {path.stem for path in files()} | {path.name for path in FORUM.iterdir()}
    assert not names & {"utils", "helpers", "common", "core", "services", "misc", "admin"}
