"""Several milestones that were reached at once, in the order in which they are told. Pure."""

from collections.abc import Sequence
from itertools import groupby

from campaign.campaigns.models import Measure, Milestone

_ORDER = tuple(Measure)


def highest_first(milestones: Sequence[Milestone]) -> list[Milestone]:
    """People before organizations before countries, and of each the highest figure first."""
    return sorted(milestones, key=lambda one: (_ORDER.index(one.measure), -one.threshold))


def same_count(milestones: Sequence[Milestone]) -> list[list[Milestone]]:
    """The same, in groups of one count: they were reached at one figure."""
    return [list(group) for _, group in groupby(highest_first(milestones), lambda one: one.measure)]
