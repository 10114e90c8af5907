"""How a resource is cited: in plain text, as BibTeX and as RIS. Pure: facts in, text out.

An author with a comma is a person, family name first; one without is taken as it stands, as organizations are.
"""

import re
from dataclasses import dataclass, field

from campaign.content.resources.particulars import Issued, doi_address
from campaign.text import tidy

BIBTEX = "application/x-bibtex"
RIS = "application/x-research-info-systems"
# What LaTeX reads as more than itself.
_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "$&#_%"},
}


@dataclass(frozen=True, kw_only=True)
class Cited:
    """What a citation names. `address` is the permanent one; `language` a code of BCP 47."""

    key: str
    title: str
    publisher: str
    address: str
    language: str
    authors: tuple[str, ...] = field(default=())
    issued: Issued | None = None
    version: str = ""
    doi: str = ""


def plain_text(cited: Cited, version_word: str) -> str:
    """One line: authors, year, title, version, publisher, address. `version_word` is “Version 3” in words, or empty."""
    who = "; ".join(cited.authors) or cited.publisher
    parts = [f"{who} ({cited.issued.year})" if cited.issued else who, cited.title, version_word]
    if cited.authors:
        parts.append(cited.publisher)
    sentences = " ".join(f"{part.rstrip('.')}." for part in map(tidy, parts) if part)
    return f"{sentences} {doi_address(cited.doi) if cited.doi else cited.address}"


def bibtex(cited: Cited) -> str:
    """An entry for BibTeX and BibLaTeX, every value escaped."""
    authors = " and ".join(_bibtex_name(name) for name in cited.authors or (cited.publisher,))
    values = {
        "author": authors,
        "title": f"{{{_latex(cited.title)}}}",
        "year": str(cited.issued.year) if cited.issued else "",
        "month": str(cited.issued.month) if cited.issued and cited.issued.month else "",
        "day": str(cited.issued.day) if cited.issued and cited.issued.day else "",
        "publisher": _latex(cited.publisher),
        "version": _latex(cited.version),
        "language": _latex(cited.language),
        "doi": _latex(cited.doi),
        # Read verbatim: nothing is escaped in it, so nothing may be in it that ends the value.
        "url": re.sub(r"[{}\\\s]", "", cited.address),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in values.items() if value)
    return f"@misc{{{re.sub('[^a-z0-9-]', '', cited.key)},\n{lines}\n}}\n"


def ris(cited: Cited) -> str:
    """An entry in RIS: a tag and a value on each line, no value with a line break."""
    issued = cited.issued
    lines = [("TY", "RPRT")]
    lines += [("AU", name) for name in cited.authors or (cited.publisher,)]
    lines.append(("TI", cited.title))
    if issued is not None:
        lines.append(("PY", f"{issued.year:04}"))
        lines.append(("DA", "/".join(f"{part:02}" if part else "" for part in (issued.year, issued.month, issued.day))))
    lines += [
        ("PB", cited.publisher),
        ("ET", cited.version),
        ("LA", cited.language),
        ("DO", cited.doi),
        ("UR", cited.address),
    ]
    return "".join(f"{tag}  - {tidy(value)}\r\n" for tag, value in lines if tidy(value)) + "ER  - \r\n"


def _bibtex_name(name: str) -> str:
    family, comma, given = tidy(name).partition(",")
    words = f"{_latex(family)}, {_latex(given.strip())}" if comma else _latex(tidy(name))
    # Braces keep a name whole: BibTeX splits at “and”, and takes the last word of an organization for a family name.
    return words if comma and " and " not in f" {name.casefold()} " and "," not in given else f"{{{words}}}"


def _latex(text: str) -> str:
    return "".join(_LATEX.get(char, char) for char in tidy(text))
