"""Which lists of the desk have filters that can be kept, and which arguments each of them understands. Pure."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from campaign.text import tidy

LISTS: dict[str, tuple[str, frozenset[str]]] = {
    "desk.overview.campaigns": ("Campaigns", frozenset({"q", "state", "sort"})),
    "desk.content.pages": ("Content", frozenset({"q", "kind", "state", "language", "campaign", "sort"})),
    "desk.signatures.signatories": (
        "Signatories",
        frozenset({"campaign", "state", "country", "text", "from", "to", "batch", "referral", "sort"}),
    ),
    "desk.organizations.queue": (
        "Organizations",
        frozenset({"campaign", "state", "q", "kind", "country", "speaks", "sort"}),
    ),
    "desk.commitments.queue": ("Promises", frozenset({"q", "campaign", "show", "sort"})),
    "desk.imports.imports": ("Imports", frozenset({"state", "sort"})),
    "desk.exports.exports": ("Exports", frozenset({"campaign", "state", "number", "sort"})),
    "desk.mail.overview": ("Mail", frozenset({"state", "sort"})),
    "desk.audit.log": ("Audit log", frozenset({"act", "actor", "campaign", "day", "sort"})),
    "desk.trackers.names": ("Names of sponsors", frozenset({"q", "register", "which"})),
    "desk.trackers.disputes": ("Disputes", frozenset({"which", "sort"})),
}
LONGEST_VALUE = 200
LONGEST_QUERY = 1000


def known_query(endpoint: str, query: str) -> str | None:
    """The part of a query string that a list understands, in one spelling; None for what is no list of the desk.

    No e-mail address is kept but that of a colleague who acted, as the audit log's filter has it.
    """
    if endpoint not in LISTS:
        return None
    _, known = LISTS[endpoint]
    pairs = parse_qsl(query[:LONGEST_QUERY], max_num_fields=50) if query.count("&") < 50 else []
    return urlencode(sorted(_kept(pairs, known)))


def _kept(pairs: Iterable[tuple[str, str]], known: frozenset[str]) -> Iterable[tuple[str, str]]:
    for name, value in pairs:
        clean = tidy(value)
        if name in known and clean and len(clean) <= LONGEST_VALUE and (name == "actor" or "@" not in clean):
            yield name, clean
