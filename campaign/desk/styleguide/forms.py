"""A form that nobody sends: fields in every state, for the style guide."""

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from campaign.web.fields import AddressField, LineField


class SampleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """One field of each kind."""

    name = LineField("Your name", longest=100, missing="Enter your name")
    email = AddressField("E-mail address")
    country = SelectField(
        "Country",
        choices=[("", "Choose your country"), ("DE", "Germany"), ("FR", "France")],
        validators=[InputRequired("Choose your country")],
        validate_choice=False,
    )
    comment = TextAreaField("Comment")
    show = BooleanField("Show my name on the public list of signatories.")
    agree = BooleanField("I sign, and I explicitly agree …", validators=[InputRequired("Tick this box to sign")])

    class Meta:
        csrf = False


def empty_form() -> SampleForm:
    """As it is opened."""
    return SampleForm(formdata=None)


def wrong_form() -> SampleForm:
    """As it comes back: what was typed stays, and each field says what is wrong."""
    form = SampleForm(formdata=MultiDict({"w-email": "name@", "w-comment": "Half of my reading."}), prefix="w-")
    form.validate()
    return form
