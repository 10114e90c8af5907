"""Pages of the desk that a search may lead to, with the words that people look for them by. Pure."""

from dataclasses import dataclass

from campaign.accounts.permissions import Permission


@dataclass(frozen=True)
class Place:
    """One page: what it is called, where it is, who may open it, and other words for it."""

    label: str
    endpoint: str
    permission: Permission
    words: str


PLACES: tuple[Place, ...] = (
    Place("Today", "desk.overview.today", Permission.SEE_DESK, "home dashboard figures waiting overview"),
    Place("Campaigns", "desk.overview.campaigns", Permission.EDIT_CAMPAIGNS, "petitions"),
    Place("New campaign", "desk.campaigns.create", Permission.CREATE_CAMPAIGNS, "create petition draft"),
    Place(
        "Content", "desk.content.pages", Permission.WRITE_CONTENT,
        "news resources lessons events partners pages write publish translate",
    ),
    Place("Pictures", "desk.media.library", Permission.WRITE_CONTENT, "images upload media assets"),
    Place("Comments", "desk.voices.queue", Permission.MODERATE_COMMENTS, "voices moderation quotes"),
    Place("Signatories", "desk.signatures.signatories", Permission.SEE_SIGNATORIES, "signatures people entries"),
    Place("Decisions about signatures", "desk.decisions.listed", Permission.DECIDE_SIGNATURES, "holds strike undo"),
    Place("Organizations", "desk.organizations.queue", Permission.REVIEW_ORGANIZATIONS, "review queue supporters"),
    Place(
        "Decisions about several organizations", "desk.organizations_bulk.listed", Permission.REVIEW_ORGANIZATIONS,
        "bulk undo",
    ),
    Place("Changes asked for", "desk.own.changes", Permission.REVIEW_ORGANIZATIONS, "organizations logo"),
    Place("Promises", "desk.commitments.queue", Permission.REVIEW_ORGANIZATIONS, "commitments evidence deadline"),
    Place("Trackers", "desk.trackers.overview", Permission.REVIEW_TRACKERS, "registers trials"),
    Place("Names of sponsors", "desk.trackers.names", Permission.REVIEW_TRACKERS, "place aliases"),
    Place("Sponsors", "desk.trackers.sponsors", Permission.REVIEW_TRACKERS, "trials"),
    Place("Disputes", "desk.trackers.disputes", Permission.REVIEW_TRACKERS, "objections verdicts"),
    Place("Exports", "desk.exports.exports", Permission.EXPORT_SIGNATORIES, "csv lists download take out"),
    Place(
        "Requests for addresses", "desk.contact_requests.requests", Permission.EXPORT_ADDRESSES, "contacts partners"
    ),
    Place("Imports", "desk.imports.imports", Permission.IMPORT_LISTS, "lists paper csv xlsx bring in"),
    Place("Mail", "desk.mail.overview", Permission.SEE_MAIL, "letters stuck failed retry health"),
    Place("In-app mailbox", "desk.mail.mailbox", Permission.READ_MAILBOX, "letters"),
    Place("Site", "desk.site.site", Permission.MANAGE_SITE, "name about languages menu navigation settings"),
    Place("Audit log", "desk.audit.log", Permission.SEE_AUDIT, "history record who did what"),
    Place("Staff", "desk.accounts.colleagues", Permission.SEE_STAFF, "colleagues invite roles people"),
    Place("My account", "desk.accounts.me", Permission.SEE_DESK, "password second factor name sign out profile"),
    Place("Saved filters", "desk.filters.filters", Permission.SEE_DESK, "lists views"),
    Place("Keyboard", "desk.overview.keyboard", Permission.SEE_DESK, "shortcuts keys help"),
)  # fmt: skip
