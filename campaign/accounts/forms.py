"""What staff type: signing in, second factor, passwords, names and roles."""

from collections.abc import Iterable
from typing import Any

from flask import g
from flask_security import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    MfRecoveryForm,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
    current_user,
)
from flask_security.forms import Form
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from campaign.accounts.admission import admit, count_failure, hold, is_locked
from campaign.accounts.guard import DESK
from campaign.accounts.models import RoleName
from campaign.accounts.passwords import password_fault
from campaign.accounts.phrases import PHRASES
from campaign.accounts.places import Place
from campaign.accounts.roles import FOR_ONE_CAMPAIGN, PURPOSES
from campaign.clock import now
from campaign.sealed import daily_address_tag
from campaign.text import AddressFault, read_address, tidy
from campaign.web.limits import spend

WAIT = "There were too many wrong tries, so we do not look at what is typed here for a while. Try again later."
RESET_LETTERS_PER_HOUR = 3


def _current_password() -> PasswordField:
    return PasswordField(
        "Password", [DataRequired("Type your password.")], render_kw={"autocomplete": "current-password"}
    )


def _new_password(label: str = "New password") -> PasswordField:
    return PasswordField(
        label, [DataRequired("Choose a password.")], render_kw={"autocomplete": "new-password", "maxlength": 128}
    )


def _again(first: str) -> PasswordField:
    return PasswordField(
        "The same password again",
        [DataRequired("Type the same password again."), EqualTo(first, PHRASES["RETYPE_PASSWORD_MISMATCH"][0])],
        render_kw={"autocomplete": "new-password", "maxlength": 128},
    )


class SignInForm(LoginForm):
    """Address and password. The password was weighed before the transaction opened; see `security.py`."""

    email = EmailField(
        "E-mail address", [DataRequired("Type your e-mail address.")], render_kw={"autocomplete": "username"}
    )
    password = _current_password()
    remember = None  # type: ignore[assignment]  # WTForms' way to drop a field
    submit = None  # type: ignore[assignment]  # the template has the button

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.next.data = self.next.data or DESK

    def validate(self, **_: Any) -> bool:
        """Whether somebody may come in; every other case gives one and the same message."""
        if not Form.validate(self):
            return False
        self.user = admit(g.weighed, now())
        if self.user is None:
            self.email.errors = [PHRASES["GENERIC_AUTHN_FAILED"][0]]
        return self.user is not None


class AgainForm(VerifyForm):
    """The password once more, before something that matters."""

    password = _current_password()
    submit = None  # type: ignore[assignment]  # the template has the button

    def validate(self, **_: Any) -> bool:
        """Whether the password is right. Wrong ones count as at sign-in."""
        return Form.validate(self) and _password_is_right(self.password)


class NewPasswordForm(ChangePasswordForm):
    """The old password, and a new one twice."""

    password = _current_password()
    new_password = _new_password()
    new_password_confirm = _again("new_password")
    submit = None  # type: ignore[assignment]  # the template has the button

    def validate(self, **_: Any) -> bool:
        """Whether the old password is right and the new one good."""
        if not Form.validate(self) or not _password_is_right(self.password):
            return False
        if self.password.data == self.new_password.data:
            self.new_password.errors = [PHRASES["PASSWORD_IS_THE_SAME"][0]]
            return False
        return _is_good(self.new_password, current_user.email, current_user.name)


def _password_is_right(field: Field) -> bool:
    if admit(g.weighed, now()) is not None:
        return True
    person = hold(current_user.id)
    field.errors = [WAIT if person is not None and is_locked(person, now()) else PHRASES["INVALID_PASSWORD"][0]]
    return False


def _is_good(field: Field, *about: str) -> bool:
    fault = password_fault(field.data, about)
    if fault:
        field.errors = [fault]
    return fault is None


class ForgotForm(ForgotPasswordForm):
    """Ask for a link to choose a new password. At most three letters an hour to one address."""

    submit = None  # type: ignore[assignment]  # the template has the button

    def validate(self, **_: Any) -> bool:
        """Whether a letter goes out. What is answered does not tell."""
        if not super().validate():
            return False
        moment = now()
        if (
            spend(daily_address_tag(moment.date(), self.email.data or "")[:8], "reset letter", moment)
            > RESET_LETTERS_PER_HOUR
        ):
            self.email.errors = [WAIT]
            return False
        return True


class ChooseForm(ResetPasswordForm):
    """A new password after following the link in a letter."""

    password = _new_password()
    password_confirm = _again("password")
    submit = None  # type: ignore[assignment]  # the template has the button


class SecondFactorForm(TwoFactorSetupForm):
    """Turn the second factor on, move it to another device, or turn it off."""

    setup = RadioField(choices=[SelectChoice("authenticator"), SelectChoice("disable")], validate_choice=False)
    submit = None  # type: ignore[assignment]  # the template has the buttons


class NoRescueForm(TwoFactorRescueForm):
    """Not offered: the page for the code links to the recovery codes itself."""

    help_setup = RadioField(choices=[])


