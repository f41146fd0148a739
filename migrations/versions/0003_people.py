"""People: members, sessions, links, mail, notifications, follows, versions, and who may read

Columns are added where tables stand, with a default, since SQLite would have to make a table anew
for more; that is why the check on roles is part of its column.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _extend_what_is_there()
    _create_mail()
    _create_accounts()
    _create_following()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for index in INDEXES:
        op.drop_index(index, "experiences")
    op.drop_index("ix_people_email", "people")
    for table, columns in COLUMNS.items():
        for column in columns:
            op.drop_column(table, column)


TABLES = (
    "versions",
    "follows",
    "follow_ups",
    "erasures",
    "notifications",
    "mail_choices",
    "recovery_codes",
    "passkeys",
    "mailed_codes",
    "members",
    "sessions",
    "links",
    "buckets",
    "daily_keys",
    "outbox",
)
INDEXES = (
    "ix_experiences_newest_open",
    "ix_experiences_helpful_open",
    "ix_experiences_follow_up",
)
COLUMNS = {
    "people": ("role", "email", "has_second_factor", "suspended_until", "banned_at"),
    "experiences": ("audience", "teller", "wants_follow_up", "is_own_name", "words_open_until"),
    "comments": ("is_own_name", "words_open_until"),
}


def _extend_what_is_there() -> None:
    op.execute(
        "ALTER TABLE people ADD COLUMN role VARCHAR(20) NOT NULL DEFAULT 'guest' "
        "CONSTRAINT ck_people_role CHECK (role IN ('guest', 'member', 'moderator', 'publisher'))"
    )
    op.add_column("people", sa.Column("email", sa.String(254)))
    op.add_column("people", _switch("has_second_factor"))
    op.add_column("people", sa.Column("suspended_until", MOMENT))
    op.add_column("people", sa.Column("banned_at", MOMENT))
    op.create_index("ix_people_email", "people", ["email"], unique=True)
    for name, value in (("audience", "everyone"), ("teller", "self")):
        column = sa.Column(name, sa.String(20), nullable=False, server_default=value)
        op.add_column("experiences", column)
    op.add_column("experiences", _switch("wants_follow_up"))
    for table in ("experiences", "comments"):
        op.add_column(table, _switch("is_own_name"))
        op.add_column(table, sa.Column("words_open_until", MOMENT))
    op.create_index(
        "ix_experiences_newest_open", "experiences", ["article_id", "status", "audience", "id"]
    )
    op.create_index(
        "ix_experiences_helpful_open",
        "experiences",
        ["article_id", "status", "audience", "helpful_count", "id"],
    )
    op.create_index(
        "ix_experiences_follow_up",
        "experiences",
        ["created_at"],
        sqlite_where=sa.text("wants_follow_up = 1"),
        postgresql_where=sa.text("wants_follow_up"),
    )


def _switch(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _create_mail() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("message_id", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("address", sa.String(254)),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("subject_id", sa.BigInteger()),
        sa.Column("details", sa.JSON()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("claimed_until", MOMENT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("given_up_at", MOMENT),
        sa.Column("fault", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
    )
    op.create_index("ix_outbox_due_at", "outbox", ["sent_at", "given_up_at", "due_at"])
    op.create_index("ix_outbox_person_id", "outbox", ["person_id"])
    op.create_table(
        "links",
        sa.Column("nonce", sa.String(22), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("person_id", BIG_ID),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("wants_replies", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_links_person_id"),
        sa.PrimaryKeyConstraint("nonce", name="pk_links"),
    )
    op.create_index("ix_links_email", "links", ["email"])
    op.create_index("ix_links_person_id", "links", ["person_id"])
    op.create_table(
        "daily_keys",
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_daily_keys"),
    )
    op.create_table(
        "buckets",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_buckets"),
    )
    op.create_index("ix_buckets_ends_at", "buckets", ["ends_at"])


def _create_accounts() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("browser", sa.String(40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("proved_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("digest", name="uq_sessions_digest"),
    )
    op.create_index("ix_sessions_person_id", "sessions", ["person_id"])
    op.create_table(
        "members",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("name_key", sa.String(80), nullable=False),
        sa.Column("password_hash", sa.String(200)),
        sa.Column("is_password_long", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.String(200)),
        sa.Column("totp_confirmed_at", MOMENT),
        sa.Column("totp_step", sa.BigInteger()),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("rules_version", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_members_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_members"),
        sa.UniqueConstraint("name_key", name="uq_members_name_key"),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_passkeys_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
    )
    op.create_index("ix_passkeys_person_id", "passkeys", ["person_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_recovery_codes_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_person_id", "recovery_codes", ["person_id"])
    op.create_table(
        "mailed_codes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("browser", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_mailed_codes"),
    )
    op.create_index("ix_mailed_codes_email", "mailed_codes", ["email"])
    op.create_table(
        "notifications",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT),
        sa.Column("mailed_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_notifications_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint(
            "person_id",
            "kind",
            "subject_id",
            "number",
            name="uq_notifications_person_id_kind_subject_id_number",
        ),
    )
    op.create_index("ix_notifications_mailed_at", "notifications", ["mailed_at", "person_id"])
    op.create_index("ix_notifications_read_at", "notifications", ["person_id", "read_at"])
    op.create_table(
        "mail_choices",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("rhythm", sa.String(20), nullable=False),
        sa.Column("has_digest", sa.Boolean(), nullable=False),
        sa.Column("mailed_at", MOMENT),
        sa.Column("digest_at", MOMENT),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mail_choices_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_mail_choices"),
    )


def _create_following() -> None:
    op.create_table(
        "follows",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("remedy_id", BIG_ID),
        sa.Column("cause_id", BIG_ID),
        sa.Column("wish", sa.String(20), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("(remedy_id IS NULL) <> (cause_id IS NULL)", name="ck_follows_one_tag"),
        sa.ForeignKeyConstraint(
            ["cause_id"], ["causes.id"], name="fk_follows_cause_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_follows_person_id"),
        sa.ForeignKeyConstraint(
            ["remedy_id"], ["remedies.id"], name="fk_follows_remedy_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_follows"),
        sa.UniqueConstraint(
            "person_id", "remedy_id", "wish", name="uq_follows_person_id_remedy_id_wish"
        ),
        sa.UniqueConstraint(
            "person_id", "cause_id", "wish", name="uq_follows_person_id_cause_id_wish"
        ),
    )
    op.create_table(
        "follow_ups",
        sa.Column("experience_id", BIG_ID, nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experiences.id"], name="fk_follow_ups_experience_id"
        ),
        sa.PrimaryKeyConstraint("experience_id", "stage", name="pk_follow_ups"),
    )
    op.create_table(
        "versions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("experience_id", BIG_ID),
        sa.Column("comment_id", BIG_ID),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(20), nullable=False),
        sa.CheckConstraint(
            "(experience_id IS NULL) <> (comment_id IS NULL)", name="ck_versions_of_one"
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name="fk_versions_comment_id"),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experiences.id"], name="fk_versions_experience_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
        sa.UniqueConstraint("comment_id", "number", name="uq_versions_comment_id_number"),
        sa.UniqueConstraint("experience_id", "number", name="uq_versions_experience_id_number"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=False),
        sa.Column("scrubbed_at", MOMENT),
        sa.Column("choice", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
