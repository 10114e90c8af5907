"""Every setting, typed and explained, read once from the environment.

A setting `NAME` is read from `CAMPAIGN_NAME`, or from the file named by `CAMPAIGN_NAME_FILE`. A `CAMPAIGN_` key that is
not in this table is an error, so that a slip of the pen never becomes a silent default.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "CAMPAIGN_"
# For the test suite and the tools around the site; no setting of the site itself.
FOREIGN_PREFIXES = ("CAMPAIGN_TEST_", "CAMPAIGN_BENCH_")


class SettingsError(ValueError):
    """A setting is unknown, missing or malformed; the message names it and says what to do."""


def _whole_number(least: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        number = int(value) if value.strip().lstrip("-").isdigit() else None
        if number is None or number < least:
            raise ValueError(f"must be a whole number of at least {least}")
        return number

    return read


def _yes_or_no(value: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if value.strip().lower() not in words:
        raise ValueError("must be yes or no")
    return words[value.strip().lower()]


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError("must be http:// or https:// and a host, without a path")
    return value.rstrip("/")


def _postgres_or_sqlite(value: str) -> str:
    if not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
        raise ValueError("must start with sqlite:/// or postgresql://")
    if value.startswith("sqlite:") and not value.startswith("sqlite:////"):
        raise ValueError("must give the whole path of a SQLite file: sqlite:////srv/countersign/countersign.db")
    return value.replace("postgres:", "postgresql:", 1) if value.startswith("postgres:") else value


def _broker_url(value: str) -> str:
    value = value.replace("valkeys", "rediss", 1).replace("valkey", "redis", 1) if value.startswith("valkey") else value
    if not value.startswith(("redis://", "rediss://", "amqp://", "amqps://")):
        raise ValueError("must start with redis://, rediss://, amqp:// or amqps://")
    return value


def _smtp_url(value: str) -> str:
    if not value.startswith(("smtp://", "smtps://")) or not urlsplit(value).hostname:
        raise ValueError("must look like smtp://user:password@host:587 or smtps://host:465")
    return value


def _registers(value: str) -> str:
    names = [each.strip() for each in value.split(",") if each.strip()]
    if not set(names) <= {"eu", "fdaaa", "ctis"}:
        raise ValueError("must be a list of eu, fdaaa and ctis, with commas between")
    return ",".join(dict.fromkeys(names))


def _secret(value: str) -> str:
    if len(value) < 32 or len(set(value)) < 8:
        raise ValueError("must be at least 32 random characters; or leave it out, and a key file is used")
    return value


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError("must be an address and a port, like 127.0.0.1:53 or [::1]:53")
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        raise ValueError("must be an address and a port, like 127.0.0.1:53 or [::1]:53") from None
    return value


def _address(value: str) -> str:
    name, _, host = value.rpartition("@")
    if not name or "." not in host or any(letter.isspace() or not letter.isprintable() for letter in value):
        raise ValueError("must be an e-mail address")
    return value


def _choice(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return read


def setting(default: Any, explain: str, read: Callable[[str], Any] = str, *, secret: bool = False) -> Any:
    """A field of `Settings`: its default, what it is for, how its text is read, and whether it is masked when shown."""
    return field(default=default, metadata={"explain": explain, "read": read, "secret": secret})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator can set. See `docs/settings.md`, which is made from this class."""

    data_dir: Path = setting(
        Path("var"), "Folder for the database, keys, queue and mailbox of the embedded default.", Path
    )
    database_url: str = setting(
        "", "SQLite or PostgreSQL; empty means a SQLite file in the data folder.", _postgres_or_sqlite, secret=True
    )
    broker_url: str = setting(
        "",
        "Redis, Valkey or RabbitMQ; empty means a queue folder in the data folder.",
        _broker_url,
        secret=True,
    )
    smtp_url: str = setting(
        "",
        "smtp://user:password@host:587 (STARTTLS), smtps://host:465; empty keeps mail in the in-app mailbox.",
        _smtp_url,
        secret=True,
    )
    smtp_tls: str = setting(
        "",
        "required, or none for a relay on this machine; empty: required unless the host is loopback.",
        _choice("required", "none"),
    )
    mail_from: str = setting("", "Sender address of all mail; empty: sign@ and the host of BASE_URL.")
    base_url: str = setting(
        "http://127.0.0.1:8000", "Public address of the site; every link in a mail starts with it.", _base_url
    )
    secret_key: str = setting(
        "", "Signs staff sessions; at least 32 characters; empty: a key file in the key folder.", _secret, secret=True
    )
    keys_dir: Path | None = setting(
        None, "Folder of the key files; empty: keys/ in the data folder. Back it up apart from the database.", Path
    )
    trusted_proxies: int = setting(
        0, "How many proxies of yours stand before the site and set X-Forwarded-For.", _whole_number(0)
    )
    sign_soft_per_hour: int = setting(
        60,
        "Signatures an hour from one network (/24 or /48) before a challenge is asked; 0: no limit.",
        _whole_number(0),
    )
    sign_hard_per_hour: int = setting(
        600, "Signatures an hour from one network before the site answers 429; 0: no limit.", _whole_number(0)
    )
    support_hard_per_hour: int = setting(
        60,
        "Applications of organizations an hour from one network before the site answers 429; 0: no limit.",
        _whole_number(0),
    )
    confirm_min_seconds: int = setting(
        2,
        "A confirmation that comes faster than this after its letter was handed over is looked at by a person first; "
        "0: none is. Does not apply while letters stay in the in-app mailbox.",
        _whole_number(0),
    )
    confirm_per_minute: int = setting(
        20,
        "Confirmations a minute from one network; what goes beyond is looked at by a person first. 0: no limit. Does "
        "not apply to loopback addresses: a site that sees only those cannot tell networks apart.",
        _whole_number(0),
    )
    form_min_seconds: int = setting(2, "A form sent back faster than this is asked for again.", _whole_number(0))
    dns_server: str = setting(
        "",
        "Name server that is asked for organizations' records, host:port; empty: the one this machine is set to.",
        _host_and_port,
    )
    second_factor: str = setting(
        "",
        "required or optional for staff; empty: required unless BASE_URL is on this machine only.",
        _choice("required", "optional"),
    )
    web_workers: int = setting(2, "Web processes that `campaign up` starts.", _whole_number(1))
    mail_batch: int = setting(100, "Letters sent over one SMTP connection.", _whole_number(1))
    trackers_fetch: str = setting(
        "",
        "Registers of trials to fetch and import each night: fdaaa, ctis, eu (needs TRACKERS_EU_URL), with commas "
        "between; empty: none.",
        _registers,
    )
    trackers_eu_url: str = setting(
        "", "Where the EU tracker's trials.csv, new_trials.csv and trials.csv.json are fetched; empty: not fetched."
    )
    trackers_old_flags: Path | None = setting(
        None,
        "CSV of the former “FDA regulated” flags (5 January 2017), for imports of ClinicalTrials.gov that name none.",
        Path,
    )
    trackers_contact: str = setting(
        "", "An address for the registers' people, sent along when registers are fetched; empty: BASE_URL."
    )

    audit_heads: Path | None = setting(
        None,
        "File to which heads of the audit log are added; empty: audit/heads.jsonl in the data folder. "
        "Keep it where no writer of the database reaches.",
        Path,
    )
    audit_witness: str = setting(
        "", "Address outside that gets the newest head of the audit log once a day; empty: nobody.", _address
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read all settings. Raises SettingsError naming every key that is unknown or malformed."""
        known = {spec.name.upper(): spec for spec in dataclasses.fields(cls)}
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for key, text in environment.items():
            if not key.startswith(PREFIX) or key.startswith(FOREIGN_PREFIXES):
                continue
            name, value = key.removeprefix(PREFIX), text
            if name.endswith("_FILE") and name.removesuffix("_FILE") in known:
                name = name.removesuffix("_FILE")
                if PREFIX + name in environment:
                    wrong.append(f"{key}: {PREFIX + name} is set too; keep one of them")
                    continue
                try:
                    value = Path(text).read_text(encoding="utf-8").strip()
                except OSError as error:
                    wrong.append(f"{key}: cannot read {text} ({error.strerror})")
                    continue
            if name not in known:
                wrong.append(f"{key}: no such setting; `campaign settings` lists them")
                continue
            if value == "":
                continue
            try:
                values[known[name].name] = known[name].metadata["read"](value)
            except ValueError as error:
                wrong.append(f"{PREFIX + name}: {error}")
        if wrong:
            raise SettingsError("\n".join(wrong))
        return cls(**values)

    @property
    def embedded_database(self) -> bool:
        """True on the embedded default: no database was named."""
        return not self.database_url

    @property
    def embedded_broker(self) -> bool:
        """True when the queue is a folder, not a server."""
        return not self.broker_url

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.embedded_file}"

    @property
    def embedded_file(self) -> Path:
        """Where the embedded default keeps its database."""
        return self.data_dir.resolve() / "countersign.db"

    @property
    def masked_database(self) -> str:
        """The database as it may be shown: no user, no password."""
        parts = urlsplit(self.database)
        return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"

    @property
    def keys_folder(self) -> Path:
        """Where the key files are."""
        return self.keys_dir or self.data_dir / "keys"

    @property
    def heads_file(self) -> Path:
        """Where the heads of the audit log are."""
        return self.audit_heads or self.data_dir / "audit" / "heads.jsonl"

    @property
    def fetched_registers(self) -> tuple[str, ...]:
        """The registers to fetch each night."""
        return tuple(self.trackers_fetch.split(",")) if self.trackers_fetch else ()

    @property
    def host(self) -> str:
        """Host name of the public address."""
        return urlsplit(self.base_url).hostname or "localhost"

    @property
    def port(self) -> int:
        """Port of the public address."""
        parts = urlsplit(self.base_url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def loopback(self) -> bool:
        """True when the public address is this machine only."""
        return self.host in ("127.0.0.1", "localhost", "::1")

    @property
    def sender(self) -> str:
        """Sender address of all mail."""
        return self.mail_from or f"sign@{'localhost' if self.loopback else self.host}"

    @property
    def second_factor_required(self) -> bool:
        """Whether staff must use a second factor to sign in."""
        return self.second_factor == "required" or (not self.second_factor and not self.loopback)

    @property
    def smtp_requires_tls(self) -> bool:
        """Whether a letter may leave only over a verified TLS connection."""
        host = urlsplit(self.smtp_url).hostname if self.smtp_url else None
        return self.smtp_tls == "required" or (not self.smtp_tls and host not in ("127.0.0.1", "localhost", "::1"))
