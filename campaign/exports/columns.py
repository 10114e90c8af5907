"""The columns of a list of signatories, and what each says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """Columns that are taken together: a name for forms, what they are in words, and the columns in order."""

    key: str
    label: str
    columns: tuple[str, ...]


LIST = Group("list", "Number, name, country and day", ("entry", "name", "country", "signed_on"))
PROOF = Group(
    "proof",
    "When it was confirmed, which text and words of consent, and what was ticked",
    ("confirmed_at", "language", "text_version", "text_sha256", "consent_agree_sha256", "shows_name", "wants_updates"),
)
SAID = Group("said", "City, profession and comment, where given", ("city", "profession", "comment"))
GROUPS = (LIST, PROOF, SAID)

EMAIL = "email"
PLAIN = tuple(column for group in GROUPS for column in group.columns)
# In the order of a row that `signatories.pages` gives.
ALL = (*PLAIN, EMAIL)

MEANINGS = {
    "entry": "number in this list, in the order in which people signed",
    "name": "as the person wrote it",
    "country": "ISO 3166-1 code",
    "signed_on": "day in UTC",
    "confirmed_at": "moment in UTC when the link in the mail was used",
    "language": "of the text that was shown",
    "text_version": "of the text that was shown",
    "text_sha256": "digest of title, addressee and ask of that version",
    "consent_agree_sha256": "digest of the sentence of consent that was ticked",
    "shows_name": "yes: the name may be shown in public",
    "wants_updates": "yes: mail about the campaign was asked for",
    "city": "where given",
    "profession": "where given",
    "comment": "where given",
    "email": "only of those who ticked the box for it; empty for all others",
}
