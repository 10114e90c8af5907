"""What a signer reads and agrees to, in exact words. Pure: facts in, text out."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaign.web.formats import day
from campaign.web.language import gettext


def text_to_sign(title: str, addressee: str, ask: str) -> str:
    """The text a signature is bound to: title, addressee and ask, each line ended by LF."""
    return f"{title}\nTo: {addressee}\n\n{ask.strip()}\n"


def text_digest(title: str, addressee: str, ask: str) -> str:
    """SHA-256 of `text_to_sign` in hexadecimal, as the public log will carry it."""
    return hashlib.sha256(text_to_sign(title, addressee, ask).encode()).hexdigest()


@dataclass(frozen=True)
class Boxes:
    """The words of every box of the sign form, in one language. Only `agree` is needed to sign; none is pre-ticked."""

    agree: str
    show_name: str
    updates: str
    partners: tuple[tuple[int, str], ...]
    show_comment: str = ""  # empty in wordings from before comments could be shown

    def as_json(self) -> dict[str, object]:
        """The words as stored with each consent."""
        return {
            "agree": self.agree,
            "show_name": self.show_name,
            "updates": self.updates,
            "partners": [list(pair) for pair in self.partners],
            "show_comment": self.show_comment,
        }

    @property
    def sha256(self) -> str:
        """Digest of the words, hexadecimal."""
        return hashlib.sha256(json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def boxes(controller: str, recipient: str, partners: Sequence[tuple[int, str]]) -> Boxes:
    """The boxes for a campaign, in the language at hand. `partners` are pairs of id and name."""
    return Boxes(
        agree=gettext(
            "I sign, and I explicitly agree that %(controller)s processes my name, e-mail and my support for this "
            "petition, which may reveal my opinions, to count it and to hand the list of names to %(recipient)s.",
            controller=controller,
            recipient=recipient,
        ),
        show_name=gettext("Show my name on the public list of signatories."),
        updates=gettext("E-mail me about this campaign. Every mail has a one-press stop."),
        partners=tuple(
            (
                id_,
                gettext("Give my e-mail address to %(partner)s, so that it can write to me itself.", partner=name),
            )
            for id_, name in partners
        ),
        show_comment=gettext("Show my comment on this site, with my name. A person reads it first."),
    )


def retention_sentence(until: date) -> str:
    """How long personal data stays, as the form says it."""
    return gettext(
        "Until one month after handover, and at the latest %(day)s. Unconfirmed entries: 7 days.", day=day(until)
    )
