"""Indexes for what was read through a table: votes, decisions and mails; comments on an article

PostgreSQL does not take comments "about no experience" from the index of all threads in their
order: they have an index of their own.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OF_ARTICLE = sa.text("experience_id IS NULL")
NOT_YET_SENT = sa.text("address IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_votes_person_id", "votes", ["person_id"])
    op.create_index("ix_decisions_actor_id", "decisions", ["actor_id"])
    op.create_index(
        "ix_outbox_address",
        "outbox",
        ["address"],
        sqlite_where=NOT_YET_SENT,
        postgresql_where=NOT_YET_SENT,
    )
    op.create_index(
        "ix_comments_of_article",
        "comments",
        ["article_id", "path"],
        sqlite_where=OF_ARTICLE,
        postgresql_where=OF_ARTICLE,
    )


def downgrade() -> None:
    op.drop_index("ix_comments_of_article", "comments")
    op.drop_index("ix_outbox_address", "outbox")
    op.drop_index("ix_decisions_actor_id", "decisions")
    op.drop_index("ix_votes_person_id", "votes")
