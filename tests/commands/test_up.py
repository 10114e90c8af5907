"""`campaign up` with real processes: it starts, mends and ends everything."""

import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from campaign.schema import known_revisions
from tests.servers.process import command_line, descendants, free_port, kill, wait_until
from tests.servers.site import COMMAND, Site
from tests.visitor import Visitor


def ask(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def supervisor(site: Site) -> int:
    found = int((site.folder / "var" / "up.lock").read_text())
    assert "campaign up" in command_line(found)
    return found


def running(pids: list[int]) -> list[str]:
    return [line for line in map(command_line, pids) if line]


@pytest.fixture(scope="module")
def site(scratch_folder: Path) -> Iterator[Site]:
    site = Site(scratch_folder / "up")
    (site.folder / "var").mkdir(mode=0o755)
    site.start()
    yield site
    site.stop()


def test_a_new_site_answers_and_says_how_to_set_it_up(site: Site) -> None:
    assert ask(f"{site.url}/healthz") == (200, "ok\n")
    assert ask(f"{site.url}/")[0] == 200
    wait_until("the summary", lambda: "Ctrl-C" in site.log)
    assert f"Set up     {site.url}/setup/" in site.log
    assert "in-app mailbox" in site.log
    assert "Traceback" not in site.log
    assert "superuser" not in site.log


def test_readiness_waits_for_the_worker_and_tells_no_secret(site: Site) -> None:
    wait_until("ready", lambda: ask(f"{site.url}/readyz")[0] == 200, seconds=40, every=0.5)
    found = json.loads(ask(f"{site.url}/readyz")[1])
    names = [check["name"] for check in found["checks"]]
    assert names == ["database", "migrations", "durability", "fingerprint", "worker"]
    assert str(site.folder) not in json.dumps(found)


def test_a_second_start_on_the_same_folder_is_refused(site: Site) -> None:
    second = site.command("up", "--port", str(free_port()), check=False)
    assert second.returncode == 1
    assert second.stderr.startswith(f"campaign: {site.folder / 'var'} is in use by another `campaign`")
    assert second.stderr.count("\n") == 1


def test_a_port_in_use_is_said_plainly(site: Site, tmp_path: Path) -> None:
    other = site.command("up", "--port", str(site.port), "--data", str(tmp_path / "other"), check=False)
    assert other.returncode == 1
    assert other.stderr.startswith(f"campaign: Port {site.port} on 127.0.0.1 is in use by another program.")
    assert other.stderr.count("\n") == 1


def test_what_it_keeps_is_private_even_in_a_folder_that_was_there_before(site: Site) -> None:
    assert (site.folder / "var" / "countersign.db").exists()
    for path in (site.folder / "var").rglob("*"):
        with suppress(FileNotFoundError):  # messages come and go
            assert path.stat().st_mode & 0o077 == 0, path


def test_what_is_no_http_leaves_neither_address_nor_path_in_the_log(site: Site) -> None:
    for line in (b"GET /s/canary-token and more HTTP/1.1", b"GET /s/canary-token", b"\x16\x03\x01"):
        with socket.create_connection(("127.0.0.1", site.port), timeout=10) as wire:
            wire.sendall(line + b"\r\n\r\n")
            wire.recv(1000)
    wait_until("the warning", lambda: "not HTTP" in site.log)
    assert "canary-token" not in site.log
    assert "ip=" not in site.log


def test_a_worker_that_dies_is_started_again(site: Site) -> None:
    before = site.worker_processes()
    main = min(before)
    kill(main)
    wait_until("a new worker", lambda: len(set(site.worker_processes()) - set(before)) >= len(before), seconds=30)
    assert running(before) == [], "what the dead one left behind is ended too"
    assert "The worker ended by signal 9; starting it again in 1 s." in site.log


def test_the_doctor_finds_a_running_site_well(site: Site) -> None:
    wait_until("a sign of life of the worker", lambda: Visitor(site.url).get("/readyz").status == 200, seconds=40)
    found = site.command("doctor")
    assert "wrong" not in found.stdout
    assert "right  worker" in found.stdout


def test_stopping_and_killing_leave_no_process_and_lose_nothing(scratch_folder: Path) -> None:
    site = Site(scratch_folder / "stop").start()
    wait_until("the summary", lambda: "Set up" in site.log)
    link = next(line for line in site.log.splitlines() if "Set up" in line)
    wait_until("all processes", lambda: len(site.worker_processes()) >= 4 and len(site.web_processes()) >= 3)
    family = [supervisor(site), *descendants(supervisor(site))]
    os.kill(family[0], signal.SIGTERM)
    wait_until("the end", lambda: not running(family), seconds=25)
    assert "Stopped. Everything is kept" in site.log

    site.stop()

    site.start()
    try:
        wait_until("the summary", lambda: site.log.count(link) == 2)
        wait_until("all processes", lambda: len(site.worker_processes()) >= 4 and len(site.web_processes()) >= 3)
        family = [supervisor(site), *descendants(supervisor(site))]
        os.kill(family[0], signal.SIGKILL)
        # The worker gets the time it needs to finish its task, as with SIGTERM.
        wait_until("the end of the children", lambda: not running(family), seconds=25)
    finally:
        site.kill()
        kill(*family)


def test_a_site_whose_keys_are_lost_does_not_start(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
    environment["CAMPAIGN_DATA_DIR"] = str(tmp_path / "var")

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [COMMAND, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)

    def up() -> subprocess.CompletedProcess[str]:
        return run("up", "--port", str(free_port()))

    made = run("upgrade")
    assert made.stdout == f"The tables are made ({known_revisions()[0]}).\n"
    (tmp_path / "var" / "keys" / "data.key").unlink()
    refused = up()
    assert refused.returncode == 2
    assert "data.key is missing. Restore it from your key backup" in refused.stderr
    assert not (tmp_path / "var" / "keys" / "data.key").exists(), "new keys would hide that the old ones are lost"
    environment["CAMPAIGN_MAIL_FORM"] = "press@example.org"
    environment["CAMPAIGN_WEB_WORKERS"] = "many"
    refused = up()
    assert refused.returncode == 2
    assert refused.stderr == (
        "campaign: CAMPAIGN_MAIL_FORM: no such setting; `campaign settings` lists them\n"
        "CAMPAIGN_WEB_WORKERS: must be a whole number of at least 1\n"
    )
