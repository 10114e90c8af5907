"""How resources are said: sizes, dates of issue and names of languages, in the language of the page."""

from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_decimal
from markupsafe import Markup

from campaign.content.resources.particulars import Issued
from campaign.web.formats import day, locale
from campaign.web.language import LANGUAGES, gettext

_STEP: Final = 1000  # as file managers and browsers count


def file_size(size: int) -> str:
    """Bytes as people say them: 340 bytes, 12 KB, 2.4 MB."""
    if size < _STEP:
        return gettext("%(number)s bytes", number=format_decimal(size, locale=locale()))
    if size < _STEP**2:
        return gettext("%(number)s KB", number=format_decimal(round(size / _STEP), locale=locale()))
    return gettext("%(number)s MB", number=format_decimal(round(size / _STEP**2, 1), locale=locale()))


def issued_words(issued: Issued) -> str:
    """A date of issue as exact as it is known: 2026, May 2026, 4 May 2026."""
    if issued.month is None:
        return f"{issued.year:04}"
    if issued.day is None:
        return format_skeleton("yMMMM", issued.first_day, locale=locale())
    return day(issued.first_day)


def issued_stamp(issued: Issued) -> str:
    """The same for machines: 2026-05."""
    return "-".join(
        f"{part:0{width}}" for part, width in ((issued.year, 4), (issued.month, 2), (issued.day, 2)) if part is not None
    )


def language_name(code: str) -> str:
    """What a language is called in the language of the page; its code when nobody has a name for it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def is_language(code: str) -> bool:
    """Whether a code of BCP 47 is one that has a name."""
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return False
    return True


def language_choices() -> list[tuple[str, str]]:
    """Codes and English names: those of the site first, then all others that have a code of two letters."""
    others = Locale("en").languages
    rest = sorted(
        (
            (code, str(name))
            for code, name in others.items()
            if len(code) == 2 and code not in LANGUAGES and is_language(code)
        ),
        key=lambda pair: pair[1],
    )
    return [*((code, str(others[code])) for code in LANGUAGES), *rest]


def checksum_parts(sha256: str) -> Markup:
    """A digest in groups of eight, so that two can be compared by eye; copied it is one word."""
    return Markup("<wbr>").join(sha256[start : start + 8] for start in range(0, len(sha256), 8))
