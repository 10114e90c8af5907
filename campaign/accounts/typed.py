"""What was typed into a form of the desk and came too late: given back, to be sent once more, instead of lost."""

from flask import Response, make_response, render_template, request

from campaign.web.headers import private


def typed_again() -> Response | None:
    """A page that holds what was typed and sends it once more; None for a form without words, or not from this site.

    Only a browser that says that the form came from a page of ours is answered so: else a page of somebody else could
    put words into the hands of whoever signs in. Passwords are never given back.
    """
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    secret = any("password" in name or name == "code" for name, _ in fields)
    if not fields or secret or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return None
    page = render_template(
        "accounts/typed_again.html",
        address=request.full_path.rstrip("?"),
        fields=fields,
        words=[(name.replace("_", " "), value) for name, value in fields if len(value.split()) > 1],
        had_files=any(file.filename for file in request.files.values()),
    )
    return private(make_response(page, 403))
