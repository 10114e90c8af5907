"""The list of sites, one a line."""

from urllib.parse import urlsplit

import idna
from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from campaign.campaigns.forms import DeskForm, ParagraphsField

MOST_SITES = 50


def read_origin(text: str) -> str:
    """A site as browsers name it: https://example.org, with a port if it has one. Raises ValueError with a sentence."""
    typed = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(typed)
        port = parts.port
        host = idna.encode(parts.hostname or "", uts46=True).decode("ascii")
    except (ValueError, idna.IDNAError):
        raise ValueError(f"“{text}” is no address of a site; write it like https://example.org") from None
    if parts.username is not None or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(f"Name the whole site, without a page or name in it: https://{host}, not “{text}”")
    local = host == "localhost"
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise ValueError(f"“{text}” is not read over https, so others could change the form on its way")
    if "." not in host and not local:
        raise ValueError(f"“{text}” is no address of a site; write it like https://example.org")
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


class FramesForm(DeskForm):
    """Sites that may show the form."""

    sites = ParagraphsField("Sites", longest=5000)
    mark = HiddenField()

    def origins(self) -> tuple[str, ...]:
        """Each site once, in the order typed. Raises ValueError with a sentence."""
        lines = [line.strip() for line in (self.sites.data or "").split("\n") if line.strip()]
        return tuple(dict.fromkeys(read_origin(line) for line in lines))

    def validate_sites(self, field: Field) -> None:
        """Sites, and not too many."""
        try:
            origins = self.origins()
        except ValueError as fault:
            raise ValidationError(str(fault)) from None
        if len(origins) > MOST_SITES:
            raise ValidationError(f"Name {MOST_SITES} sites at most")
