"""The factory that every staff test uses really signs in."""

from flask import Flask
from flask.testing import FlaskClient
from flask_security import current_user

from tests.factories.accounts import sign_in, staff


def test_a_signed_in_client_is_known_and_may_post(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff()
    sign_in(client, owner)
    with client:
        client.get("/desk/sign-in")
        assert current_user.email == owner.email
        assert client.post("/desk/sign-out").status_code == 302
        assert not current_user.is_authenticated
