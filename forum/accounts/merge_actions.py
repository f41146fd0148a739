"""What becomes of a person's other rows when two people turn out to be one."""

import sqlalchemy as sa

from ..database import Base, db, transaction
from .link_models import Link
from .models import Person
from .session_models import Session
from .token_models import Token


def merge_rows(person_id: int, *, into: int) -> None:
    """Hand over whatever else hangs on a person, in any area, where the other has no such row.

    What would let the first one in goes: her sessions, her tokens, and the links that
    were mailed to her.
    """
    with transaction():
        for model in (Session, Token, Link):
            db.session.execute(sa.delete(model).filter_by(person_id=person_id))
        people = Base.metadata.tables[Person.__tablename__]
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if any(key.references(people) for key in column.foreign_keys):
                    hand_over(table, column, person_id, into=into)


def hand_over(table: sa.Table, column: sa.Column[int], from_id: int, *, into: int) -> None:
    """Move the rows of one to another, and delete those that the other has already. Inside
    transaction()."""
    hers, other = column == from_id, table.alias("other")
    for constraint in table.constraints:
        if not isinstance(constraint, sa.PrimaryKeyConstraint | sa.UniqueConstraint):
            continue
        if column not in constraint.columns.values():
            continue
        rest = [c for c in constraint.columns if c is not column]
        same = sa.exists().where(
            other.c[column.name] == into, *(other.c[c.name] == c for c in rest)
        )
        db.session.execute(sa.delete(table).where(hers, same.correlate(table)))
    db.session.execute(sa.update(table).where(hers).values({column.name: into}))
