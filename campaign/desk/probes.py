"""What load balancers and service managers ask: is it alive, is it ready."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.desk.health import Grade, readiness

blueprint = Blueprint("probes", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """200 while this process answers; asks nothing of the database."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """200 when visitors can be served and mail goes out, else 503; the checks as JSON either way."""
    checks = readiness(now())
    good = all(check.grade is Grade.RIGHT for check in checks)
    body = {
        "ready": good,
        "checks": [{"name": check.name, "ok": check.grade is Grade.RIGHT, "found": check.found} for check in checks],
    }
    return jsonify(body), 200 if good else 503, {"Cache-Control": "no-store"}
