"""The reference: the least that an answer of Flask can cost. GET / is 10 kB, POST / reads a form and answers 303."""

from flask import Flask, redirect, request
from werkzeug import Response

app = Flask(__name__)
BODY = ("x" * 99 + "\n") * 100


@app.get("/")
def page() -> str:
    """A constant page of 10 kB."""
    return BODY


@app.post("/")
def sign() -> Response:
    """Read the form, redirect."""
    request.form.get("email")
    return redirect("/", 303)
