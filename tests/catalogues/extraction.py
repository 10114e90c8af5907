"""Which sentences the catalogues hold: what is marked in code and templates, and what refusals say.

`campaign/translations/babel.cfg` says which files are read. A refusal's title and docstring are read without a mark,
folded as `Refusal.__init__` folds them.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.frontend import parse_mapping_cfg

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "campaign" / "translations"
KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
# Stands in the code before a sentence that translators need to be told something about.
COMMENT = "Translators:"
# What only the desk can meet, in modules whose other refusals the public meets.
AT_THE_DESK_ONLY = frozenset({
    "AddressTaken", "AlreadyDecided", "CampaignNotFit", "CannotMerge", "CategoryNamedMeanwhile", "ChangeDecided",
    "ChangeOvertaken", "DoesNotFit", "EditedMeanwhile", "MappingIncomplete", "MergedAway", "NeedsAReason",
    "NoDecisionToUndo", "NoSample", "NoSuchBatch", "NoSuchCategory", "NoSuchColumn", "NoSuchDecision",
    "NoSuchExport", "NoSuchPartner", "NoSuchProof", "NotByYourself", "NotPublicYet", "NotReadyToOpen",
    "NotToBeAsked", "NotWaiting", "NothingChosen", "NothingToDecide", "NothingToPublish", "NothingToTake",
    "NothingToUndo", "OriginalMoved", "PlanGone", "ReasonMissing", "RequestDecided", "SampleIncomplete",
    "SecondPersonNeeded", "SetChanged", "SharedElsewhere", "SlugTaken", "StillOpen", "TextIncomplete", "TooEarly",
    "TooLateToUndo", "WordsMissing", "WrittenMeanwhile", "WrongMoment", "WrongState",
})  # fmt: skip
_CLASS = re.compile(r"^class (\w+)\(([\w., ]+)\):", re.MULTILINE)

Found = tuple[int, Any, Any, Any]


@cache
def refusals() -> frozenset[str]:
    """Names of all subclasses of Refusal, and its own."""
    classes = [found for path in (ROOT / "campaign").rglob("*.py") for found in _CLASS.findall(path.read_text())]
    known = {"Refusal"}
    while more := {name for name, bases in classes if known & set(re.findall(r"\w+", bases))} - known:
        known |= more
    return frozenset(known)


def sentences(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Babel's extractor for Python, and the refusals of the module."""
    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type]  # a mapping will do
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.ClassDef) and node.name not in AT_THE_DESK_ONLY:
            bases = {each.id for each in node.bases if isinstance(each, ast.Name)}
            if bases & refusals():
                yield from _of_refusal(node)


def _of_refusal(node: ast.ClassDef) -> Iterator[Found]:
    said = ast.get_docstring(node, clean=False)
    if said and not _has_its_own_words(node):
        yield node.lineno, None, " ".join(said.split()), []
    for statement in node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="title")], value=ast.Constant(value=str(title))):
                yield statement.lineno, None, title, []


def _has_its_own_words(node: ast.ClassDef) -> bool:
    """Whether the class makes its sentence itself: it gives one to `super().__init__`."""
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
        and bool(call.args)
        for call in ast.walk(node)
    )


def extracted() -> Catalog:
    """All sentences of the interface as a template without translations."""
    with (TRANSLATIONS / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]  # Babel's own
    template = Catalog(fuzzy=False)
    found = extract_from_dir(
        str(ROOT), methods, options, KEYWORDS, (COMMENT,), strip_comment_tags=True, directory_filter=_is_read
    )
    for name, _, message, comments, context in found:
        template.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return template


def _is_read(folder: str) -> bool:
    """Only the site itself is looked through: paths are matched from the root of the repository."""
    return Path(folder).relative_to(ROOT).parts[0] in ("campaign", "templates")
