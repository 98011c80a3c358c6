"""How migrations are run: on the connection that `consensus.db.upgrade` hands over, or, for `flask db`, on the application's."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from consensus.db import Base, migrating


def run(connection: Connection) -> None:
    """Run what was asked for in the connection's transaction: all of it, or, when anything fails, nothing."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite cannot alter a table, so it is made anew. Guards against changes go with the old one: see consensus/write_once.py.
        render_as_batch=connection.dialect.name == "sqlite",
        compare_server_default=True,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if context.is_offline_mode():
    raise SystemExit("Migrations need a database to run on; there is no offline mode.")
if given is not None:
    run(given)
else:
    # Imported here, because whoever hands over a connection needs no web framework.
    from flask import current_app

    with migrating(current_app.extensions["migrate"].db.engine) as own:
        run(own)
