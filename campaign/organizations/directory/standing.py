"""How an organization stands to its campaigns, in one sentence: what search engines and shared links show."""

from collections.abc import Sequence

from campaign.organizations.directory.history import ShownOrganization, ShownSupport
from campaign.organizations.models import SupportState
from campaign.web.formats import listed
from campaign.web.language import gettext


def standing(shown: ShownOrganization) -> str:
    """What it supports now; without that, whether it left or did not renew what it supported."""
    name, here = shown.organization.name, [each for each in shown.supports if each.is_listed]
    if shown.counts:
        return _supports(name, [each for each in here if not each.personally])
    if here:
        return _personally(name, here)
    if shown.supports[0].support.state == SupportState.LEFT:
        return _left(name, shown.supports)
    return _lapsed(name, shown.supports)


def _supports(name: str, supports: Sequence[ShownSupport]) -> str:
    if len(supports) == 1:
        return gettext("%(organization)s supports “%(title)s”.", organization=name, title=supports[0].campaign.title)
    return gettext(
        "%(organization)s supports these petitions: %(titles)s.", organization=name, titles=_titles(supports)
    )


def _personally(name: str, supports: Sequence[ShownSupport]) -> str:
    if len(supports) == 1:
        return gettext(
            "Somebody affiliated with %(organization)s supports “%(title)s” personally.",
            organization=name,
            title=supports[0].campaign.title,
        )
    return gettext(
        "People affiliated with %(organization)s support these petitions personally: %(titles)s.",
        organization=name,
        titles=_titles(supports),
    )


def _left(name: str, supports: Sequence[ShownSupport]) -> str:
    if len(supports) == 1:
        return gettext(
            "%(organization)s no longer supports “%(title)s”.", organization=name, title=supports[0].campaign.title
        )
    return gettext(
        "%(organization)s no longer supports these petitions: %(titles)s.", organization=name, titles=_titles(supports)
    )


def _lapsed(name: str, supports: Sequence[ShownSupport]) -> str:
    if len(supports) == 1:
        return gettext(
            "%(organization)s has not renewed its support of “%(title)s”.",
            organization=name,
            title=supports[0].campaign.title,
        )
    return gettext(
        "%(organization)s has not renewed its support of these petitions: %(titles)s.",
        organization=name,
        titles=_titles(supports),
    )


def _titles(supports: Sequence[ShownSupport]) -> str:
    return listed([gettext("“%(title)s”", title=each.campaign.title) for each in supports])
