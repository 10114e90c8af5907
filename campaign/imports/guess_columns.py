"""Which column is what, guessed by its heading. A person looks at it before anything follows."""

from collections.abc import Sequence

from campaign.imports.models import Source
from campaign.imports.target import ListTarget
from campaign.text import folded


def guess_columns(target: type[ListTarget], source: Source, headings: Sequence[str]) -> dict[str, str]:
    """Field -> heading: what the source is known to write, then headings that mean it; each column once."""
    by_folded: dict[str, str] = {}
    for each in headings:
        by_folded.setdefault(folded(each), each)
    presets, found = target.presets(source), dict[str, str]()
    taken: set[str] = set()
    for wanted in (presets, {field.name: field.guesses for field in target.fields(source)}):
        for name, guesses in wanted.items():
            if name in found:
                continue
            known = (by_folded.get(folded(guess)) for guess in guesses)
            heading = next((one for one in known if one is not None), None)
            if heading is not None and heading not in taken:
                found[name] = heading
                taken.add(heading)
    return found
