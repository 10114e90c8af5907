"""What milestones are called: at the desk, on public pages, in the news and in letters."""

from campaign.campaigns.models import Measure
from campaign.web.formats import number
from campaign.web.language import gettext, ngettext

MEASURES = {
    Measure.PEOPLE: "People who signed",
    Measure.ORGANIZATIONS: "Organizations that support it",
    Measure.COUNTRIES: "Countries from which people signed",
}


def milestone_name(measure: Measure, threshold: int) -> str:
    """What is reached, in the language at hand: 10,000 people have signed."""
    figure = number(threshold)
    if measure == Measure.PEOPLE:
        return ngettext("%(figure)s person has signed", "%(figure)s people have signed", threshold, figure=figure)
    if measure == Measure.ORGANIZATIONS:
        return ngettext(
            "%(figure)s organization supports it", "%(figure)s organizations support it", threshold, figure=figure
        )
    return ngettext(
        "People have signed from %(figure)s country", "People have signed from %(figure)s countries",
        threshold, figure=figure,
    )  # fmt: skip


def what_is_counted(measure: Measure) -> str:
    """Which count it was, in a sentence."""
    if measure == Measure.PEOPLE:
        return gettext(
            "Counted are confirmed signatures alone; signatures on paper and from other lists stand beside the count."
        )
    if measure == Measure.ORGANIZATIONS:
        return gettext("Counted are organizations whose contact confirmed and whose entry a person has reviewed.")
    return gettext("Counted are countries that those who confirmed their signature gave as theirs.")
