"""Fields of public forms: each turns what was typed into a clean value or a sentence that says what to do.

Labels and sentences that a form gives are marked with N_ where it is defined; a label is said by `parts/forms.html`.
"""

from collections.abc import Callable, Container
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import abort, request
from wtforms import Field, StringField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, StopValidation, ValidationError

from campaign.text import LOOKS_LIKE_LINK, Address, AddressFault, read_address, tidy, tidy_lines
from campaign.web.countries import country_names
from campaign.web.formats import number
from campaign.web.language import gettext, ngettext, said

Validator = Callable[[BaseForm, Field], None]


def refuse_unreadable(*, files: Container[str] = ()) -> None:
    """Answer 400 to a form with NUL bytes, broken UTF-8, or a file in a field not among `files`: no person sent that.

    Call it before reading the form.
    """
    if request.mimetype == "application/x-www-form-urlencoded":
        try:
            typed = unquote_to_bytes(request.get_data(cache=True, parse_form_data=False)).decode()
        except UnicodeDecodeError:
            abort(400)
    else:
        typed = "".join(value for values in request.form.listvalues() for value in values)
        if any(name not in files for name in request.files):
            abort(400)
    if "\x00" in typed or "\ufffd" in typed:
        abort(400)


class LineField(StringField):
    """One line of text, tidied, at most `longest` characters; `missing` is the sentence when it is empty but needed."""

    data: str  # its cleaner turns nothing into an empty text

    def __init__(self, label: str, *, longest: int, missing: str = "", multiline: bool = False, **kwargs: Any) -> None:
        super().__init__(label, filters=[_cleaner(multiline)], validators=[_line(longest, missing)], **kwargs)

    @property
    def text(self) -> str:
        """What was typed, tidied; empty when nothing was."""
        return self.data or ""


def _cleaner(multiline: bool) -> Callable[[str | None], str]:
    clean = tidy_lines if multiline else tidy
    return lambda text: clean(text or "")


def _line(longest: int, missing: str) -> Validator:
    def check(form: BaseForm, field: Field) -> None:
        if not field.data:
            raise StopValidation(said(missing)) if missing else StopValidation()
        if len(field.data) > longest:
            raise ValidationError(
                ngettext(
                    "Use %(num)s character at most; these are %(typed)s",
                    "Use %(num)s characters at most; these are %(typed)s",
                    longest,
                    num=number(longest),
                    typed=number(len(field.data)),
                )
            )

    return check


class Needed(InputRequired):
    """WTForms validator: something was sent. `sentence`, marked with N_, says what to do when nothing was."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence

    def __call__(self, form: BaseForm, field: Field) -> None:
        InputRequired(said(self.sentence))(form, field)


def a_name(form: BaseForm, field: Field) -> None:
    """WTForms validator: a name has a letter and no web address, so that nobody advertises in other people's mail."""
    if field.data and not any(char.isalpha() for char in field.data):
        raise ValidationError(gettext("Enter a name with letters in it"))
    if field.data and LOOKS_LIKE_LINK.search(field.data):
        raise ValidationError(gettext("Enter a name without a web address in it"))


def one_line(field: LineField) -> None:
    """Object to a line break in what was sent, which tidying would hide."""
    if any(char in "\r\n" for text in field.raw_data or () for char in text):
        raise ValidationError(gettext("Use one line, without a line break"))


class AddressField(StringField):
    """An e-mail address; `address` holds it checked and canonical once the field is valid."""

    address: Address | None = None

    def pre_validate(self, form: BaseForm) -> None:
        typed = (self.data or "").strip()
        if not typed:
            raise StopValidation(gettext("Enter your e-mail address"))
        try:
            self.address = read_address(typed)
        except AddressFault:
            raise StopValidation(gettext("Enter a whole e-mail address, like name@example.org")) from None


class CountryField(StringField):
    """A country by its ISO 3166-1 code; the template draws the list."""

    @property
    def text(self) -> str:
        """The code that was chosen; empty when none was."""
        return self.data or ""

    def pre_validate(self, form: BaseForm) -> None:
        if self.data not in country_names():
            raise StopValidation(gettext("Choose your country"))
