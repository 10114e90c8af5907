"""Figures about few, as people are told them: in steps of five. Whoever watches one grow by one knows who that was."""

from campaign.signatures.growth.periods import LEAST, in_steps
from campaign.web.formats import number
from campaign.web.language import ngettext


def told(found: int) -> str:
    """A number of people in words: fewer than five, at least five, at least ten …"""
    if found < LEAST:
        return ngettext("fewer than %(num)s person", "fewer than %(num)s people", LEAST, num=number(LEAST))
    least = in_steps(found)
    return ngettext("at least %(num)s person", "at least %(num)s people", least, num=number(least))
