"""Names of categories on pages of every room: given to templates by name."""

from flask import Flask

from campaign.content.categories.queries import category_language, category_name


def install(app: Flask) -> None:
    """Make names of categories known to templates."""
    app.jinja_env.globals.update(category_name=category_name, category_language=category_language)
