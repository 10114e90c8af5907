"""A running site under a drill: who signs, how long it takes them, and what the rows say."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from campaign import create_app
from campaign.clock import now
from campaign.config import Settings
from campaign.db import db
from campaign.operate.prepare import at_work
from tests.factories.campaigns import open_campaign
from tests.servers.site import Site
from tests.visitor import Visitor

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Took:
    """What one request got, and how long it took."""

    status: int
    location: str
    seconds: float
    page: str


class Running:
    """A site and its one open campaign."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._app = create_app(Settings.from_environment(site.environment))
        with at_work(self._app):
            self.slug = open_campaign(now()).slug
        form = Visitor(site.url).get(f"/c/{self.slug}").form("Sign")
        self._fields = {name: values[0] for name, values in form.values.items()}

    @contextmanager
    def rows(self) -> Iterator[Session]:
        """A session on the site's database, for what the site itself would not show."""
        with at_work(self._app):
            yield db.session()

    def sign(self, email: str, name: str = "Ada Lovelace") -> Took:
        """Send the sign form over a connection of its own."""
        filled = {"name": name, "email": email, "country": "DE", "agree": "y"}
        return self.post(f"/c/{self.slug}/sign", self._fields | filled)

    def post(self, path: str, fields: dict[str, str]) -> Took:
        """Send a form over a connection of its own. Raises OSError when the site does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        started = time.perf_counter()
        try:
            connection.request("POST", path, urlencode(fields), kind)
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        location = answer.getheader("Location") or ""
        return Took(answer.status, location, time.perf_counter() - started, page)


def at_once(act: Callable[[Item], Result], items: Sequence[Item], hands: int) -> list[Result]:
    """Do `act` for all items with as many hands, which all begin at the same moment."""
    gate = threading.Barrier(hands)

    def one(share: Sequence[Item]) -> list[Result]:
        gate.wait()
        return [act(item) for item in share]

    with ThreadPoolExecutor(hands) as pool:
        done = pool.map(one, [items[start::hands] for start in range(hands)])
        return [result for results in done for result in results]


def slowest_but(took: Sequence[Took], share: float = 0.01) -> float:
    """The seconds within which all but `share` of the requests were answered."""
    seconds = sorted(each.seconds for each in took)
    return seconds[max(0, round(len(seconds) * (1 - share)) - 1)]
