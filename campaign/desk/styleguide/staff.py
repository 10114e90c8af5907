"""The style guide: a page of the desk."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from campaign.accounts.permissions import Permission, needs
from campaign.campaigns.models import Ink
from campaign.desk.styleguide.forms import empty_form, wrong_form
from campaign.desk.styleguide.samples import samples

blueprint = Blueprint("styleguide", __name__, url_prefix="/styleguide")


@blueprint.get("")
@needs(Permission.SEE_DESK)
def styleguide() -> ResponseReturnValue:
    """Every component in every state, when to use it, and its markup."""
    return render_template("desk/styleguide.html", inks=list(Ink), form=empty_form(), wrong=wrong_form(), **samples())
