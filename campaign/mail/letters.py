"""What a letter is, and which room writes which kind.

A room that mails people registers a writer per kind. The worker hands it the ids that the messages are about, after the
lease and outside any transaction of its own, and gets letters back; an id without a letter is no longer owed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from campaign.web.language import SOURCE


@dataclass(frozen=True)
class Letter:
    """One letter: to whom, from which template, with what.

    `template` names `templates/<room>/mail/<name>` without suffix. The .txt file starts with a line `Subject: …`; the
    .html file is optional and extends `parts/mail.html`. `shared` is the same for every letter with the same
    `shared_key` (a campaign's title), so the template is rendered once for all of them; `own` are this person's words,
    put in afterwards (escaped in HTML). So a template shows an own word as it is: no `if` about it, no filter.
    Templates know `site.name`, `base_url` and `host` besides. `headers` are extra header lines, such as
    List-Unsubscribe. The template is rendered in `language`; the writer fills `own` in the same.
    """

    recipient: str
    template: str
    shared_key: str
    shared: Mapping[str, Any]
    own: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    language: str = SOURCE


Writer = Callable[[Sequence[int]], Mapping[int, Letter]]
WRITERS: dict[str, Writer] = {}


def writes(kind: str) -> Callable[[Writer], Writer]:
    """Decorate the function that writes letters of one kind, such as `signatures.please_confirm`."""

    def register(writer: Writer) -> Writer:
        if WRITERS.setdefault(kind, writer) is not writer:
            raise ValueError(f"two writers for letters of kind {kind}")
        return writer

    return register
