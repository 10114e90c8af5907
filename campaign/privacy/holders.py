"""Every table that holds data about people: what it keeps, and what takes it away again.

The privacy page is made from this, and `tests/house/test_personal.py` holds the tables to it. The reasons stand with
the columns, as `info={"personal": …}`.
"""

from dataclasses import dataclass

from campaign.web.language import N_


@dataclass(frozen=True)
class Holder:
    """One table: its name, what it keeps about whom, when and by what that goes, and how people call it."""

    table: str
    kept: str
    erased_by: str
    name: str


_ALL = (
    Holder(
        "signature",
        N_(
            "What a signer typed, sealed with the campaign’s key; the name in clear only where the signer ticked that "
            "it is shown; the country; tags that find a signature again but tell nobody’s address."
        ),
        N_(
            "At once when the signer withdraws or says “not me”. After 7 days when nobody confirmed. Otherwise when "
            "the end date that the campaign’s page names has come: the desk says so, and the operator lets the data "
            "go."
        ),
        N_("Signatures"),
    ),
    Holder(
        "voice",
        N_("The comment of a signer who ticked that it is shown, with the name, the country and the profession."),
        N_("With the signature: at once when the signer withdraws, otherwise when the campaign lets its data go."),
        N_("Comments that are shown"),
    ),
    Holder(
        "milestone",
        N_("The addresses, sealed, that get a letter when a campaign reaches a figure."),
        N_("When the milestone is deleted or they are taken off it, and with the signatures at the end date."),
        N_("Milestones"),
    ),
    Holder(
        "support",
        N_(
            "Who spoke for an organization: name, role and address of the contact, sealed; the name of somebody who "
            "signs “personally, affiliated”, while it is listed."
        ),
        N_(
            "When the organization leaves, a year after it lapsed, or when the contact says “not us”. After 14 days "
            "when nobody confirmed, after 30 days when it was declined, and with the signatures at the end date."
        ),
        N_("Support of organizations"),
    ),
    Holder(
        "message",
        N_(
            "That a letter is owed or was sent, without its words or address. Sealed in full: letters to staff, the "
            "last letter to a contact, and an address that asked for the link to its organization’s page."
        ),
        N_("The words when the letter has left; the note of it 7 days later."),
        N_("Letters"),
    ),
    Holder(
        "suppression",
        N_("The promise not to write to an address again about one campaign, as a tag."),
        N_("After 12 months, by itself."),
        N_("Addresses that get no more letters"),
    ),
    Holder(
        "mail_allowance",
        N_("How many letters one address got on one day, as a tag of that day."),
        N_("After 2 days, by itself."),
        N_("Letters to one address in a day"),
    ),
    Holder(
        "rate_bucket",
        N_("How often one network did one thing in one hour, as a tag of the day; no address of a device is kept."),
        N_("After a day, by itself."),
        N_("Limits for one network"),
    ),
    Holder(
        "tracker_alert",
        N_("The address, sealed, that asked for a weekly letter about one sponsor of trials."),
        N_("At once with the link in every letter; after 7 days when nobody confirmed."),
        N_("Alerts of the trackers"),
    ),
    Holder(
        "tracker_dispute",
        N_("What somebody objected to a verdict on a trial; the address for the answer, sealed."),
        N_(
            "The address 30 days after the answer. The objection stays beside its public answer; one that is not "
            "shown goes with the address."
        ),
        N_("Objections to verdicts"),
    ),
    Holder(
        "staff",
        N_("Name and address of those who run the campaigns, their password as a hash, their second factor sealed."),
        N_("When an owner of the site deletes the account: what they did then says “former colleague” and a number."),
        N_("Staff"),
    ),
    Holder(
        "passkey",
        N_("The public half of a passkey of a member of staff, and the name they gave it."),
        N_("When its owner deletes it, and with the account."),
        N_("Passkeys of staff"),
    ),
    Holder(
        "staff_session",
        N_("When a member of staff signed in, with which browser and system; no address of a device is kept."),
        N_("30 days after the session began, by itself."),
        N_("Sessions of staff"),
    ),
    Holder(
        "audit_entry",
        N_("Which member of staff did or saw what, so that they answer for it."),
        N_("After 24 months."),
        N_("Audit log"),
    ),
    Holder(
        "decision",
        N_("Which member of staff released or struck out which signatures, and why."),
        N_("After 24 months."),
        N_("Decisions of staff"),
    ),
    Holder(
        "import_batch",
        N_("Who typed the sheets of a list in that came on paper."),
        N_("When the list is undone or the campaign lets its data go."),
        N_("Lists that come in"),
    ),
    Holder(
        "import_row",
        N_("The lines of a list that comes in, sealed with the campaign’s key."),
        N_("30 days after the list was taken in, and at once when it is undone."),
        N_("Lines of lists that come in"),
    ),
    Holder(
        "import_piece",
        N_("The file of a list that comes in, sealed with the campaign’s key."),
        N_("At once when the list is taken in, undone or set aside; after 30 days when nobody decided."),
        N_("Files of lists that come in"),
    ),
    Holder(
        "officer",
        N_("The second officer of an organization, named by its contact: name, role and address, sealed."),
        N_(
            "At once when they say that they know nothing of it, after 14 days when they did not confirm, when the "
            "organization leaves or removes them, a year after it lapsed, and at the end date."
        ),
        N_("Second officers"),
    ),
    Holder(
        "note",
        N_("What staff wrote to each other about a signature or an organization, sealed."),
        N_(
            "With the signature or the organization that it is about; when an organization leaves; and all notes of a "
            "campaign when its data is let go."
        ),
        N_("Notes of staff"),
    ),
    Holder(
        "export",
        N_("Which member of staff took which list out, and why."),
        N_("After 24 months."),
        N_("Lists that go out"),
    ),
)

HOLDERS = {holder.table: holder for holder in _ALL}
