"""What a column of an umbrella's list can be."""

from typing import Final

from campaign.imports.target import Field, in_clear, mask_mail

FIELDS: Final = (
    Field(
        "name", "Name of the organization", "",
        ("name", "organization", "organisation", "name of the organization", "name of the organisation", "member",
         "member organization", "member organisation", "mitglied", "verein", "organisation membre", "organización"),
        in_clear,
    ),
    Field(
        "website", "Website", "Its front page",
        ("website", "web site", "url", "homepage", "web", "site", "site web", "sitio web", "webseite"), in_clear,
    ),
    Field(
        "country", "Country", "Name in any of thirty languages, or ISO code",
        ("country", "land", "pays", "país", "paese", "kraj", "country code"), in_clear,
    ),
    Field(
        "kind", "Kind", "As on the form for organizations: Patients, University, …; or one for the whole list below",
        ("kind", "type", "kind of organization", "sector", "art", "typ", "tipo"), in_clear,
    ),
    Field(
        "contact_name", "Contact’s name", "",
        ("contact", "contact name", "contact person", "name of contact", "ansprechpartner", "personne de contact"),
    ),
    Field("role", "Contact’s role", "", ("role", "position", "function", "funktion", "fonction", "job title", "title")),
    Field(
        "email", "Contact’s e-mail address", "The letter that asks for assent goes there",
        ("email", "e-mail", "e-mail address", "email address", "contact email", "contact e-mail", "mail", "courriel"),
        mask_mail,
    ),
    Field(
        "statement", "Statement", "Public words, 600 characters at most; the member can change them",
        ("statement", "quote", "statement of support", "zitat", "stellungnahme"), in_clear,
    ),
)  # fmt: skip
NEEDED: Final = ("name", "website", "contact_name", "email")
# A list with exactly these headings needs no mapping.
TEMPLATE_HEADINGS: Final = (
    "Name of the organization", "Website", "Country", "Kind", "Contact name", "Role", "Contact e-mail", "Statement",
)  # fmt: skip
