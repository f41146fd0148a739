"""No page reads through a table that grows, on either database: each list comes from an index.

SQLite says how it will find rows. PostgreSQL decides anew with each size of a table: it is asked
how it would go about it if reading through a table were out of the question, and reads through
one only where there is no other way.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import event

from forum.board import actions, report_actions
from forum.board.comment_queries import THREAD_ORDER
from forum.board.models import Status
from forum.board.queries import cards
from forum.database import Base, db
from forum.following.actions import follow
from forum.following.models import Wish
from forum.remedies.models import Outcome
from forum.remedies.queries import find_remedy
from tests import factories
from tests.databases import PostgresDatabase
from tests.moderation.things import case_of, flagged
from tests.pages import sign_in

from .routes import ACCOUNT, API_READS, FILES, FORMS, LEADS, MODERATION, PAGES, filled

BOUNDED = {
    "article_references", "articles", "causes", "notices", "remedies", "revisions", "sections",
    "tallies", "vocabularies",  # what publishers write, and counts for each tag
    "buckets", "daily_keys", "missed_searches",  # what is swept
}  # fmt: skip
GROWING = set(Base.metadata.tables) - BOUNDED
NEWEST = "the newest by their numbers, of which nearly all are shown, until there are enough"
ALLOWED = {
    ("/", "experiences"): NEWEST,
    ("/feed.xml", "experiences"): NEWEST,
    ("/log", "decisions"): NEWEST,
    ("/search", "experiences"): "the newest until enough fit: ADR 29",
    ("/api/v1/search", "experiences"): "the same",
    ("/moderation/", "cases"): "an index that holds only what waits",
}
BOARD = "/articles/leg-cramps"
FILTERS = (
    "sort=helpful", "outcome=worse", "age=45-54", "cause=statins", "cause=statins&sort=helpful",
    "remedy=heat", "remedy=heat&outcome=worse", "remedy=heat&outcome=worse&sort=helpful",
    "cause=statins&remedy=heat&age=45-54", "cause=statins&remedy=heat&sort=helpful",
)  # fmt: skip
NARROWED = [
    f"{base}?{query}" for base in (BOARD, f"/api/v1{BOARD}/experiences") for query in FILTERS
]
QUEUES = ["/moderation/?kind=held", "/moderation/?kind=flagged", "/moderation/?kind=remedy"]


@dataclass(frozen=True)
class Asked:
    """A statement with its values, and the address that asks it."""

    path: str
    statement: str
    values: object


@pytest.fixture(autouse=True)
def new_indexes(database, shared_app):
    """On PostgreSQL an index that was made while rows went (VACUUM FULL, in another test) is not
    used for a while: these tests look at the plans of a database that nobody has used."""
    if isinstance(database, PostgresDatabase):
        with shared_app.app_context():
            database.make_anew()


@pytest.fixture
def things(article):
    """Something of each kind: two people, and the numbers of what is theirs."""
    ann = factories.member("Ann", email="ann@example.org")
    moira = factories.member("Moira", role="moderator", email="moira@example.org")
    tags = {"causes": ["statins"], "tried": [("heat", "worse")]}
    one = factories.experience(article, author=ann, **tags)
    other = factories.experience(article, **tags)
    answer = factories.comment(article, on=one)
    factories.comment(article, on=one, answers=answer, author=ann)
    factories.comment(article, author=ann, status=Status.HELD)
    actions.vote_for(other.id, voter=ann)
    [tried] = cards([other.id])[0].attempts
    report_actions.report(tried.id, Outcome.RELIEVED, reporter=ann)
    follow(find_remedy(article.id, "heat"), list(Wish), follower=ann)
    flagged(other, times=1)
    numbers = {"case": case_of(other).id, "person": ann.id}
    return ann, moira, numbers, (one.id, answer.id)


def test_no_page_reads_through_a_table_that_grows(app, things, engine):
    ann, moira, numbers, filling = things

    def addresses(*groups):
        for rules in groups:
            for rule, route in rules.items():
                known = re.sub(r"<number:(case|person)>", lambda m: str(numbers[m[1]]), rule)
                yield filled(known, *filling) + route.query

    everybody = [*addresses(PAGES, FILES, API_READS, LEADS), *NARROWED]
    asked = [
        *_asked(app.test_client(), everybody),
        *_asked(sign_in(app.test_client(), ann), addresses(PAGES, FORMS, ACCOUNT)),
        *_asked(sign_in(app.test_client(), moira), [*addresses(MODERATION), *QUEUES]),
    ]
    assert len(asked) > 100
    explain = Explain(engine)
    read_through = {
        (one.path.split("?")[0], table): one.statement
        for one in asked
        for table in explain.read_through(one)
    }
    assert not {where: read_through[where] for where in read_through.keys() - ALLOWED.keys()}


@pytest.mark.parametrize("sort", ["newest", "helpful"])
def test_a_board_and_a_thread_come_in_order_from_an_index(app, things, engine, sort):
    """However many replies there are: a page reads its own, and none is sorted."""
    one = things[3][0]
    after = THREAD_ORDER.cursor(["0000000001"])
    threads = [f"/experiences/{one}", f"{BOARD}/comments"]
    pages = [f"{BOARD}?sort={sort}", *threads, *(f"{path}?after={after}" for path in threads)]
    lists = [
        found
        for found in _asked(app.test_client(), pages)
        if re.search(r"ORDER BY (experiences|comments)\.\w+ (ASC|DESC)", found.statement)
        and "search_terms" not in found.statement
    ]
    assert len(lists) == len(pages)
    explain = Explain(engine)
    for found in lists:
        assert not explain.sorts(found), found.statement


def _asked(browser, paths: Iterable[str]) -> list[Asked]:
    """Return what these pages ask of the database, each statement once."""
    found: dict[str, Asked] = {}
    for path in paths:
        with _listening() as statements:
            browser.get(path)
        for statement, values in statements:
            if statement.lstrip().startswith(("SELECT", "WITH")):
                found.setdefault(statement, Asked(path, statement, values))
    return list(found.values())


@contextmanager
def _listening() -> Iterator[list[tuple[str, object]]]:
    found: list[tuple[str, object]] = []

    def note(connection, cursor, statement, values, *rest):
        found.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


class Explain:
    """Asks a database how it would find what a statement asks for."""

    def __init__(self, engine: str) -> None:
        self.on_sqlite = engine == "sqlite"

    def read_through(self, asked: Asked) -> Iterator[str]:
        """Yield the tables that grow and that it would read through."""
        if self.on_sqlite:
            for step in self._steps(asked):
                read = re.match(r"SCAN (\w+?)(_\d+)?( USING.*)?$", step)
                if read and read[1] in GROWING:
                    yield read[1]
                full_text = re.match(r"SCAN (\w+)_found VIRTUAL TABLE INDEX \d+:(.*)", step)
                if full_text and "M" not in full_text[2]:
                    yield full_text[1]
            return
        for node in self._nodes(asked, without="seqscan"):
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING:
                yield node["Relation Name"]

    def sorts(self, asked: Asked) -> bool:
        """Say whether it would sort what it has found."""
        if self.on_sqlite:
            return any("USE TEMP B-TREE FOR ORDER BY" in step for step in self._steps(asked))
        return any("Sort" in node["Node Type"] for node in self._nodes(asked, without="sort"))

    def _steps(self, asked: Asked) -> list[str]:
        with db.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked.statement}", asked.values)
            return [step for *_rest, step in plan]

    def _nodes(self, asked: Asked, *, without: str) -> Iterator[dict]:
        with db.engine.connect() as connection:
            connection.exec_driver_sql(f"SET LOCAL enable_{without} = off")
            explain = f"EXPLAIN (FORMAT JSON) {asked.statement}"
            [[plan]] = connection.exec_driver_sql(explain, asked.values)
        waiting = [(plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.get("Plans", [])
