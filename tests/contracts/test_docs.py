"""The documents say what is there: settings, commands, dependencies, files, addresses."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import config
from forum.cli import forum

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_setting_is_documented_and_no_other():
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.M)
    assert rows == [setting.name for setting in config.SETTINGS]


def test_every_command_is_documented():
    text = "\n".join(path.read_text() for path in DOCS)
    for name in forum.commands:
        assert f"flask forum {name}" in text, name


def test_every_dependency_is_documented_and_pinned():
    text = (ROOT / "docs/dependencies.md").read_text()
    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / file).read_text().splitlines():
            if not line or line.startswith(("#", "-r")):
                continue
            name, pin, version = line.partition("==")
            assert pin, f"{line} is not pinned"
            assert version
            assert re.search(rf"\b{re.escape(name.partition('[')[0])}\b", text), name


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_and_pictures_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text()):
        if "://" not in target and ":" not in target:
            assert (path.parent / target).exists(), target


def test_every_address_is_documented(app):
    text = (ROOT / "docs/architecture.md").read_text()
    for rule in app.url_map.iter_rules():
        parts = [part for part in re.sub(r"<[^>]+>", "/", rule.rule).split("/") if part.strip()]
        assert all(part in text for part in parts), rule.rule


def test_every_file_of_the_house_stands_on_its_plan():
    text = (ROOT / "docs/architecture.md").read_text()
    for path in (ROOT / "forum").glob("*.py"):
        assert path.name in text, path.name
    for path in (ROOT / "forum").iterdir():
        if path.is_dir() and path.name not in {"__pycache__", "static"}:
            assert f"`forum/{path.name}/`" in text, path.name


def test_decisions_are_numbered_and_say_question_choice_and_cost():
    paths = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(path.name[:4]) for path in paths] == list(range(1, len(paths) + 1))
    for path in paths:
        text = path.read_text()
        assert text.startswith(f"# {int(path.name[:4])}. ")
        for part in ("**Question.**", "**Choice.**", "**Cost.**"):
            assert part in text, path.name
        assert len(text.splitlines()) <= 45, "a decision fits on a page"


def test_words_for_translation_are_found_by_the_usual_tools():
    methods = [("forum/**.py", "python"), ("templates/**.html", "jinja2")]
    keywords = {"_": None, "N_": None, "ngettext": (1, 2)}
    found = {
        message if isinstance(message, str) else message[0]
        for _file, _line, message, *_rest in extract_from_dir(
            str(ROOT), methods, keywords=keywords, options_map={"**": {"trimmed": "true"}}
        )
    }
    assert {"Share your experience", "Relieved", "There is no such article here."} <= found
    assert len(found) > 200
