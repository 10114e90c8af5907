"""Every table that holds data about people: what it keeps, and what takes it away again.

The privacy page is made from this, and `tests/house/test_personal.py` holds the tables to it. The reasons stand with
the columns, as `info={"personal": …}`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Holder:
    """One table: its name, what it keeps about whom, and when and by what that goes."""

    table: str
    kept: str
    erased_by: str


_ALL = (
    Holder(
        "signature",
        "What a signer typed, sealed with the campaign’s key; the name in clear only where the signer ticked that it "
        "is shown; the country; tags that find a signature again but tell nobody’s address.",
        "At once when the signer withdraws or says “not me”. After 7 days when nobody confirmed. Otherwise when "
        "the end date that the campaign’s page names has come: the desk says so, and the operator lets the data go.",
    ),
    Holder(
        "voice",
        "The comment of a signer who ticked that it is shown, with the name, the country and the profession.",
        "With the signature: at once when the signer withdraws, otherwise when the campaign lets its data go.",
    ),
    Holder(
        "milestone",
        "The addresses, sealed, that get a letter when a campaign reaches a figure.",
        "When the milestone is deleted or they are taken off it, and with the signatures at the end date.",
    ),
    Holder(
        "support",
        "Who spoke for an organization: name, role and address of the contact, sealed; the name of somebody who signs "
        "“personally, affiliated”, while it is listed.",
        "When the organization leaves, a year after it lapsed, or when the contact says “not us”. After 14 days when "
        "nobody confirmed, after 30 days when it was declined, and with the signatures at the end date.",
    ),
    Holder(
        "message",
        "That a letter is owed or was sent, without its words or address. Sealed in full: letters to staff, the last "
        "letter to a contact, and an address that asked for the link to its organization’s page.",
        "The words when the letter has left; the note of it 7 days later.",
    ),
    Holder(
        "suppression",
        "The promise not to write to an address again about one campaign, as a tag.",
        "After 12 months, by itself.",
    ),
    Holder(
        "mail_allowance",
        "How many letters one address got on one day, as a tag of that day.",
        "After 2 days, by itself.",
    ),
    Holder(
        "rate_bucket",
        "How often one network did one thing in one hour, as a tag of the day; no address of a device is kept.",
        "After a day, by itself.",
    ),
    Holder(
        "tracker_alert",
        "The address, sealed, that asked for a weekly letter about one sponsor of trials.",
        "At once with the link in every letter; after 7 days when nobody confirmed.",
    ),
    Holder(
        "tracker_dispute",
        "What somebody objected to a verdict on a trial; the address for the answer, sealed.",
        "The address 30 days after the answer. The objection stays beside its public answer; one that is not shown "
        "goes with the address.",
    ),
    Holder(
        "staff",
        "Name and address of those who run the campaigns, their password as a hash, their second factor sealed.",
        "When an owner of the site deletes the account: what they did then says “former colleague” and a number.",
    ),
    Holder(
        "passkey",
        "The public half of a passkey of a member of staff, and the name they gave it.",
        "When its owner deletes it, and with the account.",
    ),
    Holder(
        "staff_session",
        "When a member of staff signed in, with which browser and system; no address of a device is kept.",
        "30 days after the session began, by itself.",
    ),
    Holder("audit_entry", "Which member of staff did or saw what, so that they answer for it.", "After 24 months."),
    Holder(
        "decision",
        "Which member of staff released or struck out which signatures, and why.",
        "After 24 months.",
    ),
    Holder(
        "import_batch",
        "Who typed the sheets of a list in that came on paper.",
        "When the list is undone or the campaign lets its data go.",
    ),
    Holder(
        "import_row",
        "The lines of a list that comes in, sealed with the campaign’s key.",
        "30 days after the list was taken in, and at once when it is undone.",
    ),
    Holder(
        "import_piece",
        "The file of a list that comes in, sealed with the campaign’s key.",
        "At once when the list is taken in, undone or set aside; after 30 days when nobody decided.",
    ),
    Holder(
        "officer",
        "The second officer of an organization, named by its contact: name, role and address, sealed.",
        "At once when they say that they know nothing of it, after 14 days when they did not confirm, when the "
        "organization leaves or removes them, a year after it lapsed, and at the end date.",
    ),
    Holder(
        "note",
        "What staff wrote to each other about a signature or an organization, sealed.",
        "With the signature or the organization that it is about; when an organization leaves; and all notes of a "
        "campaign when its data is let go.",
    ),
    Holder("export", "Which member of staff took which list out, and why.", "After 24 months."),
)

HOLDERS = {holder.table: holder for holder in _ALL}
