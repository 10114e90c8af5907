"""The servers that the tests talk to. They start once a run, in the process that the developer started.

With xdist that is the controller; its workers are told the addresses. The app under test is in `tests/application.py`.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.servers import browser
from tests.servers.postgres import Postgres, create_database
from tests.servers.process import ServerUnavailable, scratch
from tests.servers.smtp import MailServer
from tests.servers.valkey import Valkey

pytest_plugins = ["tests.application", "tests.oracles.data"]

_addresses = pytest.StashKey[dict[str, Any]]()
_running = pytest.StashKey[ExitStack]()
_versions = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql", "both"),
        default="both",
        help="which databases the tests that need one run on (default: both)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        config.stash[_addresses] = config.workerinput["servers"]
    elif not config.option.collectonly:
        config.stash[_running] = ExitStack()
        try:
            config.stash[_addresses] = _start(config, config.stash[_running])
        except ServerUnavailable as error:
            config.stash[_running].close()
            raise pytest.UsageError(str(error)) from error


def _start(config: pytest.Config, running: ExitStack) -> dict[str, Any]:
    chromium = browser.find_chromium()
    valkey = Valkey()
    running.callback(valkey.close)
    valkey.start()
    config.stash[_versions] = [
        f"Chromium {chromium.version} ({chromium.program})",
        f"Valkey {valkey.version} ({valkey.binary})",
        "SMTP aiosmtpd, one in each test process",
    ]
    addresses = {
        "valkey": valkey.url(),
        "chromium": (str(chromium.program), chromium.version, chromium.variables),
    }
    if config.option.database != "sqlite":
        postgres = Postgres()
        running.callback(postgres.close)
        postgres.start()
        config.stash[_versions].append(f"PostgreSQL {postgres.version} ({postgres.binaries})")
        addresses["postgresql"] = postgres.url("postgres")
    return addresses


def pytest_configure_node(node: Any) -> None:
    """xdist: tell a worker where the servers are."""
    node.workerinput["servers"] = node.config.stash[_addresses]


def pytest_report_header(config: pytest.Config) -> list[str]:
    return config.stash.get(_versions, [])


def pytest_unconfigure(config: pytest.Config) -> None:
    if _running in config.stash:
        config.stash[_running].close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What asks for a database runs once on each, or where its mark says; what does not runs once.

    What a browser draws does not depend on the database, so with both it looks at one of them.
    """
    if "database_url" in metafunc.fixturenames:
        wanted = metafunc.config.option.database
        kinds = ["sqlite", "postgresql"] if wanted == "both" else [wanted]
        if metafunc.definition.get_closest_marker("sqlite_alone") is not None:
            kinds = ["sqlite"]
        if "chromium" in metafunc.fixturenames:
            kinds = kinds[:1]
        metafunc.parametrize("database_url", kinds, indirect=True, scope="session")


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """A command that runs inside the tests' own process tightens the umask for good; the next test starts anew."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> dict[str, Any]:
    """The addresses of the servers of this run."""
    return pytestconfig.stash[_addresses]


@pytest.fixture(scope="session")
def worker_number(request: pytest.FixtureRequest) -> int:
    """Which xdist worker this is; 0 without xdist."""
    return int(getattr(request.config, "workerinput", {"workerid": "gw0"})["workerid"].removeprefix("gw"))


@pytest.fixture(scope="session")
def scratch_folder() -> Iterator[Path]:
    """A folder for data of this process, in memory when there is room."""
    folder = scratch("files")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(servers: dict[str, Any], worker_number: int) -> str:
    """An empty PostgreSQL database of this process's own."""
    if "postgresql" not in servers:
        pytest.skip("--database sqlite was asked for")
    return create_database(servers["postgresql"], f"tests_{worker_number}")


@pytest.fixture(scope="session")
def new_database(servers: dict[str, Any], worker_number: int) -> Callable[[str], str]:
    """Makes an empty database for a real site: `new_database("postgresql")`. For SQLite: "", the embedded default."""
    made = itertools.count()

    def make(kind: str) -> str:
        if kind == "sqlite":
            return ""
        if "postgresql" not in servers:
            pytest.skip("--database sqlite was asked for")
        return create_database(servers["postgresql"], f"site_{worker_number}_{next(made)}")

    return make


@pytest.fixture(scope="session")
def valkey_url(servers: dict[str, Any], worker_number: int) -> str:
    """A Valkey database of this process's own."""
    return f"{servers['valkey'].rsplit('/', 1)[0]}/{worker_number}"


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of this process's own: SQLite, then PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('scratch_folder') / 'tests.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    """This process's mail server. Tests take `smtp_server`."""
    server = MailServer().start()
    yield server
    server.stop()


@pytest.fixture
def smtp_server(mail_server: MailServer) -> MailServer:
    """A mail server that has received nothing and commits no fault."""
    mail_server.reset()
    return mail_server


@pytest.fixture(scope="session")
def chromium(servers: dict[str, Any]) -> Iterator[Browser]:
    """A headless browser; make a context of your own in it for each test.

    What a press brings is there a moment after the press: ask `expect`, which waits for it, never `count()` at once.
    """
    expect.set_options(timeout=20_000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(browser.node()))
        with sync_playwright() as playwright:
            running = browser.Chromium(*servers["chromium"]).launch(playwright)
            yield running
            running.close()
