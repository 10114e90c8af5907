"""The page that a mailed link opens before a button is pressed: one frame for everybody, filled for each.

Scanners of mail hosts open every link of a wave. So what is the same for all is rendered once and kept for five
seconds; it is made without knowing any signature, and what is about one is put into it afterwards.
"""

import secrets
from collections.abc import Mapping

from flask import get_template_attribute, render_template

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.signatures.models import Signature
from campaign.web.kept import kept_for
from campaign.web.language import current_language

# Places that no words on the page can be taken for.
_HELD = f"held-{secrets.token_hex(16)}"
_TOKEN = f"token-{secrets.token_hex(16)}"


def page_to_confirm(
    campaign: CampaignFacts, signature: Signature, person: Mapping[str, str], token: str, text_address: str
) -> str:
    """The page as HTML. `person` is what is sealed of the signer, `token` that of the link, known to be genuine."""
    what_is_held = get_template_attribute("signatures/parts.html", "what_is_held")
    before, after = _frame((campaign.id, current_language()))
    return "".join((before, str(what_is_held(signature, person, campaign, text_address)), after.replace(_TOKEN, token)))


@kept_for(5)
def _frame(key: tuple[int, str]) -> tuple[str, str]:
    """What stands before and after the facts of a signature. The language of the key is the one at hand."""
    campaign_id, _ = key
    html = render_template("signatures/confirm.html", campaign=campaign_facts_of(campaign_id), held=_HELD, token=_TOKEN)
    before, _, after = html.partition(_HELD)
    return before, after
