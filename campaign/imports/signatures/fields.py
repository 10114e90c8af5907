"""What a column of a list of signatures can be, and how the platforms head them."""

from collections.abc import Mapping
from typing import Final

from campaign.imports.models import Source
from campaign.imports.target import Field, in_clear, mask_mail
from campaign.web.language import N_

FIELDS: Final = (
    Field(
        "name",
        "Whole name",
        "Or choose first and last name below",
        ("name", "full name", "fullname", "your name", "signer", "signatory", "name and surname", "vor und nachname",
         "nom complet", "nom et prénom", "nombre completo", "nome completo", "nome e cognome", "imię i nazwisko",
         "what is your name"),
    ),
    Field(
        "first_name",
        "First name",
        "",
        ("first name", "firstname", "given name", "forename", "vorname", "prénom", "nombre", "nome", "imię",
         "voornaam"),
    ),
    Field(
        "last_name",
        "Last name",
        "",
        ("last name", "lastname", "surname", "family name", "nachname", "familienname", "nom", "nom de famille",
         "apellido", "apellidos", "cognome", "nazwisko", "achternaam"),
    ),
    Field(
        "email",
        "E-mail address",
        "",
        ("e-mail", "email", "e-mail address", "email address", "mail", "e mail adresse", "adresse e mail",
         "adresse mail", "courriel", "correo electrónico", "correo", "indirizzo email", "adres e-mail",
         "your email", "what is your email address", "username"),
        mask_mail,
    ),
    Field(
        "country",
        "Country",
        "Name in any of thirty languages, or ISO code",
        ("country", "land", "pays", "país", "paese", "kraj", "country name", "country code", "country of residence",
         "nation"),
        in_clear,
    ),
    Field(
        "city",
        "City",
        "",
        ("city", "town", "place", "ort", "stadt", "wohnort", "ville", "ciudad", "città", "miasto", "city/town",
         "locality"),
    ),
    Field(
        "profession",
        "Profession",
        "",
        ("profession", "occupation", "job", "job title", "beruf", "profesión", "professione", "zawód", "métier"),
    ),
    Field(
        "comment",
        "Comment",
        "Why it matters to them, in their words",
        ("comment", "comments", "message", "reason", "reason for signing", "why are you signing", "kommentar",
         "commentaire", "comentario", "commento", "i m signing because"),
    ),
    Field(
        "signed_on",
        "Signed on",
        "Day of the signature; a time after it is left out",
        ("signed on", "signed at", "signed", "date", "date signed", "timestamp", "time stamp", "created at", "created",
         "submitted at", "submission date", "datum", "unterschrieben am", "zeitstempel", "horodateur", "fecha", "data",
         "timestamp utc", "timestamp est", "timestamp edt", "create date", "created date"),
        in_clear,
    ),
    Field(
        "show_name",
        "May be named publicly",
        "Yes or no, as the person said",
        ("show name", "show my name", "public", "display name publicly", "name public", "visible", "may be named"),
        in_clear,
    ),
    Field(
        "updates",
        "Asked for news by mail",
        "Yes or no; needs the exact words of that box, below",
        ("updates", "newsletter", "subscribed", "opt in", "email opt in", "subscribed to mailinglist",
         "subscribed to mailing list", "subscribe", "can2 subscription status", "mailing list", "news"),
        in_clear,
    ),
    Field(
        "language",
        "Language of the text",
        "Like en or de; the newest text in that language is taken",
        ("language", "lang", "locale", "sprache", "langue", "idioma", "lingua", "preferred language"),
        in_clear,
    ),
)  # fmt: skip

# Headings of the platforms' own downloads. What is not among them is guessed as in any other list.
PRESETS: Final[Mapping[Source, Mapping[str, tuple[str, ...]]]] = {
    Source.CHANGE_ORG: {
        "name": ("name", "signer name", "display name"),
        "first_name": ("first name",),
        "last_name": ("last name",),
        "email": ("email",),
        "city": ("city",),
        "country": ("country", "country code"),
        "signed_on": ("signed on", "signed at", "date signed"),
        "comment": ("reason for signing", "comment", "comments"),
    },
    Source.ACTION_NETWORK: {
        "first_name": ("first_name", "first name"),
        "last_name": ("last_name", "last name"),
        "email": ("email", "e-mail"),
        "city": ("can2_user_city", "city"),
        "country": ("country", "can2_user_country"),
        "comment": ("comments", "comment"),
        "signed_on": ("timestamp (est)", "timestamp (edt)", "timestamp (utc)", "timestamp", "create_date"),
        "updates": ("can2_subscription_status", "subscription status"),
        "language": ("preferred_language", "language"),
    },
    Source.PYTITION: {
        "first_name": ("first_name",),
        "last_name": ("last_name",),
        "email": ("email",),
        "signed_on": ("date",),
        "updates": ("subscribed_to_mailinglist",),
    },
    Source.PLAIN: {"signed_on": ("timestamp", "zeitstempel", "horodateur", "marca temporal", "start time")},
    Source.PAPER: {"signed_on": ("signed on", "date")},
}

SOURCES: Final[Mapping[Source, str]] = {
    Source.PAPER: N_("Paper sheets, typed in"),
    Source.CHANGE_ORG: "Change.org",
    Source.ACTION_NETWORK: "Action Network",
    Source.PYTITION: "Pytition",
    Source.PLAIN: N_("A plain form or any other table"),
}
