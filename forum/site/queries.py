"""Whether the site can serve."""

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ..database import db


def is_ready(migrations: str) -> bool:
    """Say whether the database answers and has every migration of this version."""
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_heads()
    except (sa.exc.OperationalError, sa.exc.TimeoutError):
        return False
    return set(current) == set(ScriptDirectory(migrations).get_heads())
