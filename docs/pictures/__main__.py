"""`python -m docs.pictures`: the pictures of the docs, taken from the sample site in Chromium.

Starts the sample site with data of its own in a temporary folder, waits until it is ready, takes each picture, makes it
small, and stops the site. A page that is not there (404) is left out, with a line that says so.
"""

import argparse
import io
import os
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from campaign import create_app
from campaign.accounts.models import RoleName
from campaign.config import Settings
from campaign.sample.words import SLUG
from tests.factories.accounts import sign_in, staff
from tests.servers.browser import Chromium, find_chromium, node
from tests.servers.process import Child, free_port
from tests.servers.site import COMMAND

FOLDER: Final = Path(__file__).parent
MOST_BYTES: Final = 150_000
DESK: Final = (1280, 860)
PHONE: Final = (390, 780)


@dataclass(frozen=True)
class Picture:
    """One picture: its file's name, what it shows, and how it is looked at; `scale` is pixels of it to one of CSS."""

    name: str
    path: str
    size: tuple[int, int] = DESK
    scheme: Literal["light", "dark"] = "light"
    for_staff: bool = False
    scale: float = 1


CAMPAIGN: Final = f"/c/{SLUG}"
PICTURES: Final = (
    Picture("front", "/"),
    Picture("campaign", CAMPAIGN),
    Picture("campaign-dark", CAMPAIGN, scheme="dark"),
    Picture("campaign-phone", CAMPAIGN, size=PHONE, scale=1.5),
    Picture("campaign-arabic", f"/ar{CAMPAIGN}"),
    Picture("supporters", f"{CAMPAIGN}/supporters"),
    Picture("trackers", "/trackers/eu"),
    Picture("news", "/news"),
    Picture("resources", "/resources"),
    Picture("desk", "/desk", for_staff=True),
)


def main() -> int:
    """Take the pictures that are asked for; exit code 0 when all that exist were taken."""
    parser = argparse.ArgumentParser(prog="python -m docs.pictures", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which ones (default: all): {', '.join(p.name for p in PICTURES)}")
    parser.add_argument("--signatures", type=int, default=95_000)
    parser.add_argument("--organizations", type=int, default=747)
    parser.add_argument("--into", type=Path, default=FOLDER)
    asked = parser.parse_args()
    unknown = set(asked.names) - {picture.name for picture in PICTURES}
    if unknown:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}")
    wanted = [picture for picture in PICTURES if not asked.names or picture.name in asked.names]
    with tempfile.TemporaryDirectory(prefix="countersign-pictures-") as made:
        folder, port = Path(made), free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {"CAMPAIGN_DATA_DIR": str(folder / "var"), "CAMPAIGN_BASE_URL": address}
        arguments = ["--signatures", str(asked.signatures), "--organizations", str(asked.organizations)]
        site = Child(
            [COMMAND, "demo", *arguments, "--port", str(port), "--data", folder / "var"],
            log=folder / "site.log",
            env=_surroundings() | environment,
        )
        try:
            print("The sample site is being made; this takes a minute or two.", flush=True)
            site.wait_until_ready("the sample site", lambda: _ready(address), seconds=900)
            browser = with_fonts(find_chromium(), folder)
            take(wanted, browser, address, owner_session(environment), asked.into)
        finally:
            site.stop()
    return 0


def _surroundings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}


def _ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def owner_session(environment: dict[str, str]) -> str:
    """The cookie of an owner who is signed in at that site."""
    app = create_app(Settings.from_environment(environment))
    with app.app_context():
        owner = staff(RoleName.OWNER, name="Ada Byron", email="ada@fullrecord.example")
    cookie = sign_in(app.test_client(), owner).get_cookie("session")
    assert cookie is not None
    return cookie.value


def with_fonts(chromium: Chromium, folder: Path) -> Chromium:
    """The same browser, which also has the fonts that come with the site, so that pictures are alike everywhere."""
    fonts = "".join(
        f"<dir>{files(package) / 'files'}</dir>" for package in ("font_source_serif_pro", "font_source_sans_pro")
    )
    before = chromium.variables.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    written = folder / "fonts.conf"
    written.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{before}</include>{fonts}</fontconfig>'
    )
    return replace(chromium, variables={**chromium.variables, "FONTCONFIG_FILE": str(written)})


def take(wanted: list[Picture], chromium: Chromium, address: str, session: str, into: Path) -> None:
    """Take pictures of a site that answers, and say of each what became of it."""
    into.mkdir(parents=True, exist_ok=True)
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(node())
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for picture in wanted:
            drawn = _shot(browser, picture, address, session)
            if drawn is None:
                print(f"{picture.name}: there is no {picture.path} on this site, left out")
                continue
            small = made_small(drawn)
            (into / f"{picture.name}.png").write_bytes(small)
            print(f"{picture.name}: {len(small) / 1000:.0f} kB")
        browser.close()


def _shot(browser: Browser, picture: Picture, address: str, session: str) -> bytes | None:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=picture.scale,
        color_scheme=picture.scheme,
        locale="en-GB",
        reduced_motion="reduce",
    )
    if picture.for_staff:
        context.add_cookies([{"name": "session", "value": session, "url": address}])
    page = context.new_page()
    answer = page.goto(address + picture.path, wait_until="networkidle")
    status = answer.status if answer is not None else 0
    drawn = page.screenshot() if status == 200 else None
    context.close()
    if status not in (200, 404):
        raise SystemExit(f"{picture.path} answers {status}; the pictures so far are kept")
    return drawn


def made_small(drawn: bytes) -> bytes:
    """A PNG with as many colours of a palette as fit into `MOST_BYTES`, and with fewer pixels if none fits."""
    image = Image.open(io.BytesIO(drawn)).convert("RGB")
    while True:
        for colours in (256, 128, 64, 32):
            written = io.BytesIO()
            image.quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
            if written.tell() <= MOST_BYTES:
                return written.getvalue()
        image = image.resize((image.width * 4 // 5, image.height * 4 // 5), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    sys.exit(main())
