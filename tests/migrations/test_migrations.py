"""Each migration goes up and down with data in it, and what it leaves is what the models say."""

from collections.abc import Callable, Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, select, text

from campaign import create_app
from campaign.config import Settings
from campaign.db import db
from campaign.keys import KeyStore
from campaign.organizations.models import Support
from campaign.schema import is_modelled
from campaign.signatures.models import Signature, SignatureState
from tests.application import SETTINGS
from tests.factories.accounts import staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.signatures import signature


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request: pytest.FixtureRequest, new_database: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    """A site whose database has no table yet."""
    url = new_database(request.param)
    KeyStore.make(tmp_path / "keys")
    settings = SETTINGS | {"CAMPAIGN_DATA_DIR": str(tmp_path)} | ({"CAMPAIGN_DATABASE_URL": url} if url else {})
    app = create_app(Settings.from_environment(settings))
    app.testing = True
    with app.app_context():
        yield app
        db.engine.dispose()


def differences() -> list[object]:
    """What autogenerate would still change."""
    options = {"compare_type": True, "render_as_batch": True, "include_object": is_modelled}
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, db.metadata))


def counts() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in ("signature", "support", "organization", "staff", "campaign", "audit_entry")
        }


def test_migrations_go_up_and_down_with_data_and_end_at_the_models(empty_app: Flask) -> None:
    flask_migrate.upgrade()
    assert differences() == []
    staff()
    campaign = open_campaign()
    signature(campaign)
    signature(campaign, state=SignatureState.PENDING)
    approved_support(campaign)
    waiting_support(campaign)
    before = counts()
    db.session.remove()

    flask_migrate.downgrade(revision="0002")
    assert counts() == before
    flask_migrate.upgrade()
    assert counts() == before
    assert differences() == []
    states = db.session.scalars(select(Signature.state).order_by(Signature.state)).all()
    assert list(states) == [SignatureState.CONFIRMED, SignatureState.PENDING]
    assert db.session.scalar(select(func.count()).where(Support.renew_by.is_not(None))) == 1
    db.session.remove()

    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()
    assert differences() == []
