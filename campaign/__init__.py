"""Countersign: a campaign and petition platform. `create_app()` is the table of contents."""

import os
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from campaign import models  # noqa: F401 - every table is known once this is imported
from campaign.accounts import guard, security, site
from campaign.accounts import staff as accounts_staff
from campaign.accounts import views as accounts_views
from campaign.audit import staff as audit_staff
from campaign.campaigns import colour_sheet, moved_addresses
from campaign.campaigns import staff as campaigns_staff
from campaign.campaigns.frames import staff as frames_staff
from campaign.campaigns.languages import staff as languages_staff
from campaign.campaigns.people import staff as campaigns_people
from campaign.config import Settings
from campaign.content import navigation as content_navigation
from campaign.content import staff as content_staff
from campaign.content import views as content_views
from campaign.content.categories import shown as categories_shown
from campaign.content.categories import staff as categories_staff
from campaign.content.lessons import staff as lessons_staff
from campaign.content.lessons import views as lessons_views
from campaign.content.media import staff as media_staff
from campaign.content.resources import staff as resources_staff
from campaign.content.resources import views as resources_views
from campaign.content.site import staff as site_staff
from campaign.content.words import staff as content_words_staff
from campaign.db import db, install_guards
from campaign.desk import menu as desk_menu
from campaign.desk import probes
from campaign.desk import views as desk_views
from campaign.desk.saved import staff as filters_staff
from campaign.desk.search import staff as search_staff
from campaign.desk.styleguide import staff as styleguide_staff
from campaign.embed import views as embed_views
from campaign.exports import staff as exports_staff
from campaign.exports.contact_requests import letters as contact_letters  # noqa: F401 - as with those of signatures
from campaign.exports.contact_requests import staff as contact_requests_staff
from campaign.exports.contact_requests import views as own_people_views
from campaign.home import views as home_views
from campaign.home.discovery import views as discovery_views
from campaign.home.search import views as site_search_views
from campaign.imports import staff as imports_staff
from campaign.imports.members import letters as member_letters  # noqa: F401 - as with those of signatures
from campaign.imports.members import staff as members_staff
from campaign.imports.members import views as members_views
from campaign.imports.signatures import letters as imports_letters  # noqa: F401 - as with those of signatures
from campaign.keys import KeyStore
from campaign.mail import staff as mail_staff
from campaign.notes import staff as notes_staff
from campaign.organizations import letters as organizations_letters  # noqa: F401 - as with those of signatures
from campaign.organizations import staff as organizations_staff
from campaign.organizations import supporting
from campaign.organizations.authority import staff as authority_staff
from campaign.organizations.authority import views as authority_views
from campaign.organizations.bulk import staff as organizations_bulk_staff
from campaign.organizations.commitments import joined as commitments_joined
from campaign.organizations.commitments import letters as commitments_letters  # noqa: F401 - as with those of signatures
from campaign.organizations.commitments import staff as commitments_staff
from campaign.organizations.commitments import views as commitments_views
from campaign.organizations.directory import views as organizations_views
from campaign.organizations.duplicates import staff as duplicates_staff
from campaign.organizations.officers import letters as officers_letters  # noqa: F401 - as with those of signatures
from campaign.organizations.officers import staff as officers_staff
from campaign.organizations.officers import views as officers_views
from campaign.organizations.own import letters as own_letters  # noqa: F401 - as with those of signatures
from campaign.organizations.own import staff as own_staff
from campaign.organizations.own import views as own_views
from campaign.privacy import views as privacy_views
from campaign.queue import make_celery
from campaign.signatures import letters as signatures_letters  # noqa: F401 - its writers are known once it is imported
from campaign.signatures import staff as signatures_staff
from campaign.signatures import views as signatures_views
from campaign.signatures.deciding import staff as decisions_staff
from campaign.signatures.growth import joined as growth_joined
from campaign.signatures.growth import views as growth_views
from campaign.signatures.milestones import joined as milestones_joined
from campaign.signatures.milestones import letters as milestones_letters  # noqa: F401 - as with those of signatures
from campaign.signatures.milestones import staff as milestones_staff
from campaign.signatures.sharing import views as sharing_views
from campaign.signatures.versions import views as versions_views
from campaign.signatures.voices import staff as voices_staff
from campaign.signatures.voices import views as voices_views
from campaign.trackers import staff as trackers_staff
from campaign.trackers import views as trackers_views
from campaign.trackers.alerts import letters as trackers_alert_letters  # noqa: F401 - as with those of signatures
from campaign.trackers.disputes import letters as trackers_dispute_letters  # noqa: F401 - as with those of signatures
from campaign.trackers.open_data import api as trackers_api
from campaign.web import addresses, errors, formats, headers, language, origin, pages, redirects, shortened, uploads

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None) -> Flask:
    """The site for these settings (default: from the environment).

    Raises SettingsError for a wrong setting and KeyFault for missing or unfit keys; neither starts half a site.
    """
    settings = settings or Settings.from_environment(os.environ)
    app = Flask("campaign", root_path=str(ROOT / "campaign"), template_folder=str(ROOT / "templates"))
    app.request_class = uploads.FormRequest
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions["settings"] = settings
    if settings.embedded_database:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A database without its keys must say so: new ones could not open what it holds.
        if not settings.embedded_file.exists():
            KeyStore.make(settings.keys_folder)
    app.extensions["keys"] = keys = KeyStore(settings.keys_folder)
    https = settings.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.secret_key or keys.session.hex(),
        SQLALCHEMY_DATABASE_URI=settings.database,
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,  # errors are logged, and names and addresses are no business of a log
            "connect_args": _connect_args(settings),
        },
        MAX_CONTENT_LENGTH=64 * 1024,
        SESSION_COOKIE_NAME="__Host-session" if https else "session",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",  # of every language's addresses
        PREFERRED_URL_SCHEME="https" if https else "http",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # a form token lives as long as the session it belongs to
    )

    # plumbing
    db.init_app(app)
    with app.app_context():
        install_guards(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    make_celery(app, settings)
    origin.install(app, settings.trusted_proxies)
    headers.install(app, https=https)
    redirects.install(app)
    language.install_layer(app)
    language.install(app)
    formats.install(app)
    pages.install(app, settings.base_url)
    addresses.install(app)
    errors.install(app)
    moved_addresses.install(app)

    # rooms
    site.install(app)
    colour_sheet.install(app)
    guard.install(app)
    security.install(app, settings, keys)
    desk_menu.install(app)
    content_navigation.install(app)
    categories_shown.install(app)
    supporting.install(app)
    notes_staff.install(app)
    commitments_joined.install(app)
    growth_joined.install(app)
    milestones_joined.install(app)
    filters_staff.install(app)
    own_views.install(app)
    sharing_views.install(app)
    for room in (
        shortened,
        home_views,
        content_views,
        site_search_views,
        discovery_views,
        privacy_views,
        colour_sheet,
        signatures_views,
        embed_views,
        growth_views,
        sharing_views,
        voices_views,
        versions_views,
        organizations_views,
        commitments_views,
        own_views,
        own_people_views,
        members_views,
        authority_views,
        officers_views,
        trackers_views,
        trackers_api,
        resources_views,
        lessons_views,
        accounts_views,
        probes,
    ):
        app.register_blueprint(room.blueprint)
    desk = guard.make_desk()
    for staff_room in (
        desk_views,
        filters_staff,
        search_staff,
        styleguide_staff,
        campaigns_staff,
        campaigns_people,
        frames_staff,
        languages_staff,
        content_staff,
        categories_staff,
        content_words_staff,
        media_staff,
        site_staff,
        organizations_staff,
        organizations_bulk_staff,
        commitments_staff,
        own_staff,
        authority_staff,
        officers_staff,
        duplicates_staff,
        trackers_staff,
        resources_staff,
        lessons_staff,
        signatures_staff,
        decisions_staff,
        milestones_staff,
        voices_staff,
        exports_staff,
        imports_staff,
        contact_requests_staff,
        members_staff,
        mail_staff,
        notes_staff,
        accounts_staff,
        audit_staff,
    ):
        desk.register_blueprint(staff_room.blueprint)
    app.register_blueprint(desk)
    return app


def _connect_args(settings: Settings) -> dict[str, object]:
    if settings.database.startswith("sqlite"):
        return {}
    return {
        "connect_timeout": 5,
        "application_name": "countersign",
        "options": "-c statement_timeout=30000 -c lock_timeout=5000 -c timezone=UTC",
    }
