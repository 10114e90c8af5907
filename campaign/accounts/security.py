"""Flask-Security under /desk: what is on, what is ours, and how it writes.

Flask-Security writes where it likes and commits through its datastore. Here one place commits, so:

- the datastore's commit does nothing;
- every POST to a page of Flask-Security runs inside one `transaction()` around its view (`_in_one_transaction`), and
  what was loaded before is read again inside; a GET runs outside any, so the guards of `campaign.db` refuse its writes;
- a password is compared before that transaction opens: argon2 is slow on purpose, and the lock is everybody's.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, Response, abort, current_app, g, redirect, render_template, request, session
from flask_login import LoginManager, user_logged_in, user_logged_out
from flask_security import (
    MailUtil,
    Security,
    SQLAlchemyUserDatastore,
    UserMixin,
    WebAuthnMixin,
    current_user,
    login_user,
    password_changed,
    password_reset,
)
from sqlalchemy.exc import IntegrityError
from webauthn.helpers.structs import AuthenticatorTransport

from campaign.accounts import forms, passkeys, sessions
from campaign.accounts.admission import Weighed, forget_failures, weigh
from campaign.accounts.guard import DESK, SAFE
from campaign.accounts.knock import knock, note_failure
from campaign.accounts.models import Passkey, Role, Staff
from campaign.accounts.passwords import Passwords
from campaign.accounts.phrases import PHRASES
from campaign.accounts.refusals import PasskeyTaken
from campaign.accounts.second_factor import Authenticator
from campaign.accounts.site import site_facts
from campaign.audit.record import record
from campaign.clock import now
from campaign.config import Settings
from campaign.db import db, transaction
from campaign.keys import KeyStore
from campaign.mail.post_written import post_written
from campaign.sealed import network_tag
from campaign.text import AddressFault, read_address
from campaign.web.headers import private
from campaign.web.origin import client_address

# Flask-Security offers these whether one wants them or not; here the sign-in page links to the recovery codes itself.
NOT_OFFERED = ("security.two_factor_rescue",)
# Their POST leads elsewhere when all is well; a page means that something was typed wrongly.
REFUSED_WITH_A_PAGE = (
    "security.login", "security.verify", "security.change_password", "security.reset_password",
    "security.two_factor_token_validation", "security.mf_recovery", "security.tf_select",
)  # fmt: skip
# What anybody can try without being signed in.
KNOCKED_AT = (
    "security.login",
    "security.forgot_password",
    "security.two_factor_token_validation",
    "security.mf_recovery",
    "security.wan_signin",
    "security.wan_signin_response",
)


class Datastore(SQLAlchemyUserDatastore):
    """Staff and roles for Flask-Security. The transaction around the view commits; what changes is audited here."""

    def commit(self) -> None:
        """Leave it to `transaction()`."""

    def tf_set(
        self, user: UserMixin, primary_method: str, totp_secret: str | None = None, phone: str | None = None
    ) -> None:
        """Store a second factor that was proved to work."""
        changed = bool(totp_secret) and user.tf_totp_secret != totp_secret
        super().tf_set(user, primary_method, totp_secret, phone)
        if changed:
            _note(user, "staff.second_factor_set")
            _tell(user, "codes from an authenticator app were set up")

    def tf_reset(self, user: UserMixin) -> None:
        """Take the codes from an app away, and with the last factor what was made for its loss."""
        super().tf_reset(user)
        _drop_idle_codes(user)
        _note(user, "staff.second_factor_removed")
        _tell(user, "the codes from an authenticator app were turned off")

    def create_webauthn(
        self,
        user: UserMixin,
        credential_id: bytes,
        public_key: bytes,
        name: str,
        sign_count: int,
        usage: str,
        device_type: str,
        backup_state: bool,
        transports: list[str] | None = None,
        extensions: str | None = None,
        **_: Any,
    ) -> None:
        """Store a passkey that was proved to work. Raises PasskeyTaken when another request was faster."""
        moment = now()
        ways = [AuthenticatorTransport(way).value for way in transports or ()]
        made = Passkey(
            staff_id=user.id, credential_id=credential_id, public_key=public_key, name=name, sign_count=sign_count,
            device_type=device_type, backup_state=backup_state, transports=ways,
            created_at=moment, lastuse_datetime=moment,
        )  # fmt: skip
        try:
            with self.db.session.begin_nested():
                self.db.session.add(made)
        except IntegrityError:
            raise PasskeyTaken(PasskeyTaken.__doc__) from None
        _note(user, "staff.passkey_added", passkey=made.id)
        _tell(user, f"the passkey “{name}” was added")

    def delete_webauthn(self, webauthn: WebAuthnMixin) -> None:
        """Take a passkey away."""
        assert isinstance(webauthn, Passkey)
        user = self.db.session.get_one(Staff, webauthn.staff_id)
        _note(user, "staff.passkey_deleted", passkey=webauthn.id)
        _tell(user, f"the passkey “{webauthn.name}” was deleted")
        user.webauthn.remove(webauthn)
        _drop_idle_codes(user)

    def mf_set_recovery_codes(self, user: UserMixin, rcs: list[str] | None) -> None:
        """Store new recovery codes; the old ones are worth nothing from here on."""
        super().mf_set_recovery_codes(user, rcs)
        _note(user, "staff.recovery_codes_made")

    def mf_delete_recovery_code(self, user: UserMixin, idx: int) -> bool:
        """Use up one recovery code."""
        _note(user, "staff.recovery_code_used")
        _tell(user, "a recovery code was used to sign in")
        used: bool = super().mf_delete_recovery_code(user, idx)
        return used


class Letters(MailUtil):
    """Flask-Security's letters go the way of all mail: a row now, the worker later."""

    def send_mail(
        self, template: str, subject: str, recipient: Any, sender: Any, body: str | None, html: str | None, **_: Any
    ) -> None:
        """Owe `recipient` the letter with this text."""
        post_written(str(recipient), subject, body or "", now())

    def normalize(self, email: str) -> str:
        """The spelling under which staff are stored; what is no address stays what it is and finds nobody."""
        try:
            return read_address(email).exact
        except AddressFault:
            return email

    def validate(self, email: str) -> str:
        """The same; asks no other machine."""
        return self.normalize(email)


