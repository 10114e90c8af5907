"""What the addresses of the trackers' lists may ask for beyond register and rule, and answers that are kept."""

from collections.abc import Callable, Mapping

from flask import Response, request

from campaign.clock import now
from campaign.text import tidy
from campaign.trackers.edition_queries import newest_id
from campaign.trackers.pages.blueprint import blueprint
from campaign.web.headers import kept_for_all
from campaign.web.kept import kept

LONGEST_WORDS = 100
_KEPT_SECONDS = 300.0
_PLAIN = frozenset({"rule", "sort"})


def asked_words() -> str:
    """What a reader searches for by `?q=`."""
    return tidy(request.args.get("q", ""))[:LONGEST_WORDS]


def asked_sort(known: tuple[str, ...]) -> tuple[str, bool]:
    """The column to sort by and whether it is turned round (`?sort=-due`); the first known one for any other."""
    text = request.args.get("sort", "")
    name = text.removeprefix("-")
    return (name, text.startswith("-")) if name in known else (known[0], False)


def asked(name: str, known: Mapping[str, object] | frozenset[str]) -> str:
    """One of the known values of an argument; empty for any other."""
    text = request.args.get(name, "")
    return text if text in known else ""


def address_of(**chosen: object) -> dict[str, str]:
    """What is chosen as arguments of an address, what is empty left out."""
    return {name: str(value) for name, value in chosen.items() if value not in ("", None, False)}


@blueprint.app_template_global()
def without_empty(url: Mapping[str, object]) -> dict[str, object]:
    """The arguments of an address that say something."""
    return {name: value for name, value in url.items() if value not in ("", None)}


def kept_page(url: Mapping[str, str], render: Callable[[], str]) -> Response:
    """A page that only changes with the snapshots. `url` holds the arguments of its address.

    Plain views, without search or filter, are kept in the process until there is a newer snapshot, or until the next
    day, and are shown as they were while the database is away. Each has an entity tag from its content.
    """
    if not url.keys() <= _PLAIN or request.args.get("page"):
        return kept_for_all(render())
    newest = kept("trackers.newest_id", 0.0, newest_id)
    place = tuple(sorted((request.view_args or {}).items()))
    key = ("trackers", request.endpoint, place, tuple(sorted(url.items())), newest, now().date())
    return kept_for_all(kept(key, _KEPT_SECONDS, render))
