"""Every table, imported once: migrations compare this with the database."""

from campaign.accounts import models as accounts
from campaign.audit import models as audit
from campaign.campaigns import models as campaigns
from campaign.content import models as content
from campaign.desk import models as desk
from campaign.exports import models as exports
from campaign.home.search import models as search
from campaign.imports import models as imports
from campaign.mail import models as mail
from campaign.notes import models as notes
from campaign.organizations import models as organizations
from campaign.organizations.bulk import models as organizations_bulk
from campaign.organizations.commitments import models as commitments
from campaign.signatures import models as signatures
from campaign.trackers import models as trackers
from campaign.web import limits, moved

__all__ = [
    "accounts",
    "audit",
    "campaigns",
    "commitments",
    "content",
    "desk",
    "exports",
    "imports",
    "limits",
    "mail",
    "moved",
    "notes",
    "organizations",
    "organizations_bulk",
    "search",
    "signatures",
    "trackers",
]
