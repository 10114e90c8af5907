"""Desk pages about proofs: what staff checked, what they vouch for, and what does not hold."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from campaign.accounts.acting import current_actor
from campaign.accounts.permissions import Permission, needs
from campaign.clock import now
from campaign.organizations.authority.add_proof import can_be_proved
from campaign.organizations.authority.ask_for_dns_check import ask_for_dns_check
from campaign.organizations.authority.forms import SCAN_LIMIT, LetterForm, ReasonForm, VouchForm
from campaign.organizations.authority.letter import HOW_CHECKED
from campaign.organizations.authority.prove import prove
from campaign.organizations.authority.queries import proofs_of
from campaign.organizations.authority.refusals import NeedsAReason, NoSuchProof, NothingToProve, ScanTooLarge
from campaign.organizations.authority.take_back import take_back
from campaign.organizations.authority.vouch import vouch
from campaign.organizations.models import Authority, Proof, ProofKind, Support
from campaign.organizations.queries import campaign_of_support, support_by_id
from campaign.organizations.refusals import NoSuchSupport
from campaign.organizations.wording import AUTHORITIES, PROOFS
from campaign.web.errors import answer

blueprint = Blueprint("authority", __name__, url_prefix="/organizations")


@blueprint.before_app_request
def take_scans() -> None:
    """A scan is larger than other forms. Said before the form is read, and so before its token is checked."""
    if request.endpoint == "desk.authority.record_letter" and current_user.is_authenticated:
        request.max_content_length = SCAN_LIMIT + 64 * 1024


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_: RequestEntityTooLarge) -> ResponseReturnValue:
    """Even more than a scan may have."""
    no = ScanTooLarge()
    return answer(no.status, no.title, no.sentence)


@blueprint.get("/<int:support_id>/letter")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def letter(support_id: int) -> ResponseReturnValue:
    """The form for a signed letter that was checked."""
    return _letter_page(_provable(support_id), LetterForm(formdata=None))


@blueprint.post("/<int:support_id>/letter")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def record_letter(support_id: int) -> ResponseReturnValue:
    """Record a signed letter: its day, a digest of its scan, and how it was checked."""
    support, form = _provable(support_id), LetterForm()
    form.today = now().date()
    checked = form.letter() if form.validate() else None
    if checked is None:
        return _letter_page(support, form), 422
    prove(support_id, ProofKind.LETTER, checked.evidence, now(), current_actor())
    flash("The letter is recorded. Keep the scan yourself: only its digest is kept here.")
    return _back(support_id)


@blueprint.get("/<int:support_id>/vouch")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def vouching(support_id: int) -> ResponseReturnValue:
    """The form with which a reviewer vouches."""
    return _vouch_page(_provable(support_id), VouchForm(formdata=None))


@blueprint.post("/<int:support_id>/vouch")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def record_vouching(support_id: int) -> ResponseReturnValue:
    """Record a reviewer's word, with a public note."""
    support, form = _provable(support_id), VouchForm()
    if not form.validate():
        return _vouch_page(support, form), 422
    try:
        vouch(support_id, form.note.text, form.reason.text, current_actor(), now())
    except NeedsAReason as no:
        form.reason.errors = [no.sentence]
        return _vouch_page(support, form), 422
    flash("Recorded with your name. The public sees your note.")
    return _back(support_id)


@blueprint.post("/<int:support_id>/dns")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def check_dns(support_id: int) -> ResponseReturnValue:
    """Have the worker look for the organization's record."""
    ask_for_dns_check(support_id, now(), current_actor())
    flash("The worker looks into the DNS now. What it sees stands below in some seconds.")
    return _back(support_id)


@blueprint.get("/<int:support_id>/proofs/<kind>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def doubt(support_id: int, kind: str) -> ResponseReturnValue:
    """Ask why a proof is taken back."""
    support = _found(support_id)
    return _doubt_page(support, _proof(support, kind), ReasonForm(formdata=None))


@blueprint.post("/<int:support_id>/proofs/<kind>")
@needs(Permission.REVIEW_ORGANIZATIONS, campaign_of=campaign_of_support)
def drop_proof(support_id: int, kind: str) -> ResponseReturnValue:
    """Take a proof back."""
    support, form = _found(support_id), ReasonForm()
    proof = _proof(support, kind)
    if not form.validate():
        return _doubt_page(support, proof, form), 422
    after = take_back(support_id, proof.kind, form.reason.text, current_actor(), now())
    flash(f"The proof is taken back. The grade is now: {AUTHORITIES[after.authority][0]}.")
    return _back(support_id)


def _found(support_id: int) -> Support:
    support = support_by_id(support_id)
    if support is None:
        raise NoSuchSupport
    return support


def _provable(support_id: int) -> Support:
    support = _found(support_id)
    if not can_be_proved(support):
        raise NothingToProve
    return support


def _proof(support: Support, kind: str) -> Proof:
    found = next((proof for proof in proofs_of(support.id) if proof.kind.value == kind), None)
    if found is None:
        raise NoSuchProof
    return found


def _back(support_id: int) -> ResponseReturnValue:
    return redirect(url_for("desk.organizations.review", support_id=support_id, _anchor="proof"), 303)


def _letter_page(support: Support, form: LetterForm) -> str:
    return render_template("organizations/desk/letter.html", support=support, form=form, ways=HOW_CHECKED)


def _vouch_page(support: Support, form: VouchForm) -> str:
    return render_template(
        "organizations/desk/vouch.html",
        support=support,
        form=form,
        bare=support.authority == Authority.CLAIMED,
        proofs=proofs_of(support.id),
        proof_names=PROOFS,
    )


def _doubt_page(support: Support, proof: Proof, form: ReasonForm) -> str:
    return render_template(
        "organizations/desk/take_back.html", support=support, proof=proof, form=form, proof_names=PROOFS
    )
