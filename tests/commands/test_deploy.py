"""What lies in deploy/ and docs/ says what the code does. Nothing of it is started here."""

import configparser
import dataclasses
import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from campaign.cli import main
from campaign.config import PREFIX, Settings
from campaign.operate.show_settings import as_markdown

ROOT = Path(__file__).resolve().parents[2]
KNOWN = {PREFIX + spec.name.upper() for spec in dataclasses.fields(Settings)}
PROXIES = sorted((ROOT / "deploy" / "proxy").iterdir())
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
TEXTS = [*PAGES, ROOT / "compose.yaml", ROOT / "deploy" / "Dockerfile", *UNITS, *PROXIES]


def test_the_page_of_settings_is_up_to_date() -> None:
    assert (ROOT / "docs" / "settings.md").read_text() == as_markdown(), (
        "campaign settings --markdown > docs/settings.md"
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_only_settings_that_exist_are_named(path: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", path.read_text()))
    assert {name.removesuffix("_FILE") for name in named if not name.endswith("_")} - KNOWN == set()


def command(words: list[str]) -> list[str]:
    """The arguments of `campaign` in a command line."""
    found = next(index for index, word in enumerate(words) if word.rpartition("/")[2] == "campaign")
    return words[found + 1 :]


def accepts(words: list[str]) -> bool:
    """Whether the command line can be read, up to its --help."""
    return CliRunner().invoke(main, [*words, "--help"]).exit_code == 0


def test_the_containers_have_no_default_password_and_no_open_database() -> None:
    found = yaml.safe_load((ROOT / "compose.yaml").read_text())
    services = found["services"]
    assert set(services) == {"prepare", "app", "worker", "db", "broker"}
    assert [name for name, service in services.items() if service.get("ports")] == ["app"]
    assert services["app"]["ports"] == ["127.0.0.1:8000:8000"]
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["prepare"]
    for service in services.values():
        for name, value in service["environment"].items():
            if "PASSWORD" in name or "_URL" in name:
                assert "${" in value
                assert ":-" not in value, f"{name} has a default"
                assert ":?" in value, f"{name} is not required"
    for name in ("prepare", "app", "worker"):
        assert set(services[name]["environment"]) <= KNOWN
        for line in " ".join(services[name]["command"]).removeprefix("sh -c ").split("&&"):
            assert accepts(command(shlex.split(line)))
    assert set(found["volumes"]) == {"state", "database"}


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_the_units_start_what_there_is_and_are_hardened(path: Path) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # the documented way to keep the case of names
    unit.read(path)
    service = unit["Service"]
    assert accepts(command(shlex.split(service["ExecStart"])))
    assert service["User"] == "countersign"
    for name, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "PrivateTmp": "yes",
        "UMask": "0077",
    }.items():
        assert service[name] == value
    assert service["CapabilityBoundingSet"] == ""


def test_the_image_runs_as_nobody_special_and_copies_what_the_site_needs() -> None:
    lines = (ROOT / "deploy" / "Dockerfile").read_text().splitlines()
    assert "USER countersign" in lines
    for line in lines:
        if line.startswith("COPY"):
            assert all((ROOT / source).exists() for source in line.split()[1:-1])
    assert any(line.startswith("CMD") and '"web"' in line for line in lines)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxies_pass_on_one_address_and_log_no_path(name: str) -> None:
    text = (ROOT / "deploy" / "proxy" / name).read_text()
    assert "X-Forwarded-For {remote_host}" in text or "X-Forwarded-For $remote_addr;" in text
    assert "proxy_add_x_forwarded_for" not in text
    assert f"{PREFIX}TRUSTED_PROXIES=1" in text
    log_format = re.findall(r"log_format[^;]*;", text)
    assert all("$request " not in line and "uri" not in line for line in log_format)
    assert text.count("{") == text.count("}")
