"""The migrations make exactly the tables that the models describe, and can be undone."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from forum.accounts.actions import welcome_guest
from forum.articles.queries import get_article
from forum.board.actions import vote_for
from forum.board.count_actions import recount
from forum.database import Base, db, is_described
from forum.remedies.queries import find_remedy
from tests import factories
from tests.board.test_counts import every_count


def test_migrations_and_models_agree(app):
    with db.engine.connect() as connection:
        compared = {"compare_type": True, "include_object": is_described}
        context = MigrationContext.configure(connection, opts=compared)
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_has_a_name(app):
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, (table.name, constraint)


def test_indexes_of_some_rows_only_are_that_on_both_databases(app):
    """Models say it in SQLite's words alone: with PostgreSQL's, each server on SQLite would load
    all that SQLAlchemy knows of PostgreSQL."""
    engine, found = db.engine.dialect.name, sa.inspect(db.engine)
    for table in Base.metadata.tables.values():
        partial = {
            each.name
            for each in table.indexes
            if each.dialect_options["sqlite"]["where"] is not None
        }
        made = {
            each["name"]
            for each in found.get_indexes(table.name)
            if each.get("dialect_options", {}).get(f"{engine}_where") is not None
        }
        assert partial <= made, table.name


def test_migrations_can_be_undone_and_done_again(app):
    db.session.remove()
    downgrade(revision="base")
    assert set(sa.inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade()
    assert set(Base.metadata.tables) <= set(sa.inspect(db.engine).get_table_names())


@pytest.fixture
def before_figures(article):
    """A board in a database from before there were figures; returns every count it should have."""
    harriet = welcome_guest("Harriet")
    for number, outcome in enumerate(["relieved", "worse", "worse"]):
        one = factories.experience(
            article,
            author=harriet if number else None,
            story=f"What happened to me the {number}th time.",
            causes=["statins"],
            age_band="45-54",
            tried=[("heat", outcome), ("magnesium", outcome), ("water", outcome), ("fat", outcome)],
        )
    vote_for(one.id, voter=None)
    factories.comment(article, on=one)
    right = every_count()
    db.session.remove()
    downgrade(revision="0001")
    return right


def test_a_database_from_before_the_figures_gets_them(app, before_figures):
    result = app.test_cli_runner().invoke(args=["forum", "init"])
    assert result.exit_code == 0, result.output
    assert "/articles/leg-cramps was counted anew" in result.output
    assert every_count() == before_figures
    article = get_article("leg-cramps")
    assert tuple(factories.counts_of(find_remedy(article.id, "water").id)) == (1, 0, 0, 1)
    assert recount(article.id) == []
