"""Figures: what an attempt was for, who told it when, tallies by use and age, and yardsticks

Tallies are derived: `flask forum init` counts them anew after this.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTCOMES = ("relieved", "helped_some", "no_change", "worse")
COUNTS = (
    *OUTCOMES,
    "troubled",
    "under_1_min",
    "from_1_min",
    "from_5_min",
    "over_15_min",
    "same_day",
    "days",
    "from_1_week",
    "from_3_weeks",
    "over_8_weeks",
    "never",
)


def upgrade() -> None:
    with op.batch_alter_table("attempts") as attempts:
        attempts.add_column(sa.Column("person_id", BIG_ID, nullable=True))
        attempts.add_column(sa.Column("use", sa.String(20), nullable=True))
        attempts.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE attempts SET "
        "person_id = (SELECT author_id FROM experiences WHERE id = experience_id), "
        "told_at = (SELECT created_at FROM experiences WHERE id = experience_id), "
        '"use" = (SELECT "use" FROM remedies WHERE id = remedy_id AND "use" <> \'both\')'
    )
    with op.batch_alter_table("attempts") as attempts:
        attempts.alter_column("person_id", existing_type=BIG_ID, nullable=False)
        attempts.alter_column("told_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        attempts.alter_column("experience_id", existing_type=BIG_ID, nullable=True)
        attempts.drop_constraint("uq_attempts_experience_id_remedy_id", type_="unique")
        attempts.create_unique_constraint(
            "uq_attempts_experience_id_remedy_id_use", ["experience_id", "remedy_id", "use"]
        )
        attempts.create_index("ix_attempts_person_id", ["person_id", "remedy_id"])
        attempts.create_foreign_key("fk_attempts_person_id", "people", ["person_id"], ["id"])
        attempts.create_check_constraint(
            "use", "\"use\" IS NULL OR \"use\" IN ('during', 'prevent')"
        )

    op.add_column("remedies", sa.Column("yardstick", sa.JSON(), nullable=True))
    op.drop_table("tallies")
    _create_tallies(
        (*COUNTS,),
        sa.Column("use", sa.String(20), nullable=False),
        sa.Column("age_band", sa.String(10), nullable=False),
    )
    _create_indexes("use", "age_band")
    op.create_table(
        "side_effect_counts",
        sa.Column("remedy_id", BIG_ID, nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["remedy_id"], ["remedies.id"], name="fk_side_effect_counts_remedy_id"
        ),
        sa.PrimaryKeyConstraint("remedy_id", "words", name="pk_side_effect_counts"),
    )
    op.create_index(
        "ix_side_effect_counts_people", "side_effect_counts", ["remedy_id", "people", "words"]
    )


def downgrade() -> None:
    op.drop_table("side_effect_counts")
    # Not in a batch: SQLite would make the table anew, while others refer to it.
    op.drop_column("remedies", "yardstick")
    op.drop_table("tallies")
    _create_tallies(OUTCOMES)
    _create_indexes()
    op.execute("DELETE FROM attempts WHERE experience_id IS NULL")
    op.execute(
        "DELETE FROM attempts WHERE EXISTS (SELECT 1 FROM attempts AS other WHERE "
        "other.experience_id = attempts.experience_id "
        "AND other.remedy_id = attempts.remedy_id AND other.id < attempts.id)"
    )
    with op.batch_alter_table("attempts") as attempts:
        attempts.drop_constraint(op.f("ck_attempts_use"), type_="check")
        attempts.drop_constraint("fk_attempts_person_id", type_="foreignkey")
        attempts.drop_constraint("uq_attempts_experience_id_remedy_id_use", type_="unique")
        attempts.drop_index("ix_attempts_person_id")
        attempts.create_unique_constraint(
            "uq_attempts_experience_id_remedy_id", ["experience_id", "remedy_id"]
        )
        attempts.alter_column("experience_id", existing_type=BIG_ID, nullable=False)
        attempts.drop_column("told_at")
        attempts.drop_column("use")
        attempts.drop_column("person_id")


def _create_tallies(counts: tuple[str, ...], *more: sa.Column) -> None:
    op.create_table(
        "tallies",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("remedy_id", BIG_ID, nullable=False),
        sa.Column("cause_id", BIG_ID, nullable=True),
        *more,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.CheckConstraint(
            "relieved >= 0 AND helped_some >= 0 AND no_change >= 0 AND worse >= 0",
            name="ck_tallies_counts",
        ),
        sa.ForeignKeyConstraint(["cause_id"], ["causes.id"], name="fk_tallies_cause_id"),
        sa.ForeignKeyConstraint(["remedy_id"], ["remedies.id"], name="fk_tallies_remedy_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tallies"),
    )


def _create_indexes(*more: str) -> None:
    for name, columns, condition in (
        ("uq_tallies_cause_id_remedy_id", ["cause_id", "remedy_id"], "cause_id IS NOT NULL"),
        ("uq_tallies_remedy_id", ["remedy_id"], "cause_id IS NULL"),
    ):
        where = sa.text(condition)
        op.create_index(
            name,
            "tallies",
            [*columns, *more],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )
