"""How Alembic reaches the database: through the application, which is running already."""

from alembic import context
from flask import current_app

from forum.database import UtcDateTime

migrate = current_app.extensions["migrate"]


def run() -> None:
    """Bring the database to the wanted revision, everything or nothing."""
    with migrate.db.engine.connect() as connection:
        context.configure(
            connection=connection.execution_options(write=True),
            target_metadata=migrate.db.metadata,
            process_revision_directives=_leave_out_empty,
            render_item=_render,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


def _leave_out_empty(migration: object, revision: object, directives: list) -> None:
    """Make no migration of no changes."""
    is_automatic = getattr(context.config.cmd_opts, "autogenerate", False)
    if is_automatic and directives[0].upgrade_ops.is_empty():
        directives.clear()


def _render(type_: str, item: object, autogenerate: object) -> str | bool:
    """Write a type of ours as the one that the database has, so that migrations stand alone."""
    return "sa.DateTime(timezone=True)" if isinstance(item, UtcDateTime) else False


run()
