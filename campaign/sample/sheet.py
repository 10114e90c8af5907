"""A page of the sample in one language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """Title and summary are plain text, the body is Markdown."""

    title: str
    summary: str
    body: str