def configuration(settings: Settings, keys: KeyStore) -> dict[str, Any]:
    """Flask-Security's settings. Secrets come from the data key: a new session key costs nobody their password."""
    paths = {
        "LOGIN_URL": "/sign-in",
        "LOGOUT_URL": "/sign-out",
        "VERIFY_URL": "/verify",
        "CHANGE_URL": "/password",
        "RESET_URL": "/forgotten",
        "TWO_FACTOR_SETUP_URL": "/second-factor",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
        "TWO_FACTOR_RESCUE_URL": "/code/rescue",
        "TWO_FACTOR_SELECT_URL": "/code/select",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
        "MULTI_FACTOR_RECOVERY_URL": "/code/recovery",
        "WAN_REGISTER_URL": "/passkeys",
        "WAN_DELETE_URL": "/passkeys/delete",
        "WAN_SIGNIN_URL": "/sign-in/passkey",
        "WAN_VERIFY_URL": "/verify/passkey",
        "POST_LOGIN_VIEW": DESK,
        "POST_VERIFY_VIEW": DESK,
        "POST_LOGOUT_VIEW": "/desk/sign-in?out=yes",
        "POST_CHANGE_VIEW": "/desk/me",
        "POST_RESET_VIEW": "/desk/sign-in",
        "TWO_FACTOR_POST_SETUP_VIEW": "/desk/me",
    }
    rest = {
        "URL_PREFIX": "/desk",
        "DATETIME_FACTORY": now,
        "STATIC_FOLDER": None,
        "CACHE_CONTROL": None,  # `web.headers` says no-store on every page of the desk
        "API_ENABLED_METHODS": ["session"],
        "JOIN_USER_ROLES": False,
        "RETURN_GENERIC_RESPONSES": True,
        "CHANGEABLE": True,
        "RECOVERABLE": True,
        "RESET_PASSWORD_WITHIN": sessions.RESET,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SALT": derived(keys, "password pepper").hex(),
        "FRESHNESS": sessions.FRESH,
        "FRESHNESS_GRACE_PERIOD": sessions.FRESH * 0,
        "TWO_FACTOR": True,
        "TWO_FACTOR_REQUIRED": settings.second_factor_required,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_IMPLEMENTATIONS": {
            "code": "flask_security.twofactor.CodeTfPlugin",
            "webauthn": "flask_security.webauthn.WebAuthnTfPlugin",
        },
        "TWO_FACTOR_SELECT_TEMPLATE": "security/two_factor_select.html",
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TOTP_SECRETS": {"1": derived(keys, "second factor").hex()},
        "TOTP_ISSUER": f"{settings.host} desk",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(derived(keys, "recovery codes"))],
        "WEBAUTHN": True,
        "WAN_RP_NAME": f"{settings.host} desk",
        "WAN_ALLOW_AS_FIRST_FACTOR": True,
        "WAN_ALLOW_AS_MULTI_FACTOR": True,
        "WAN_ALLOW_AS_VERIFY": ["first", "secondary"],
        "WAN_ALLOW_USER_HINTS": False,  # an address typed here would tell whether it is staff's
        "WAN_REGISTER_WITHIN": timedelta(minutes=5),
        "WAN_SIGNIN_WITHIN": timedelta(minutes=5),
        "WAN_REGISTER_TEMPLATE": "security/passkeys.html",
        "WAN_SIGNIN_TEMPLATE": "security/passkey_sign_in.html",
        "WAN_VERIFY_TEMPLATE": "security/passkey_verify.html",
        "EMAIL_HTML": False,
        "EMAIL_SUBJECT_PASSWORD_RESET": "Choose a new password",
        "EMAIL_SUBJECT_PASSWORD_NOTICE": "Your password was changed",
        "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": "Your password was changed",
        "EMAIL_TEMPLATE_PASSWORD_RESET": "accounts/mail/reset_password",
        "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "accounts/mail/password_changed",
        "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "accounts/mail/password_changed",
    }
    return {
        **{f"SECURITY_{name}": value for name, value in (paths | rest).items()},
        **{f"SECURITY_MSG_{name}": phrase for name, phrase in PHRASES.items()},
        "PERMANENT_SESSION_LIFETIME": sessions.ABSOLUTE,
        "SESSION_REFRESH_EACH_REQUEST": False,
    }


