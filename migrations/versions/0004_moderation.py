"""Moderation: cases, flags, decisions, appeals; the official notes of remedies

What these rows are about may go without them: the numbers of it become null.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
IS_OPEN = "closed_at IS NULL AND kind <> 'appeal'"


def upgrade() -> None:
    _create_cases()
    _create_flags()
    _create_decisions()
    for table in ("causes", "remedies"):
        op.add_column(table, sa.Column("merged_into", sa.String(80)))
    added = sa.Column("is_added", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("remedies", added)
    op.add_column("remedies", sa.Column("official_note", sa.JSON(), nullable=True))
    _add_what_screening_found()


def downgrade() -> None:
    for table in ("comments", "experiences"):
        op.drop_index(f"ix_{table}_fingerprint", table)
        op.drop_column(table, "fingerprint")
        op.drop_column(table, "notices")
    op.drop_column("remedies", "official_note")
    op.drop_column("remedies", "is_added")
    for table in ("causes", "remedies"):
        op.drop_column(table, "merged_into")
    for table in ("appeals", "decisions", "flags", "cases"):
        op.drop_table(table)


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        *_subject(),
        sa.Column("written", sa.String(80)),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("harm", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("claimed_by", BIG_ID),
        sa.Column("claimed_until", MOMENT),
        sa.Column("mailed_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("ended_as", sa.String(20)),
        *_keys("cases", "article_id", "experience_id", "comment_id", "person_id", "claimed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_queue", "cases", ["closed_at", "harm", "opened_at", "id"])
    op.create_index("ix_cases_person_id", "cases", ["person_id"])
    for thing in ("experience", "comment"):
        op.create_index(
            f"uq_cases_open_{thing}",
            "cases",
            [f"{thing}_id"],
            unique=True,
            sqlite_where=sa.text(IS_OPEN),
            postgresql_where=sa.text(IS_OPEN),
        )


def _create_flags() -> None:
    op.create_table(
        "flags",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("experience_id", BIG_ID),
        sa.Column("comment_id", BIG_ID),
        sa.Column("person_id", BIG_ID),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("line", sa.String(200), nullable=False),
        sa.Column("trust", sa.Integer(), nullable=False),
        sa.Column("accuracy", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(20)),
        *_keys("flags", "case_id", "experience_id", "comment_id", "person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
        sa.UniqueConstraint("person_id", "experience_id", name="uq_flags_person_id_experience_id"),
        sa.UniqueConstraint("person_id", "comment_id", name="uq_flags_person_id_comment_id"),
    )
    op.create_index("ix_flags_case_id", "flags", ["case_id"])


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("case_id", BIG_ID),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20)),
        sa.Column("note", sa.String(1000), nullable=False),
        *_subject(),
        sa.Column("actor_id", BIG_ID),
        sa.Column("until", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        *_keys("decisions", "case_id", "article_id", "experience_id", "comment_id", "person_id"),
        *_keys("decisions", "actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decisions_case_id", "decisions", ["case_id"])
    op.create_index("ix_decisions_person_id", "decisions", ["person_id"])
    op.create_table(
        "appeals",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("decision_id", BIG_ID, nullable=False),
        sa.Column("case_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        *_keys("appeals", "decision_id", "case_id", "person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appeals"),
        sa.UniqueConstraint("decision_id", name="uq_appeals_decision_id"),
    )
    op.create_index("ix_appeals_case_id", "appeals", ["case_id"])
    op.create_index("ix_appeals_person_id", "appeals", ["person_id"])


def _add_what_screening_found() -> None:
    for table in ("experiences", "comments"):
        notices = sa.Column("notices", sa.JSON(), nullable=False, server_default="[]")
        op.add_column(table, notices)
        op.add_column(table, sa.Column("fingerprint", sa.String(64)))
        op.create_index(f"ix_{table}_fingerprint", table, ["fingerprint"])


def _subject() -> list[sa.Column[object]]:
    """Return the columns that say what a row is about."""
    return [
        sa.Column("target", sa.String(20), nullable=False),
        sa.Column("article_id", BIG_ID),
        sa.Column("experience_id", BIG_ID),
        sa.Column("comment_id", BIG_ID),
        sa.Column("person_id", BIG_ID),
    ]


TABLES = {"claimed_by": "people", "actor_id": "people", "person_id": "people"}
STAYING = {"case_id", "decision_id", "article_id"}


def _keys(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    """Return the keys of a table; those on what may go become null with it."""
    keys = []
    for column in columns:
        other = TABLES.get(column, column.removesuffix("_id") + "s")
        goes = None if column in STAYING else "SET NULL"
        name = f"fk_{table}_{column}"
        keys.append(sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=goes))
    return keys
