"""When an event is, as people say it: on the clocks of its place, in the language of the page."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name

from campaign.content.models import EventFacts
from campaign.web.formats import locale
from campaign.web.language import gettext


@dataclass(frozen=True)
class EventTimes:
    """`said` is the whole of it, `zone` whose clocks, `day` the day alone for lists."""

    said: str
    zone: str
    day: str


def event_times(event: EventFacts) -> EventTimes:
    """Day and times on the clocks of the place, and whose clocks they are."""
    zone = ZoneInfo(event.zone)
    start = event.starts_at.astimezone(zone)
    end = event.ends_at.astimezone(zone) if event.ends_at is not None else None
    if end is None or end == start:
        said = gettext("%(day)s, %(time)s", day=_day(start), time=_time(start))
    elif end.date() == start.date():
        said = gettext("%(day)s, %(start)s to %(end)s", day=_day(start), start=_time(start), end=_time(end))
    else:
        said = gettext(
            "%(first)s, %(start)s to %(last)s, %(end)s",
            first=_day(start),
            start=_time(start),
            last=_day(end),
            end=_time(end),
        )
    name = "UTC" if event.zone == "UTC" else get_timezone_name(start, "long", locale=locale())
    return EventTimes(said, str(name), format_date(start, "long", locale=locale()))


def _day(moment: datetime) -> str:
    return format_date(moment, "full", locale=locale())


def _time(moment: datetime) -> str:
    return format_time(moment, "short", tzinfo=moment.tzinfo, locale=locale())
