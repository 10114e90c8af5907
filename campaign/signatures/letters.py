"""The letters about a signature. Each says what it is about, and nothing of it was typed by anybody but the name."""

from collections.abc import Callable, Mapping, Sequence

from campaign.campaigns.languages.queries import own_words
from campaign.campaigns.models import WordsField
from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.mail.letters import Letter, writes
from campaign.sealed import unseal
from campaign.signatures.confirm import PURPOSE, THANK_YOU
from campaign.signatures.confirm_by_code import code_version
from campaign.signatures.deciding.carry_out import STRUCK_OUT
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.queries import signature_facts
from campaign.signatures.remind import REMINDER
from campaign.signatures.sign import ALREADY_SIGNED, PLEASE_CONFIRM
from campaign.tokens import make_code, make_link_token
from campaign.web.formats import day
from campaign.web.language import N_, current_language, gettext, public_address, said, speaking

TEMPLATES = {
    PLEASE_CONFIRM: "signatures/mail/please_confirm",
    REMINDER: "signatures/mail/reminder",
    ALREADY_SIGNED: "signatures/mail/already_signed",
    THANK_YOU: "signatures/mail/thank_you",
    STRUCK_OUT: "signatures/mail/struck_out",
}
# Letters to which a campaign may add a paragraph of its own.
OWN_WORDS = {
    PLEASE_CONFIRM: WordsField.PLEASE_CONFIRM,
    REMINDER: WordsField.REMINDER,
    THANK_YOU: WordsField.THANK_YOU,
}
STILL_OWED: dict[str, frozenset[SignatureState]] = {
    PLEASE_CONFIRM: frozenset({SignatureState.PENDING}),
    REMINDER: frozenset({SignatureState.PENDING}),
    ALREADY_SIGNED: frozenset({SignatureState.CONFIRMED, SignatureState.HELD, SignatureState.INVALIDATED}),
    THANK_YOU: frozenset({SignatureState.CONFIRMED}),
    STRUCK_OUT: frozenset({SignatureState.INVALIDATED}),
}


# What "you have signed already" says of it; %(day)s is when it was given.
_STANDING = {
    SignatureState.CONFIRMED: N_("Your signature of %(day)s is confirmed and counts, so nothing changed."),
    SignatureState.HELD: N_(
        "Your signature of %(day)s is confirmed and under review, so nothing changed. It does not count yet, and we "
        "write to you when it is decided."
    ),
    SignatureState.INVALIDATED: N_(
        "Your signature of %(day)s was struck out by the staff and does not count, so nothing changed. Write to them "
        "if that is wrong."
    ),
}
# What was chosen when signing.
_CHOSEN = {
    ("name", True): N_("The name will be shown publicly."),
    ("name", False): N_("The name is not shown."),
    ("news", True): N_("News of the campaign was asked for."),
    ("news", False): N_("No news was asked for."),
}


def confirm_link(signature: Signature) -> str:
    """The address of the page with the two buttons."""
    token = make_link_token(PURPOSE, signature.public_id, signature.token_version)
    return public_address(f"/s/{token}", current_language())


def choices(signature: Signature, campaign: CampaignFacts) -> str:
    """What was ticked, in our words, so that whoever confirms knows all of it."""
    shared = [words for id_, words in campaign.boxes.partners if id_ in signature.shared_with]
    spoken = gettext("The comment will be shown on this site with the name, once a person has read it.")
    return " ".join(
        (
            chosen(shown=bool(signature.public_name), updates=signature.wants_updates),
            *([spoken] if signature.shows_comment else []),
            *shared,
        )
    )


def chosen(*, shown: bool, updates: bool) -> str:
    """What was chosen about the name and about news."""
    return f"{said(_CHOSEN['name', shown])} {said(_CHOSEN['news', updates])}"


def _standing(signature: Signature) -> str:
    """Where a signature stands, for whoever signs again; empty while nobody has confirmed it."""
    sentence = _STANDING.get(signature.state)
    return gettext(sentence, day=day(signature.created_at)) if sentence else ""


def letter(kind: str, signature: Signature, campaign: CampaignFacts) -> Letter | None:
    """One letter of `kind` about a signature; None when it came without an address."""
    person = unseal("signature", campaign.public_id, signature.public_id, signature.sealed)
    if not person.get("email"):
        return None  # from a paper sheet without one
    code = make_code(PURPOSE, signature.public_id, code_version(signature))
    return Letter(
        recipient=person["email"],
        template=TEMPLATES[kind],
        shared_key=f"{campaign.id}.{campaign.text_id}",
        shared={
            "campaign": campaign,
            "page": public_address(f"/c/{campaign.slug}", current_language()),
            "own_words": own_words(campaign.id, OWN_WORDS[kind]) if kind in OWN_WORDS else None,
        },
        language=current_language(),
        own={
            "name": person["name"],
            "link": confirm_link(signature),
            "code": f"{code[:3]} {code[3:]}",
            "signed_on": day(signature.created_at),
            "choices": choices(signature, campaign),
            "standing": _standing(signature),
        },
    )


def _writer(kind: str) -> Callable[[Sequence[int]], Mapping[int, Letter]]:
    def write(signature_ids: Sequence[int]) -> Mapping[int, Letter]:
        written: dict[int, Letter] = {}
        for found in signature_facts(signature_ids):
            if found.state not in STILL_OWED[kind]:
                continue
            home = campaign_facts_of(found.campaign_id)
            if home is None:
                continue
            with speaking(found.language or home.home_language):
                campaign = campaign_facts_of(found.campaign_id)
                if campaign is not None and (made := letter(kind, found, campaign)):
                    written[found.id] = made
        return written

    return write


for _kind in TEMPLATES:
    writes(_kind)(_writer(_kind))
