"""Count that somebody pressed the button of a file."""

from datetime import datetime

from sqlalchemy import update

from campaign.content.models import ResourceFile
from campaign.db import transaction
from campaign.web.limits import spend

MOST_PER_HOUR = 20  # of one file, from one network: a class in one room, not a script


def count_download(file_id: int, network: bytes, now: datetime) -> bool:
    """Count one download of a file, unless its network has fetched it too often this hour; answers whether it did."""
    with transaction() as session:
        if spend(network, f"download {file_id}", now) > MOST_PER_HOUR:
            return False
        session.execute(
            update(ResourceFile)
            .where(ResourceFile.id == file_id)
            .values(downloads=ResourceFile.downloads + 1)
            .execution_options(synchronize_session=False)
        )
    return True
