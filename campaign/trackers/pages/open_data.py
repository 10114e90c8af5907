"""The files of open data, and the page that lists them."""

import json
from typing import Any, Final

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.open_data.open_tables import LICENCE, PACKAGE, file_names
from campaign.trackers.open_data.queries import (
    StoredFile,
    file_content,
    file_pieces,
    shown_registers,
    stored_file,
    stored_files,
)
from campaign.trackers.pages.blueprint import asked_register, blueprint
from campaign.trackers.queries import judged_snapshot
from campaign.trackers.refusals import FilesBeingMade, NoData
from campaign.web.errors import NotFound
from campaign.web.headers import kept_for_all

_SECONDS: Final = 300


@blueprint.get("/data")
def open_data() -> ResponseReturnValue:
    """Every file of every register: what is in it, how large it is, how to check and cite it."""
    found = [_register(register) for register in shown_registers()]
    return kept_for_all(
        render_template("trackers/data.html", registers=found, licence=LICENCE, package=PACKAGE), _SECONDS // 5
    )


def _register(register: Register) -> dict[str, Any]:
    files = {file.name: file for file in stored_files(register)}
    described = json.loads(file_content(files[PACKAGE])) if PACKAGE in files else None
    return {"law": LAWS[register], "key": register.value, "files": files, "described": described}


@blueprint.get("/<register>/<name>")
def file(register: str, name: str) -> ResponseReturnValue:
    """One file, as it was made."""
    asked = asked_register(register)
    if name not in file_names():
        raise NotFound(
            f"There is no page and no file “{name[:60]}” here. The files of this register are "
            f"{', '.join(file_names())}; /trackers/data lists them with their columns."
        )
    found = stored_file(asked, name)
    if found is None:
        judged_or_nothing(asked)
        raise FilesBeingMade
    response = Response(mimetype=found.media_type.partition(";")[0])
    response.headers["Content-Type"] = found.media_type
    response.headers["Content-Disposition"] = f'attachment; filename="{_saved_as(found)}"'
    response.headers["Cache-Control"] = f"public, max-age={_SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    response.last_modified = found.made_at
    response.set_etag(found.sha256)
    response.make_conditional(request)
    if response.status_code == 200:
        response.content_length = found.size
        if request.method != "HEAD":
            response.response = stream_with_context(file_pieces(found))
    return response


def judged_or_nothing(register: Register) -> None:
    """Refuse with what to do where there is nothing that files could be made of."""
    try:
        judged_snapshot(register)
    except NoData as error:
        raise NotFound("There are no trials of this register here yet, so there are no files of it.") from error


def _saved_as(found: StoredFile) -> str:
    """Under which name a browser keeps it: with the register and the day of the data."""
    stem, _, ending = found.name.rpartition(".")
    return f"{found.register.value}-{stem}-{found.data_date.isoformat()}.{ending}"
