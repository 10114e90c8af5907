"""Milestones on pages that are about something else: given to templates by name."""

from flask import Flask

from campaign.signatures.milestones.queries import shown_milestones
from campaign.signatures.milestones.wording import milestone_name


def install(app: Flask) -> None:
    """Make milestones known to templates."""
    app.jinja_env.globals.update(shown_milestones=shown_milestones, milestone_name=milestone_name)
