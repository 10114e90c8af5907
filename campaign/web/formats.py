"""Template filters: numbers, days and moments as people write them, in the language of the page."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta, get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask

from campaign.web.countries import countries, country_name
from campaign.web.language import LANGUAGES, current_language, gettext


def locale() -> str:
    """The locale of the language at hand: English is written as in Britain, Portuguese as in Portugal."""
    language = current_language()
    return {"en": "en_GB", "pt": "pt_PT"}.get(language, language)


def sample_of(language: str) -> str:
    """Words of a language in its own letters: what it calls itself, and its months."""
    return " ".join((LANGUAGES[language], *get_month_names(locale=language).values()))


def number(value: int) -> str:
    """12345 as 12,345."""
    return format_decimal(value, locale=locale())


def decimal(value: float) -> str:
    """1.2 with the decimal sign of the language, always with one digit after it."""
    return format_decimal(value, format="#,##0.0", locale=locale())


def day(value: date | datetime) -> str:
    """22 November 2026, in UTC."""
    return format_date(value.astimezone(UTC) if isinstance(value, datetime) else value, "long", locale=locale())


def moment(value: datetime) -> str:
    """22 November 2026, 11:40 UTC."""
    # Translators: a day and the time on it
    return gettext("%(day)s, %(clock)s", day=day(value), clock=clock(value))


def stamp(value: datetime) -> str:
    """Machine-readable time for <time datetime>: 2026-11-22T11:40:05Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_minute(value: datetime) -> str:
    """Machine-readable time to the minute: 2026-11-22T11:40Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def counted(value: int, one: str, many: str) -> str:
    """'1 person', '2,000 people': in English, for the desk. Where the public reads it is `ngettext`."""
    return f"{number(value)} {one if value == 1 else many}"


def span(value: timedelta) -> str:
    """'5 minutes', '2 days'."""
    return format_timedelta(value, threshold=1.2, locale=locale())


def weekday(value: datetime) -> str:
    """Sunday, 22 November, in UTC."""
    if current_language() == "en":
        return format_date(value.astimezone(UTC), "EEEE, d MMMM", locale=locale())
    return format_skeleton("MMMMEEEEd", value.astimezone(UTC), locale=locale())


def clock(value: datetime) -> str:
    """11:40 UTC."""
    return value.astimezone(UTC).strftime("%H:%M UTC")


def short_moment(value: datetime, now: datetime) -> str:
    """22 Nov 11:40, and the year unless it is this one; for tables that say that they are in UTC."""
    return f"{short_day(value, now)} {value.astimezone(UTC):%H:%M}"


def short_day(value: date | datetime, now: datetime) -> str:
    """22 Nov, and the year unless it is this one; for tables."""
    value = value.astimezone(UTC) if isinstance(value, datetime) else value
    if current_language() == "en":
        return format_date(value, "d MMM" if value.year == now.year else "d MMM yyyy", locale=locale())
    return format_skeleton("MMMd" if value.year == now.year else "yMMMd", value, locale=locale())


def month(value: date) -> str:
    """November 2026."""
    return format_skeleton("yMMMM", value, locale=locale())


def short_month(value: date) -> str:
    """Nov, standing alone."""
    return format_date(value, "LLL", locale=locale())


def day_of_year(value: date) -> str:
    """22 November."""
    return format_skeleton("MMMMd", value, locale=locale())


def short_day_of_year(value: date) -> str:
    """22 Nov."""
    return short_day(value, datetime(value.year, value.month, value.day, tzinfo=UTC))


def percent(value: float, digits: int = 1) -> str:
    """78.4 %, with a space that does not break; the decimal sign is that of the language."""
    return f"{format_decimal(value, format='0.' + '0' * digits if digits else '0', locale=locale())}\u00a0%"


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    return format_list(list(names), locale=locale())


def waited(value: timedelta) -> str:
    """'less than an hour', '3 hours', '2 days': in English, for the desk. In every language there is `span`."""
    hours = int(value.total_seconds()) // 3600
    if hours < 1:
        return "less than an hour"
    return counted(hours, "hour", "hours") if hours < 48 else counted(hours // 24, "day", "days")


def inline(words: str) -> str:
    """Words of ours that begin with a capital letter, within a sentence: German keeps the capitals of its nouns."""
    return words if current_language() == "de" else f"{words[:1].lower()}{words[1:]}"


def language_name(code: str) -> str:
    """What a language is called in the language of the page: French, or französisch."""
    return Locale.parse(code).get_language_name(locale()) or code


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    for filter_ in (
        *(
            listed,
            month,
            percent,
            number,
            day,
            moment,
            stamp,
            stamp_minute,
            counted,
            weekday,
            clock,
            short_moment,
            short_day,
            waited,
            span,
            inline,
        ),
        language_name,
    ):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.filters["country"] = country_name
    app.jinja_env.globals["countries"] = countries