def derived(keys: KeyStore, purpose: str) -> bytes:
    """A key (32 bytes) for one purpose of this room."""
    return hmac.new(keys.data, f"accounts|{purpose}".encode(), hashlib.sha256).digest()


def install(app: Flask, settings: Settings, keys: KeyStore) -> None:
    """Set up Flask-Security. After `guard.install`, which brings the CSRF protection that it uses."""
    app.config.update(configuration(settings, keys))
    app.session_interface = sessions.StaffSessions()
    security = Security(
        app,
        Datastore(db, Staff, Role, Passkey),
        login_form=forms.SignInForm,
        verify_form=forms.AgainForm,
        change_password_form=forms.NewPasswordForm,
        forgot_password_form=forms.ForgotForm,
        reset_password_form=forms.ChooseForm,
        two_factor_setup_form=forms.SecondFactorForm,
        two_factor_rescue_form=forms.NoRescueForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryForm,
        wan_register_form=passkeys.PasskeyNameForm,
        wan_register_response_form=passkeys.PasskeyMadeForm,
        wan_signin_form=passkeys.PasskeyStartForm,
        wan_signin_response_form=passkeys.PasskeyAnswerForm,
        wan_delete_form=passkeys.PasskeyDeleteForm,
        webauthn_util_cls=passkeys.Passkeys,
        mail_util_cls=Letters,
        password_util_cls=Passwords,
        totp_cls=Authenticator,
    )
    security.want_json(lambda _: False)
    security.mail_context_processor(lambda: {"base_url": settings.base_url})

    # Flask-Principal would load the session, and with it `Vary: Cookie`, on every public page; nothing here asks it.
    hooks = app.before_request_funcs[None]
    hooks[:] = [hook for hook in hooks if getattr(hook, "__self__", None) is not security.principal]
    # So would Flask-Login, to hand every template its user; a template that names the proxy still finds it.
    processors = app.template_context_processors[None]
    processors[:] = [each for each in processors if getattr(each, "__module__", "") != "flask_login.utils"]
    app.jinja_env.globals["current_user"] = current_user
    # And to look after a "remember me" cookie that we do not offer.
    afters = app.after_request_funcs[None]
    afters[:] = [each for each in afters if not isinstance(getattr(each, "__self__", None), LoginManager)]

    manager: LoginManager = security.login_manager
    load = manager._user_callback  # noqa: SLF001 - it has no other name; ours asks first whether the session still runs
    manager.user_loader(lambda uniquifier: load(uniquifier) if sessions.is_running(session, now()) else None)
    app.jinja_env.globals["passkeys_work_here"] = passkeys.passkeys_work_here
    user_logged_in.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)
    password_changed.connect(_password_changed, app)
    password_reset.connect(_password_reset, app)

    for endpoint, view in list(app.view_functions.items()):
        if endpoint in NOT_OFFERED:
            app.view_functions[endpoint] = lambda **_: abort(404)
        elif endpoint.startswith("security."):
            app.view_functions[endpoint] = _in_one_transaction(endpoint, view)
    app.after_request(_leave_nothing_behind)


