"""Whether the site can serve."""

import sqlalchemy as sa

from ..database import is_up_to_date


def is_ready() -> bool:
    """Say whether the database answers and has every migration of this version."""
    try:
        return is_up_to_date()
    except (sa.exc.OperationalError, sa.exc.TimeoutError):
        return False
