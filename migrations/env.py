"""Alembic's entry: runs migrations on the engine of the Flask app that Flask-Migrate made current."""

from alembic import context
from flask import current_app

from campaign.db import UtcDateTime
from campaign.schema import is_modelled


def render_item(kind, item, autogen):
    """Migrations name plain column types, so an old one never depends on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


extension = current_app.extensions["migrate"]
engine = extension.db.engine
options = dict(extension.configure_args) | {
    "target_metadata": extension.db.metadata,
    "compare_type": True,
    "render_item": render_item,
    "include_object": is_modelled,
}

if context.is_offline_mode():
    context.configure(url=engine.url.render_as_string(hide_password=False), literal_binds=True, **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    with engine.connect() as connection:
        # SQLite changes a table by making it anew, which it refuses while other tables point to it. What points
        # nowhere afterwards ends the migration before it is committed.
        sqlite = connection.connection.driver_connection if engine.dialect.name == "sqlite" else None
        if sqlite is not None:
            sqlite.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(connection=connection, **options)
            with context.begin_transaction():
                context.run_migrations()
                if sqlite is not None and (lost := sqlite.execute("PRAGMA foreign_key_check").fetchall()):
                    raise RuntimeError(f"rows that point nowhere, (table, row, to, key): {lost[:5]}")
        finally:
            if sqlite is not None:
                sqlite.execute("PRAGMA foreign_keys=ON")