def enter(person: Staff, via: str) -> Any:
    """Let in somebody who just chose a password, or send them on to the second factor that this site requires."""
    security: Security = current_app.extensions["security"]
    next_page = security.two_factor_plugins.tf_enter(person, False, via, next_loc=None)
    if next_page is None:
        with transaction():
            login_user(person, authn_via=[via])
    return next_page or redirect(DESK)


def _in_one_transaction(endpoint: str, view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def once(**arguments: Any) -> Any:
        if request.method in SAFE:
            return view(**arguments)
        moment = now()
        network = network_tag(moment.date(), client_address()) if endpoint in KNOCKED_AT else None
        if network is not None:
            knock(network, moment)
        g.weighed = _weighed(endpoint)
        with transaction() as open_session:
            open_session.expire_all()
            answer = view(**arguments)
            refused = g.get("refused", False) or (isinstance(answer, str) and endpoint in REFUSED_WITH_A_PAGE)
            if refused and network is not None:
                note_failure(network, moment)
        return (answer, 422) if refused and isinstance(answer, str) else answer

    return once


def _weighed(endpoint: str) -> Weighed:
    typed = request.form.get("password", "")[:1000]
    if endpoint == "security.login":
        return weigh(request.form.get("email", ""), typed)
    if endpoint in ("security.verify", "security.change_password") and current_user.is_authenticated:
        return weigh(current_user.email, typed)
    return Weighed(None, right=False)


def _drop_idle_codes(user: Any) -> None:
    """Recovery codes stand in for a lost factor; where there is none, they open nothing and go."""
    if not user.has_second_factor:
        user.mf_recovery_codes = None


def _note(person: Any, act: str, **details: Any) -> None:
    about = f"staff {person.id}"
    record(person.id, person.email, act, about, now(), subject=about, **details)


def _tell(person: Any, what: str) -> None:
    """Owe somebody a letter about what opens their account: if it was not them, they should know at once."""
    settings: Settings = current_app.extensions["settings"]
    text = render_template(
        "accounts/mail/way_in_changed.txt", person=person, what=what, site_name=site_facts().name,
        account=f"{settings.base_url}/desk/me",
    )  # fmt: skip
    post_written(person.email, "How you sign in was changed", text, now())


def _signed_in(_: Flask, user: Any, **__: object) -> None:
    moment = now()
    sessions.begin(session, user.id, request.user_agent.string, moment)
    forget_failures(user)
    user.signed_in_at = moment
    _note(user, "staff.signed_in")


def _signed_out(_: Flask, user: Any, **__: object) -> None:
    current_app.extensions["security"].datastore.set_uniquifier(user)
    sessions.end_all(user.id, now())
    _note(user, "staff.signed_out")


def _password_changed(_: Flask, user: Any, **__: object) -> None:
    sessions.end_all(user.id, now(), but=sessions.this_session(session))
    _note(user, "staff.password_changed")


def _password_reset(_: Flask, user: Any, **__: object) -> None:
    forget_failures(user)
    sessions.end_all(user.id, now())
    _note(user, "staff.password_reset")


def _leave_nothing_behind(response: Response) -> Response:
    if request.endpoint == "security.logout":
        session.clear()
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    elif request.endpoint == "security.reset_password":
        private(response)
    return response
