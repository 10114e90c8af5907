"""What the search calls the kinds of things that it finds."""

from campaign.home.search.models import Kind
from campaign.web.language import N_

TRIAL = "trial"  # found by the trackers themselves

# One of them, and the name of the facet.
ONE = {
    Kind.CAMPAIGN.value: N_("Campaign"),
    Kind.NEWS.value: N_("News item"),
    Kind.PAGE.value: N_("Page"),
    Kind.RESOURCE.value: N_("Resource"),
    Kind.LESSON.value: N_("Lesson"),
    Kind.EVENT.value: N_("Event"),
    Kind.PARTNER.value: N_("Partner"),
    Kind.ORGANIZATION.value: N_("Organization"),
    Kind.SPONSOR.value: N_("Sponsor of trials"),
    TRIAL: N_("Clinical trial"),
}
MANY = {
    Kind.CAMPAIGN.value: N_("Campaigns"),
    Kind.NEWS.value: N_("News"),
    Kind.PAGE.value: N_("Pages"),
    Kind.RESOURCE.value: N_("Resources"),
    Kind.LESSON.value: N_("Lessons"),
    Kind.EVENT.value: N_("Events"),
    Kind.PARTNER.value: N_("Partners"),
    Kind.ORGANIZATION.value: N_("Organizations"),
    Kind.SPONSOR.value: N_("Sponsors of trials"),
}
