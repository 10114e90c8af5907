"""Settings as people read them: in a terminal, and as the page `docs/settings.md`."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from campaign.config import PREFIX, Settings

_HEAD = """# Settings

<!-- Made by `campaign settings --markdown`; do not edit by hand. -->

Every setting is an environment variable. Each can also be given as a file, so that secrets need not stand in an
environment: `CAMPAIGN_SMTP_URL_FILE=/run/secrets/smtp` reads the value from there. A `CAMPAIGN_` variable that is not
in this table is an error: the site does not start. An empty value means the default. `campaign settings` shows what is
in force.

| Setting | Default | What it is for |
|---|---|---|
"""


@dataclass(frozen=True)
class Shown:
    """One setting in force; a secret's value is masked."""

    name: str
    value: str
    source: str
    explanation: str


def shown(settings: Settings, environment: Mapping[str, str]) -> list[Shown]:
    """Every setting with its value, where that came from, and what it is for."""
    found = []
    for spec in dataclasses.fields(Settings):
        name = PREFIX + spec.name.upper()
        value = getattr(settings, spec.name)
        text = "" if value is None else str(value)
        if environment.get(name):
            source = "environment"
        elif environment.get(f"{name}_FILE"):
            source = f"file {environment[f'{name}_FILE']}"
        else:
            source = "default"
        masked = mask(text) if spec.metadata["secret"] else text
        found.append(Shown(name, masked, source, spec.metadata["explain"]))
    return found


def mask(value: str) -> str:
    """A secret as it may be shown: of an address, the kind and the host; of anything else, nothing."""
    if not value:
        return ""
    parts = urlsplit(value)
    if not parts.scheme:
        return "(set)"
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://…@{parts.hostname}{port}/…" if parts.hostname else f"{parts.scheme}:…"


def as_markdown() -> str:
    """The page of all settings."""
    rows = []
    for spec in dataclasses.fields(Settings):
        default = "" if spec.default in (None, "") else f"`{spec.default}`"
        explanation = spec.metadata["explain"].replace("|", "\\|").replace("<", "&lt;")
        rows.append(f"| `{PREFIX}{spec.name.upper()}` | {default} | {explanation} |")
    return _HEAD + "\n".join(rows) + "\n"
