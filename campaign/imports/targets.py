"""What lists can become: one line for each kind."""

from collections.abc import Mapping
from typing import Final

from campaign.imports.models import Target
from campaign.imports.organizations.member_list import MemberList
from campaign.imports.signatures.people import SignatureList
from campaign.imports.target import ListTarget

TARGETS: Final[Mapping[Target, type[ListTarget]]] = {
    Target.SIGNATURES: SignatureList,
    Target.ORGANIZATIONS: MemberList,
}
