"""ClinicalTrials.gov's former "FDA regulated" flag, kept from the last day it was published, 5 January 2017."""

from collections.abc import Iterator
from typing import BinaryIO

from campaign.trackers.importers.source import BadValue, Malformed, flag_or_none
from campaign.trackers.importers.tables import rows_of


def read_old_flags(source: BinaryIO) -> Iterator[tuple[str, bool] | Malformed]:
    """NCT number and flag of the studies that had one; blank is unknown and left out."""
    for found in rows_of(source, "nct_id", "is_fda_regulated"):
        if isinstance(found, Malformed):
            yield found
            continue
        line, row = found
        try:
            flag = flag_or_none(row["is_fda_regulated"])
        except BadValue as error:
            yield Malformed(line, str(error), row["nct_id"])
            continue
        if flag is not None:
            yield row["nct_id"], flag
