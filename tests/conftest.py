"""What all tests share: the application on either database, a client, factories."""

import gc
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask, has_app_context
from flask.globals import _cv_app
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

import config
from forum import create_app
from forum.articles.models import Article
from forum.articles.queries import get_article
from forum.database import BEGINNINGS, db
from forum.moderation import gate, looking
from forum.questions import WrittenQuestion
from forum.remedies.actions import publish
from forum.remedies.source import read_content
from forum.screening.findings import Screened

from .databases import ENGINES, Changes, Database, PostgresDatabase, SqliteDatabase

# How long an example takes says nothing here; in CI the examples are the same each time.
hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")

LONG = (
    "test_kept_pages", "test_counts", "test_bypass", "test_fuzzing", "test_xss",
    "test_any_content", "test_worker",
    "test_leaks", "test_relevance", "test_authorisation", "test_accessibility",
    "test_account_pages", "test_scrub", "test_cross_over", "test_headers",
    "test_mutations", "test_cli", "test_erase_actions", "test_faults", "test_guests",
    "test_members", "test_rights",
)  # fmt: skip
"""The files whose tests take seconds, the longest first."""

CONTENT = Path(__file__).parent.parent / "content" / "leg-cramps"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run everything that touches the database on both of them.

    Journeys about what a browser alone does take long, and one of the two each.
    """
    if "engine" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("one_engine")
        metafunc.parametrize("engine", one.args if one else ENGINES, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share the journeys out between the databases, and the roles of the authorisation matrix: they
    are about what people see, and each is long. What they stand on is run on both.

    Long tests come first, so that all workers end at about the same time.
    """
    journeys = [item for item in items if _is_journey(item.path)]
    kept, left_out = _one_engine_each(journeys)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in journeys or item in kept]
    items.sort(key=_turn_of)


def pytest_collection_finish() -> None:
    """Look for garbage more rarely, and not among what stays: it took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _turn_of(item: pytest.Item) -> tuple[int, int]:
    """Return when a test has its turn: one database after the other, each once for a worker."""
    stem = item.path.stem
    rank = LONG.index(stem) if stem in LONG else len(LONG) + ("journeys" not in item.path.parts)
    callspec = getattr(item, "callspec", None)
    engine = callspec.params.get("engine") if callspec else None
    if engine is None:
        return (0 if stem in LONG else 1 + len(ENGINES)), rank
    return 1 + ENGINES.index(engine), rank


def _is_journey(path: Path) -> bool:
    return "journeys" in path.parts or path.stem == "test_authorisation"


def _one_engine_each(journeys: list[pytest.Item]) -> tuple[set[pytest.Item], list[pytest.Item]]:
    """Return the journeys to run, each on one database in turn, and those to leave out."""
    by_journey: dict[str, list[pytest.Item]] = {}
    for item in journeys:
        name = re.sub("|".join(ENGINES), "", item.nodeid)
        by_journey.setdefault(name, []).append(item)
    kept = {same[turn % len(same)] for turn, (_, same) in enumerate(sorted(by_journey.items()))}
    return kept, [item for item in journeys if item not in kept]


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this process among those that share the work."""
    return getattr(request.config, "workerinput", {}).get("workerid", "alone")


@pytest.fixture(scope="session")
def database(
    engine: str,
    worker: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Database:
    """An empty database of the engine that is on."""
    if engine == "sqlite":
        return SqliteDatabase(_in_memory(request) or tmp_path_factory.mktemp("sqlite"))
    run = getattr(request.config, "workerinput", {}).get("testrunuid", f"{os.getpid():08}")
    return PostgresDatabase(run[:8], worker)


def _in_memory(request: pytest.FixtureRequest) -> Path | None:
    """Return a folder in the machine's memory, where it has one: nobody waits for a disk there."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or shutil.disk_usage(memory).free < 100 * config.MEGABYTE:
        return None
    folder = Path(tempfile.mkdtemp(prefix="forum-", dir=memory))
    request.addfinalizer(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates, compiled once for all applications of all processes."""
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine
    folder = shared / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def shared_app(database: Database, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application on that database, with the article on leg cramps published."""
    app = create_app(settings_for(database.url))
    app.jinja_env.bytecode_cache = compiled
    app.test_client_class = Browser
    with app.app_context():
        upgrade()
        publish(read_content(CONTENT))
        db.session.remove()
        database.keep()
    app.extensions["changes"] = Changes(app)
    yield app
    database.let_go()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(shared_app: Flask, database: Database) -> Iterator[Flask]:
    """The application, with its context, on a database as it was after publishing."""
    changes = shared_app.extensions["changes"]
    changes.any = False
    shared_app.extensions["page_store"].clear()
    with shared_app.app_context():
        yield shared_app
        db.session.remove()
        if changes.any:
            database.restore()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser, as far as requests go."""
    return app.test_client()


@pytest.fixture
def make_app(
    app: Flask, database: Database, compiled: FileSystemBytecodeCache
) -> Iterator[Callable[..., Flask]]:
    """Makes an application with other settings, on the same database."""
    made = []

    def make(**settings: object) -> Flask:
        other = create_app(settings_for(database.url) | settings)
        other.jinja_env.bytecode_cache = compiled
        other.test_client_class = Browser
        app.extensions["changes"].any = True  # what it writes is not noticed otherwise
        made.append(other)
        return other

    yield make
    for other in made:
        with other.app_context():
            db.engine.dispose()


@pytest.fixture
def statements(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the SQL statements inside a block; what opens a transaction is none."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        found: list[str] = []

        def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
            if not statement.startswith(BEGINNINGS):
                found.append(statement)

        def ask(question: WrittenQuestion, engine: sa.Engine) -> int | None:
            found.append(question.sql)
            return as_it_is(question, engine)

        as_it_is = WrittenQuestion.ask
        event.listen(db.engine, "before_cursor_execute", note)
        monkeypatch.setattr(WrittenQuestion, "ask", ask)
        yield found
        monkeypatch.setattr(WrittenQuestion, "ask", as_it_is)
        event.remove(db.engine, "before_cursor_execute", note)

    return collect


class Browser(FlaskClient):
    """A client whose requests know nothing of the test around them, as in a server."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Make a request in a context of its own; afterwards the test reads what it changed."""
        if has_app_context():
            db.session.rollback()
        return copy_context().run(self._open_alone, *args, **kwargs)

    def _open_alone(self, *args: Any, **kwargs: Any) -> Any:
        _cv_app.set(None)
        return super().open(*args, **kwargs)


@pytest.fixture
def open_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything pass the gate: for tests of what becomes of any words that stand."""
    for module in (gate, looking):
        monkeypatch.setattr(module, "screen", lambda *text, **about: Screened())
    monkeypatch.setattr(looking, "find_links", lambda *text: ())


@pytest.fixture
def article(app: Flask) -> Article:
    """The article on leg cramps."""
    return get_article("leg-cramps")


def settings_for(url: str) -> dict[str, object]:
    """Return the settings of an application under test."""
    return {
        "TESTING": True,
        "SECRET_KEY": "only for tests, and long enough for them",
        "DATABASE_URL": url,
        "LOG_LEVEL": "ERROR",
        "HOLD_FIRST": 0,
        "POSTS_A_MINUTE": 0,
        "POSTS_AN_HOUR": 0,
        "PRESSES_A_MINUTE": 0,
        "PRESSES_AN_HOUR": 0,
        "FORM_SECONDS": 0,
    }
