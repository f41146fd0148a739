"""Search: full text of experiences, comments and sections; what was looked for and not found

What readers can see is indexed by the database itself, in the moment it changes, and taken out of
the index when it can no longer be seen. On SQLite that is a full-text table for each table, whose
content is a view of the rows that everybody may read, and triggers. On PostgreSQL it is a
generated column.

Whoever makes one of these tables anew on SQLite (batch_alter_table does) loses the triggers with
it, and has to drop the view before and make both again afterwards.

Revision ID: 0005
Revises: 0004
"""

import html
import re
from dataclasses import dataclass

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


@dataclass(frozen=True)
class Indexed:
    """A table whose texts can be found: `names` are who wrote it, `is_seen` is said of a row."""

    table: str
    texts: tuple[str, ...]
    names: tuple[str, ...]
    is_seen: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.texts, *self.names)

    def seen(self, row: str = "") -> str:
        return " AND ".join(f"{row}{condition}" for condition in self.is_seen)


INDEXED = (
    Indexed(
        "experiences",
        ("story", "search_terms"),
        ("name",),
        ("status = 'visible'", "audience = 'everyone'", "search_terms IS NOT NULL"),
    ),
    Indexed("comments", ("text",), ("name",), ("status = 'visible'",)),
    Indexed("sections", ("title", "text"), (), ("text <> ''",)),
)

TAGS_OF_EXPERIENCES = """
UPDATE experiences SET search_terms = COALESCE((
    SELECT {joined} FROM (
        SELECT 'causeno' || cause_id AS term
        FROM experience_causes WHERE experience_id = experiences.id
        UNION SELECT 'remedyno' || remedy_id
        FROM attempts WHERE experience_id = experiences.id AND remedy_id IS NOT NULL
        UNION SELECT 'outcome' || replace(outcome, '_', '')
        FROM attempts WHERE experience_id = experiences.id
        UNION SELECT written
        FROM attempts WHERE experience_id = experiences.id AND remedy_id IS NULL
        UNION SELECT side_effect
        FROM attempts WHERE experience_id = experiences.id AND side_effect IS NOT NULL
    ) AS terms
), '')
"""


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("experiences", sa.Column("search_terms", sa.Text()))
    joined = "group_concat(term, ' ')" if on_sqlite else "string_agg(term, ' ')"
    op.execute(TAGS_OF_EXPERIENCES.format(joined=joined))
    op.add_column("sections", sa.Column("text", sa.Text(), nullable=False, server_default=""))
    _fill_sections()
    op.create_table(
        "missed_searches",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("day", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(80), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_missed_searches")),
        sa.UniqueConstraint("day", "words", name=op.f("uq_missed_searches_day_words")),
    )
    if not on_sqlite:
        _configure_postgresql()
    for indexed in INDEXED:
        (_index_on_sqlite if on_sqlite else _index_on_postgresql)(indexed)


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for indexed in INDEXED:
        if on_sqlite:
            for event in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {indexed.table}_found_{event}")
            op.execute(f"DROP TABLE {indexed.table}_found")
            op.execute(f"DROP VIEW {indexed.table}_seen")
        else:
            op.drop_column(indexed.table, "search_vector")
    if not on_sqlite:
        op.execute("DROP TEXT SEARCH CONFIGURATION eased")
        op.execute("DROP TEXT SEARCH DICTIONARY eased_stems")
    op.drop_table("missed_searches")
    op.drop_column("sections", "text")
    op.drop_column("experiences", "search_terms")


def _fill_sections() -> None:
    """Keep the words of each section beside its HTML; publishing does it from now on. Numbers of
    citations are none, and what is cited is not the article's own."""
    columns = [sa.column(name) for name in ("id", "slug", "html", "text")]
    sections = sa.table("sections", *columns)
    connection = op.get_bind()
    for row in connection.execute(sa.select(*columns[:3])).all():
        if row.slug == "references":
            continue
        bare = re.sub(r'<sup class="cite">.*?</sup>|<!--.*?-->|<[^>]+>', " ", row.html)
        words = " ".join(html.unescape(bare).split())
        connection.execute(sa.update(sections).where(sections.c.id == row.id).values(text=words))


def _index_on_sqlite(indexed: Indexed) -> None:
    table, columns = indexed.table, ", ".join(indexed.columns)
    op.execute(
        f"CREATE VIEW {table}_seen AS SELECT id, {columns} FROM {table} WHERE {indexed.seen()}"
    )
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_found USING fts5({columns}, content='{table}_seen', "
        "content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')"
    )
    op.execute(f"INSERT INTO {table}_found({table}_found) VALUES ('rebuild')")
    put_in, take_out = _change(indexed, "new"), _change(indexed, "old")
    watched = (*indexed.columns, *(condition.split()[0] for condition in indexed.is_seen))
    differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in dict.fromkeys(watched))
    op.execute(f"CREATE TRIGGER {table}_found_insert AFTER INSERT ON {table} BEGIN {put_in} END")
    op.execute(
        f"CREATE TRIGGER {table}_found_update AFTER UPDATE ON {table} WHEN {differs} "
        f"BEGIN {take_out} {put_in} END"
    )
    op.execute(f"CREATE TRIGGER {table}_found_delete AFTER DELETE ON {table} BEGIN {take_out} END")


def _change(indexed: Indexed, row: str) -> str:
    """Return the statement that puts a row's texts into the index, or takes them out of it."""
    found = f"{indexed.table}_found"
    values = ", ".join(f"{row}.{column}" for column in ("id", *indexed.columns))
    columns = ", ".join(("rowid", *indexed.columns))
    command = "'delete', " if row == "old" else ""
    into = f"{found}({found}, {columns})" if command else f"{found}({columns})"
    return f"INSERT INTO {into} SELECT {command}{values} WHERE {indexed.seen(row + '.')};"


def _configure_postgresql() -> None:
    """English stems, and no words left out: in a short query every word counts."""
    op.execute(
        "CREATE TEXT SEARCH DICTIONARY eased_stems (TEMPLATE = snowball, LANGUAGE = english)"
    )
    op.execute("CREATE TEXT SEARCH CONFIGURATION eased (COPY = pg_catalog.simple)")
    op.execute(
        "ALTER TEXT SEARCH CONFIGURATION eased ALTER MAPPING FOR asciiword, word, asciihword, "
        "hword, hword_asciipart, hword_part WITH eased_stems"
    )


def _index_on_postgresql(indexed: Indexed) -> None:
    """Names go in marked as such, so that nobody's name is found as a word."""
    parts = [f"to_tsvector('eased', {_folded(column)})" for column in indexed.texts]
    marked = "regexp_replace({}, '[^ ]+', 'byname\\&', 'g')"
    parts += [f"to_tsvector('eased', {marked.format(_folded(name))})" for name in indexed.names]
    op.execute(
        f"ALTER TABLE {indexed.table} ADD COLUMN search_vector tsvector GENERATED ALWAYS AS "
        f"(CASE WHEN {indexed.seen()} THEN {' || '.join(parts)} END) STORED".replace(":", "\\:")
    )
    op.create_index(
        op.f(f"ix_{indexed.table}_search_vector"),
        indexed.table,
        ["search_vector"],
        postgresql_using="gin",
    )


def _folded(column: str) -> str:
    """Return a text's words in small letters, without accents, with blanks between them."""
    accents = f"regexp_replace(normalize(lower({column}), NFKD), '[\\u0300-\\u036f]', '', 'g')"
    signs = r"[!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f]+"
    return f"regexp_replace({accents}, '{signs}', ' ', 'g')"
