"""Growth on pages that are about something else: given to templates by name."""

from flask import Flask

from campaign.signatures.growth.drawing import country_bars, growth_chart


def install(app: Flask) -> None:
    """Make growth known to templates."""
    app.jinja_env.globals.update(growth_chart=growth_chart, country_bars=country_bars)
