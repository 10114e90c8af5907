"""Alembic's entry: runs migrations on the engine of the Flask app that Flask-Migrate made current."""

from alembic import context
from flask import current_app

from campaign.db import UtcDateTime


def render_item(kind, item, autogen):
    """Migrations name plain column types, so an old one never depends on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


extension = current_app.extensions["migrate"]
engine = extension.db.engine
options = dict(extension.configure_args) | {
    "target_metadata": extension.db.metadata,
    "compare_type": True,
    "render_item": render_item,
}

if context.is_offline_mode():
    context.configure(url=engine.url.render_as_string(hide_password=False), literal_binds=True, **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    with engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
