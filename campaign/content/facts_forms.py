"""What staff type about events and partners."""

from datetime import UTC
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from wtforms import BooleanField, DateTimeLocalField, Field
from wtforms.validators import InputRequired, Optional, ValidationError

from campaign.campaigns.forms import DeskForm
from campaign.content.facts import EventDetails, PageFacts, PartnerDetails
from campaign.content.models import Page
from campaign.content.organizations import organization_id_of, organization_slug_of
from campaign.web.fields import LineField


class FactsForm(DeskForm):
    """The facts of one kind of page; it hooks into `kinds.py`."""

    def facts(self) -> PageFacts:
        """What was filled in, once the form is valid."""
        raise NotImplementedError

    @staticmethod
    def values(page: Page) -> dict[str, Any]:
        """What a stored page has, as this form holds it."""
        raise NotImplementedError


class LocalTimeField(DateTimeLocalField):
    """A day and a time on the clocks of a place; it has no zone of its own."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        super().__init__(label, format=formats, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Say what a time looks like when this is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a day and a time, like 2027-01-14 18:00") from None


class WebAddressField(LineField):
    """An address that begins with https:// or http://; without either, https is meant."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Complete what people type: www.example.org."""
        super().process_formdata(valuelist)
        if self.data and "://" not in self.data:
            self.data = f"https://{self.data}"

    def pre_validate(self, form: Any) -> None:
        """Nothing that is no page of the web."""
        if self.data and not _is_web_address(self.data):
            raise ValidationError("Enter a whole address, like https://www.example.org")


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = not any(char.isspace() or char in "<>\"'\\" for char in text)
    return parts.scheme in ("http", "https") and "." in host.strip(".") and "@" not in parts.netloc and plain


@cache
def zones() -> tuple[str, ...]:
    """IANA names of the times of places, with UTC first."""
    places = (
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))
    )
    return ("UTC", *sorted(places))


class ZoneField(LineField):
    """Whose clocks: a name of the list, or the city in it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take “berlin” for Europe/Berlin, where one place of the list is called so."""
        super().process_formdata(valuelist)
        typed = (self.data or "").replace(" ", "_").casefold()
        meant = [name for name in zones() if typed in (name.casefold(), name.rpartition("/")[2].casefold())]
        if len(meant) == 1:
            self.data = meant[0]


class EventForm(FactsForm):
    """When and where an event is."""

    starts = LocalTimeField("Begins", validators=[InputRequired("Enter when it begins")])
    ends = LocalTimeField("Ends", validators=[Optional()])
    zone = ZoneField("Time of which place", longest=60, missing="Choose whose clocks these times are on")
    place = LineField("Where", longest=200)
    online_url = WebAddressField("Address to take part online", longest=500)
    cancelled = BooleanField("It is cancelled")

    def validate_zone(self, field: Field) -> None:
        """A name that calendars know."""
        if field.data and field.data not in zones():
            raise ValidationError("Choose one of the list, like Europe/Berlin")

    def validate_starts(self, field: Field) -> None:
        """A time that there is on that day."""
        self._check_that_it_is(field)

    def validate_ends(self, field: Field) -> None:
        """Not before it began."""
        self._check_that_it_is(field)
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError("It cannot end before it begins")

    def _check_that_it_is(self, field: Field) -> None:
        if field.data is None or self.zone.data not in zones():
            return
        if not 1990 <= field.data.year <= 2200:
            raise ValidationError("Enter a year from 1990 to 2200")
        zone = ZoneInfo(self.zone.data)
        there = field.data.replace(tzinfo=zone)
        if there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != field.data:
            raise ValidationError("Clocks there go forward in that night and skip this time. Choose another one")

    def facts(self) -> EventDetails:
        """Local times made instants."""
        zone = ZoneInfo(self.zone.data)
        starts, ends = self.starts.data, self.ends.data
        assert starts is not None  # the form is valid
        return EventDetails(
            starts_at=starts.replace(tzinfo=zone).astimezone(UTC),
            ends_at=ends.replace(tzinfo=zone).astimezone(UTC) if ends is not None else None,
            zone=self.zone.data,
            place=self.place.data,
            online_url=self.online_url.data,
            cancelled=self.cancelled.data,
        )

    @staticmethod
    def values(page: Page) -> dict[str, Any]:
        """Instants as clocks of the place show them."""
        event = page.event
        if event is None:
            return {"zone": "UTC"}
        zone = ZoneInfo(event.zone)
        return {
            "starts": event.starts_at.astimezone(zone).replace(tzinfo=None),
            "ends": event.ends_at.astimezone(zone).replace(tzinfo=None) if event.ends_at else None,
            "zone": event.zone,
            "place": event.place,
            "online_url": event.online_url,
            "cancelled": event.cancelled,
        }


class PartnerForm(FactsForm):
    """Who a partner is."""

    website = WebAddressField("Website", longest=500)
    role = LineField("What it is to the campaign", longest=120)
    organization = LineField("Its page among the supporters", longest=200)

    def validate_organization(self, field: Field) -> None:
        """The last part of an address /organizations/…, or the whole of it."""
        field.data = (field.data or "").rstrip("/").rpartition("/")[2]
        if field.data and organization_id_of(field.data) is None:
            raise ValidationError("No supporter has this address. Copy it from the directory, or leave this empty")

    def facts(self) -> PartnerDetails:
        """What was filled in."""
        return PartnerDetails(
            website=self.website.data,
            role=self.role.data,
            organization_id=organization_id_of(self.organization.data) if self.organization.data else None,
        )

    @staticmethod
    def values(page: Page) -> dict[str, Any]:
        """What is stored."""
        partner = page.partner
        if partner is None:
            return {}
        return {
            "website": partner.website,
            "role": partner.role,
            "organization": organization_slug_of(partner.organization_id) if partner.organization_id else "",
        }
