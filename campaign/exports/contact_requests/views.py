"""The part of an organization's own page about people: how many came by its link, how many ticked its box, the list."""

from flask import Blueprint, Response, redirect, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.exports.contact_requests.ask_contacts import ask_contacts
from campaign.exports.contact_requests.fetch_list import begin_fetch, fetch_list
from campaign.exports.contact_requests.forms import ContactsForm
from campaign.exports.contact_requests.queries import (
    FETCH_FOR,
    can_fetch,
    newest_request,
    partner_of,
    ticked,
)
from campaign.exports.contact_requests.withdraw_request import withdraw_request
from campaign.exports.models import RequestState
from campaign.organizations.own.queries import referral_of
from campaign.organizations.own.views import Here, draw, here, said, stale, to_page
from campaign.signatures.sharing.queries import signed_by_link
from campaign.signatures.told import told
from campaign.web.headers import private

blueprint = Blueprint("own_people", __name__)


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Whatever a mailed link answers, refusals too, is for one person."""
    return private(response)


@blueprint.get("/own/<token>/people")
def people(token: str) -> ResponseReturnValue:
    """Figures, and what was asked for."""
    return _page(here(token), ContactsForm(formdata=None))


@blueprint.post("/own/<token>/people")
def ask(token: str) -> ResponseReturnValue:
    """Ask for the list."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    form = ContactsForm()
    if not form.validate():
        return _page(at, form), 422
    ask_contacts(at.speaker.support.id, form.recipient.text, form.purpose.text, now())
    return to_page(token, "list", "own_people.people")


@blueprint.post("/own/<token>/people/withdraw")
def withdraw(token: str) -> ResponseReturnValue:
    """Take the request back."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    withdraw_request(at.speaker.support.id)
    return redirect(url_for("own_people.people", token=token), 303)


@blueprint.post("/own/<token>/people/file")
def file(token: str) -> ResponseReturnValue:
    """The sealed list; each fetch is on record."""
    at = here(token)
    if (again := stale(token)) is not None:
        return again
    export, recipient = begin_fetch(at.speaker.support.id, now())
    response = Response(stream_with_context(fetch_list(export, recipient, now)), mimetype="application/octet-stream")
    name = f"{at.campaign.slug}-contacts-{export.started_at:%Y-%m-%d}-{export.id}.csv.age"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # A proxy that collects the answer before it passes it on would hold the whole list.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _page(at: Here, form: ContactsForm) -> str:
    support = at.speaker.support
    partner = partner_of(support)
    request = newest_request(support.id) if partner is not None else None
    referral = referral_of(at.campaign.id, support.organization_id)
    return draw(
        at,
        "exports/contact_requests/people.html",
        said=said(),
        form=form,
        partner=partner,
        ticked=told(ticked(partner)) if partner is not None else "",
        signed=signed_by_link(referral.id) if referral is not None else "",
        asked=request,
        fetchable=request is not None and can_fetch(request, now()),
        until=request.decided_at + FETCH_FOR if request is not None and request.decided_at is not None else None,
        waits=request is not None and request.state == RequestState.WAITING,
    )
