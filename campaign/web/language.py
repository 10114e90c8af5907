"""Which language a page speaks: from its address, then from the reader's choice, then from what the browser asks for.

`/fr/c/<slug>` is `/c/<slug>` in French: the layer below takes the language off the path before any route is looked for
and puts it into SCRIPT_NAME, so that every `url_for` on a page keeps it. An address without one is answered in the
language that fits the reader. The catalogues are `campaign/translations/<language>/LC_MESSAGES/messages.po`, read as
they are, so there is nothing to compile; English is in the code.

In Python: `gettext("…")` and `ngettext` of this module where a sentence is made; `N_("…")` marks one that is kept in a
constant and said later with `said()`. In templates: `_()`, `ngettext()`, `{% trans %}`, and the filter `said`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import flask_babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, Response, abort, current_app, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, Domain, force_locale, get_locale
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from wtforms.i18n import messages_path

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Codes of BCP 47 with each language's name for itself, in the order of menus.
LANGUAGES: Final = {
    "en": "English",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "pt": "Português",
    "it": "Italiano",
    "pl": "Polski",
    "ar": "العربية",
}
# As Open Graph spells them: it wants a country with each.
_OPEN_GRAPH: Final = {
    "en": "en_GB", "fr": "fr_FR", "de": "de_DE", "es": "es_ES", "pt": "pt_PT", "it": "it_IT", "pl": "pl_PL",
    "ar": "ar_AR",
}  # fmt: skip
RIGHT_TO_LEFT: Final = frozenset({"ar"})
SOURCE: Final = "en"  # what the code is written in
COOKIE: Final = "language"
CATALOGUES: Final = Path(__file__).resolve().parent.parent / "translations"
# Parts of the site that have no other language yet, and say so.
_DESK: Final = "/desk"
_ENGLISH_ONLY: Final = (_DESK, "/trackers", "/api/")
# What is written in words: pages, feeds, calendars, and what browsers are told about the search.
_IN_WORDS: Final = frozenset(
    {"text/html", "application/atom+xml", "text/calendar", "application/opensearchdescription+xml"}
)
# For machines, and kept from strangers by the path that a proxy sees: at one address only.
_IN_NO_LANGUAGE: Final = ("/healthz", "/readyz")
_ASKED: Final = "countersign.language"  # in the WSGI environment: the language of the address
_A_YEAR: Final = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def gettext(sentence: str, **values: object) -> str:
    """A sentence in the language at hand, its %(name)s filled in."""
    return str(flask_babel.gettext(sentence, **values))


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The sentence that fits a number in the language at hand; %(num)s is `num`, the number as it is written."""
    return str(catalogue(current_language()).ngettext(one, many, count)) % ({"num": count} | values)


def N_(sentence: str) -> str:  # noqa: N802 - the name that extraction tools look for
    """Mark a sentence of a constant for translation; `said` translates it where it is shown."""
    return sentence


def said(sentence: str) -> str:
    """A sentence marked with N_, in the language of the page. An empty one stays empty.

    Labels of the library that signs staff in come as lazy strings: they are spoken first.
    """
    return gettext(str(sentence)) if sentence else ""


def current_language() -> str:
    """The language that is spoken here and now: of the page, or of the letter that is written."""
    locale = get_locale()
    return SOURCE if locale is None else locale.language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in this language: for letters, pictures and texts that are not the page's."""
    with force_locale(language if language in LANGUAGES else SOURCE):
        yield


def spoken(language: str, macro: Callable[..., str], *arguments: object, **named: object) -> str:
    """What a macro writes, its days and numbers too, in this language: for a part of a page that is in another one."""
    with speaking(language):
        return macro(*arguments, **named)


def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def comma() -> str:
    """The comma and space between two things of a line, as the language writes it."""
    return "\u060c " if current_language() == "ar" else ", "


def open_graph_locale(language: str) -> str:
    """A language as Open Graph spells it."""
    return _OPEN_GRAPH[language]


def offered() -> Sequence[str]:
    """The languages that this site offers; the first is the one it speaks when nothing else is asked for."""
    asked: Callable[[], Sequence[str]] | None = current_app.extensions.get("languages_offered")
    return (asked() if asked is not None else ()) or tuple(LANGUAGES)


def prefix(language: str) -> str:
    """What stands before the path in addresses of this language; nothing for the site's first language, nor for one
    that it has ceased to offer, in which some letters are still owed.
    """
    return "" if language == offered()[0] or language not in offered() else f"/{language}"


def public_address(path: str, language: str) -> str:
    """The whole address of a page in a language, for letters, feeds and canonical links. `path` starts with a slash."""
    return f"{current_app.jinja_env.globals['base_url']}{prefix(language)}{path}"