class CodeForm(TwoFactorVerifyCodeForm):
    """Six figures from the app."""

    code = StringField(
        "Code from your app",
        [DataRequired("Type the six figures that your app shows.")],
        filters=[lambda text: "".join(text.split()) if text else text],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "pattern": "[0-9 ]*", "maxlength": 8},
    )
    submit = None  # type: ignore[assignment]  # the template has the button

    def validate(self, **_: Any) -> bool:
        """Whether the code is right and unused. Wrong ones count as at sign-in."""
        return _counted(self, lambda: TwoFactorVerifyCodeForm.validate(self))


class RecoveryForm(MfRecoveryForm):
    """One of the codes made for the day the device is lost."""

    code = StringField(
        "Recovery code",
        [DataRequired("Type one of your recovery codes.")],
        filters=[lambda text: text.strip().lower() if text else text],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 40},
    )
    submit = None  # type: ignore[assignment]  # the template has the button

    def validate(self, **_: Any) -> bool:
        """Whether it is one of the codes. Wrong ones count as at sign-in."""
        return _counted(self, lambda: MfRecoveryForm.validate(self))


def _counted(form: Any, is_right: Any) -> bool:
    person = hold(form.user.id if form.user else None)
    if person is None:
        return False
    if is_locked(person, now()):
        form.code.errors = [WAIT]
        return False
    right: bool = is_right()
    if not right and form.code.data:
        count_failure(person, now())
    return right


def _one_line(text: str | None) -> str | None:
    return tidy(text) if text else text


class NameForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What colleagues and the audit log call this person."""

    name = StringField(
        "Your name",
        [DataRequired("Type your name."), Length(max=120, message="Use at most 120 characters.")],
        filters=[_one_line],
        render_kw={"autocomplete": "name", "maxlength": 120},
    )


class AcceptForm(NameForm):
    """What an invited person chooses: name and password. Give the address, so that it is no part of the password."""

    password = _new_password("Password")
    password_confirm = _again("password")
    address = ""

    def validate_password(self, field: Field) -> None:
        """Refuse what is guessed first."""
        fault = password_fault(field.data, (self.address, self.name.data or ""))
        if fault:
            raise ValidationError(fault)


def _check_address(_: FlaskForm, field: Field) -> None:
    try:
        read_address(field.data)
    except AddressFault as fault:
        raise ValidationError(str(fault)) from None


def _address_field(label: str) -> EmailField:
    return EmailField(
        label,
        [DataRequired("Type an e-mail address."), _check_address],
        filters=[lambda text: text.strip() if text else text],
        render_kw={"autocomplete": "email", "maxlength": 254},
    )


class SetupForm(AcceptForm):
    """What the first owner says about the site and about themselves."""

    site_name = StringField(
        "Name of this site",
        [DataRequired("Give the site a name."), Length(max=80, message="Use at most 80 characters.")],
        filters=[_one_line],
        render_kw={"maxlength": 80, "autocomplete": "organization"},
    )
    about = StringField(
        "What this site is, in one sentence",
        [
            DataRequired("Say in a sentence who runs this site and what for."),
            Length(max=300, message="Use at most 300 characters."),
        ],
        filters=[_one_line],
        render_kw={"maxlength": 300},
    )
    email = _address_field("Your e-mail address")


class RolesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """What a colleague is for, on the whole site or for one campaign. None at all takes away what was held there."""

    roles = SelectMultipleField(
        "Roles",
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def __init__(self, *args: Any, one_campaign: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = FOR_ONE_CAMPAIGN if one_campaign else tuple(RoleName)
        self.roles.choices = [SelectChoice(role.value, f"{role.capitalize()}: {PURPOSES[role]}") for role in offered]

    @property
    def chosen(self) -> list[RoleName]:
        """The roles that are ticked."""
        return [RoleName(name) for name in self.roles.data or ()]


class InviteForm(RolesForm):
    """Whom to invite, and what for. `WHOLE_SITE` is one of the places."""

    WHOLE_SITE = ""

    email = _address_field("E-mail address of the colleague")
    place = SelectField("Where", validate_choice=True, default=WHOLE_SITE)

    def __init__(self, *args: Any, places: Iterable[Place] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place.choices = [
            SelectChoice(self.WHOLE_SITE, "The whole site"),
            *(SelectChoice(str(place.id), place.title) for place in places),
        ]

    @property
    def campaign_id(self) -> int | None:
        """The campaign that is chosen; None for the whole site."""
        return int(self.place.data) if self.place.data else None

    def validate_roles(self, field: Field) -> None:
        """Nobody is invited to nothing, and no campaign has the role security."""
        if not field.data:
            raise ValidationError("Choose at least one role.")
        if self.place.data and not set(self.chosen) <= set(FOR_ONE_CAMPAIGN):
            raise ValidationError("The role security is about the whole site. Nobody holds it for one campaign.")


class JoinForm(RolesForm):
    """Whom to let work on one campaign, and what for."""

    email = _address_field("E-mail address")

    def validate_roles(self, field: Field) -> None:
        """Nobody is invited to nothing."""
        if not field.data:
            raise ValidationError("Choose at least one role.")


class PlainForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A button, and the token that says that it is ours."""
