"""The forms of the trackers in the desk: who is meant by a name, and what nobody but staff knows of a sponsor."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, ValidationError
from wtforms.widgets import TextArea

from campaign.trackers.models import DisputeState
from campaign.trackers.naming.place_name import LONGEST_NAME, LONGEST_NOTE, Placement
from campaign.web.fields import LineField


class PlaceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """Which sponsor a raw name means."""

    name = LineField("Sponsor", longest=LONGEST_NAME, missing="Enter the sponsor that is meant")
    parent_name = LineField("Belongs to", longest=LONGEST_NAME)
    proof = LineField("Proof", longest=LONGEST_NOTE)
    note = LineField("Note", longest=LONGEST_NOTE, multiline=True, widget=TextArea())

    def validate_proof(self, field: LineField) -> None:
        """The address of a page."""
        if field.text and not field.text.startswith(("https://", "http://")):
            raise ValidationError("Give the address of a page, starting with https://")

    def placement(self) -> Placement:
        """What was typed, once the form is valid."""
        return Placement(self.name.text, self.parent_name.text, self.proof.text, self.note.text)


class SponsorForm(FlaskForm):  # type: ignore[misc]
    """What staff say of a sponsor."""

    country = StringField("Country")
    same_as = LineField("The same as", longest=LONGEST_NAME)


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """The answer to an objection."""

    decision = StringField(
        "Decision",
        validators=[
            AnyOf(
                [state.value for state in DisputeState if state is not DisputeState.WAITING],
                message="Choose a decision",
            )
        ],
    )
    answer = LineField("Answer", longest=3000, multiline=True, widget=TextArea())