def canonical_address() -> str:
    """The one address of the page at hand in the language that it speaks: without filters, but a later page of a list
    is not its first one.
    """
    page = request.args.get("page", "")
    later = f"?page={int(page)}" if page.isascii() and page.isdecimal() and len(page) < 7 and int(page) > 1 else ""
    return public_address(request.path, current_language()) + later


def other_addresses() -> list[tuple[str, str]]:
    """Language and address of the page at hand, for each language offered."""
    return [(language, public_address(request.path, language)) for language in offered()]


class LanguageLayer:
    """WSGI layer that moves a language from the path to SCRIPT_NAME."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self._inner = inner

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        path: str = environ.get("PATH_INFO", "")
        first, _, rest = path[1:].partition("/")
        if first in LANGUAGES:
            environ[_ASKED] = first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
        return self._inner(environ, start_response)


def language_of_address() -> str:
    """The language that the address at hand names; where it names none, the site's first. For pictures and data: what
    one address shows must not depend on who asks."""
    asked: str | None = request.environ.get(_ASKED)
    return asked if asked is not None else offered()[0]


def speaks_english_only(path: str) -> bool:
    """Whether this part of the site has no other language yet."""
    return path.startswith(_ENGLISH_ONLY)


def _of_request() -> str | None:
    if not has_request_context() or speaks_english_only(request.path) or request.blueprint == "security":
        return SOURCE
    asked: str | None = request.environ.get(_ASKED)
    if asked is not None:
        return asked
    languages = tuple(offered())
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in languages else _preferred(request.headers.get("Accept-Language", ""), languages)


@lru_cache(maxsize=500)
def _preferred(header: str, languages: tuple[str, ...]) -> str:
    """The language offered that a browser's header asks for first; the site's first one when it asks for none."""
    return parse_accept_header(header[:400], LanguageAccept).best_match(languages, languages[0])


class Catalogues(Domain):  # type: ignore[misc]  # Flask-Babel is untyped in part
    """Translations from the .po files themselves."""

    def get_translations(self) -> Translations:
        """Those of the language at hand."""
        return catalogue(current_language())


@cache
def catalogue(language: str) -> Translations:
    """The translations of one language; sentences that it lacks stay English. Fuzzy ones are not used."""
    file = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return Translations()
    with file.open("rb") as source:
        read = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return Translations(compiled)


@cache
def words_of_forms(language: str) -> NullTranslations:
    """What the library of forms says by itself, in one language; in English where it has no other."""
    return Translations.load(messages_path(), [language], domain="wtforms")


@blueprint.post("/language")
def choose() -> ResponseReturnValue:
    """Remember a reader's choice in a cookie that holds nothing else, and show the same page in that language."""
    language, path = request.form.get("language", ""), request.form.get("next", "/")
    if language not in offered():
        abort(400)
    if not path.startswith("/") or path.startswith("//") or "\\" in path or any(ord(char) < 32 for char in path):
        path = "/"
    answer = redirect(f"/{language}{path}", 303)
    answer.set_cookie(
        COOKIE,
        language,
        max_age=_A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def install(app: Flask) -> None:
    """Let pages, letters and forms speak the reader's language."""
    Babel(app, default_locale=SOURCE, locale_selector=_of_request)
    app.extensions["babel"].instance.domain_instance = Catalogues()
    app.register_blueprint(blueprint)
    app.jinja_env.filters["said"] = said
    app.jinja_env.globals.update(
        LANGUAGES=LANGUAGES,
        current_language=current_language,
        direction=direction,
        spoken=spoken,
        comma=comma,
        languages_offered=offered,
        open_graph_locale=open_graph_locale,
        language_prefix=prefix,
        canonical_address=canonical_address,
        other_addresses=other_addresses,
        public_address=public_address,
        speaks_english_only=speaks_english_only,
    )

    @app.before_request
    def refuse_other_languages() -> ResponseReturnValue | None:
        asked = request.environ.get(_ASKED)
        if asked is None:
            return None
        if asked not in offered() or request.path in _IN_NO_LANGUAGE:
            abort(404)
        path = f"/{request.path.lstrip('/')}"  # slashes too many lead to the same page
        if path == _DESK or path.startswith(f"{_DESK}/"):
            # One address only, by which a proxy knows what may be large and what is not for strangers.
            query = request.query_string.decode("ascii", "ignore")
            return redirect(f"{quote(path)}{'?' if query else ''}{query}", 308)
        return None

    @app.after_request
    def say_which(response: Response) -> Response:
        if response.mimetype in _IN_WORDS:
            response.headers.setdefault("Content-Language", current_language())
            if _ASKED not in request.environ and not speaks_english_only(request.path):
                response.vary.update(("Accept-Language", "Cookie"))
        return response


def install_layer(app: Flask) -> None:
    """Put the layer that reads the address outermost, so that every other one sees the path without the language."""
    app.wsgi_app = LanguageLayer(app.wsgi_app)  # type: ignore[method-assign]
