"""Desk pages about mail: its state, and the in-app mailbox."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.accounts.permissions import Permission, may_everywhere, mine, needs
from campaign.clock import now
from campaign.config import Settings
from campaign.mail.health import mail_health
from campaign.mail.mailbox import letter_names, mail_stays_here, read_letter
from campaign.mail.models import Message, MessageState
from campaign.mail.open_letter import open_letter
from campaign.mail.queries import counts_by_state, last_sent, letters_in_trouble
from campaign.mail.retry_stuck import retry_stuck
from campaign.web.headers import private
from campaign.web.paging import Page, page_number
from campaign.web.sorting import read_sorting

LETTERS_A_PAGE = 50
IN_TROUBLE = (MessageState.STUCK, MessageState.FAILED, MessageState.WAITING, MessageState.SENDING)

blueprint = Blueprint("mail", __name__)


@blueprint.app_context_processor
def where_mail_goes() -> dict[str, bool]:
    """Every page may say that mail does not leave this machine."""
    settings: Settings = current_app.extensions["settings"]
    return {"mail_stays_here": mail_stays_here(settings)}


@blueprint.get("/mail")
@needs(Permission.SEE_MAIL)
def overview() -> ResponseReturnValue:
    """How many letters left, wait, failed; and those that somebody must look at."""
    moment, ours = now(), mine(Message.campaign_id, Permission.SEE_MAIL)
    asked = {each.value: each for each in IN_TROUBLE}.get(request.args.get("state", ""))
    sorting = read_sorting("state", "letter", "-asked", "-tries")
    return render_template(
        "mail/desk/overview.html",
        now=moment,
        counts=counts_by_state(ours),
        health=mail_health(moment, ours),
        last_sent=last_sent(ours),
        page=letters_in_trouble(asked, sorting, page_number(), ours),
        asked=asked,
        states=IN_TROUBLE,
        sorting=sorting,
        everywhere=may_everywhere(Permission.SEE_MAIL),
    )


@blueprint.post("/mail/retry")
@needs(Permission.RETRY_MAIL)
def retry() -> ResponseReturnValue:
    """Send stuck letters once more."""
    letters = retry_stuck(current_user.id, current_user.email, now())
    if letters:
        flash(f"{letters} stuck {'letter is' if letters == 1 else 'letters are'} due again. Look here in a minute.")
    else:
        flash("No letter is stuck.")
    return redirect(url_for("desk.mail.overview"), 303)


@blueprint.get("/mailbox")
@needs(Permission.READ_MAILBOX)
def mailbox() -> ResponseReturnValue:
    """The letters that stayed on this machine, newest first."""
    sorting = read_sorting("-written")
    names = letter_names() if sorting.falling else letter_names()[::-1]
    last = max(1, -(-len(names) // LETTERS_A_PAGE))
    number = min(page_number(), last)
    shown = names[(number - 1) * LETTERS_A_PAGE : number * LETTERS_A_PAGE]
    page = Page([read_letter(name) for name in shown], number, len(names), LETTERS_A_PAGE)
    return render_template("mail/desk/mailbox.html", page=page, sorting=sorting)


@blueprint.post("/mailbox/<name>")
@needs(Permission.READ_MAILBOX)
def letter(name: str) -> ResponseReturnValue:
    """One letter: its headers, and its text with links that work. Its HTML is shown as source only.

    A letter is somebody's: it opens by a button, and the look is recorded.
    """
    page = render_template(
        "mail/desk/letter.html", letter=open_letter(name, current_user.id, current_user.email, now())
    )
    return private(current_app.make_response(page))
