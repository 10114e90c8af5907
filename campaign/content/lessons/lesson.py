"""A lesson read from plain Markdown. Pure: any text parses, in order, and what is wrong with it is said by line.

- `## Title` begins a step; `## ? Objection` begins an objection, and its answer follows.
- A list of `- [ ] wrong` and `- [x] right` below a paragraph that ends in a question mark is a question; what stands
  after `>>` in a line of it explains that line. A question may have several right answers.
- All else is Markdown of the step, or, before the first heading, of the introduction. In fenced code nothing is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

_HEADING = re.compile(r" {0,3}##(?!#)[ \t]*(.*?)(?:[ \t]+#+)?[ \t]*")
_TOO_HIGH = re.compile(r" {0,3}#(?!#)[ \t]+\S.*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_OPTION = re.compile(r" {0,3}[-*+][ \t]+\[([ xX]?)\](?:[ \t]+(.*)|[ \t]*)")
_EXPLAINS = re.compile(r"(?:^|[ \t]+)>>[ \t]*")
# Question marks of Latin, Arabic, full-width, Greek and Armenian script; emphasis or a quotation may close after them.
_ASKS = re.compile("[?؟？;՞][\"'”’»“)*_`\\s]*$")
_WORDS_A_MINUTE = 180
_MINUTES_A_QUESTION = 0.5


class Kind(StrEnum):
    """What a part of a lesson is."""

    STEP = "step"
    OBJECTION = "objection"


@dataclass(frozen=True)
class Fault:
    """Something that a reader would stumble over: the line, from 1, and a sentence for the writer."""

    line: int
    sentence: str


@dataclass(frozen=True)
class Prose:
    """Markdown that is shown as it is."""

    text: str


@dataclass(frozen=True)
class Option:
    """One answer to choose; `why` explains it and may be empty."""

    words: str
    is_right: bool
    why: str = ""


@dataclass(frozen=True)
class Question:
    """A question and the answers to choose from. `number` counts the questions of a lesson from 1."""

    number: int
    asked: str
    options: tuple[Option, ...]

    @property
    def right(self) -> tuple[Option, ...]:
        """The answers that are right."""
        return tuple(option for option in self.options if option.is_right)


Block = Prose | Question


@dataclass(frozen=True)
class Part:
    """A step or an objection; `number` counts those of its kind from 1."""

    kind: Kind
    number: int
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson in the order in which it was written, and its faults by line."""

    introduction: tuple[Block, ...] = ()
    parts: tuple[Part, ...] = ()
    faults: tuple[Fault, ...] = ()
    minutes: int = 1  # to read it and to think about its questions

    @property
    def steps(self) -> tuple[Part, ...]:
        """The steps alone."""
        return tuple(part for part in self.parts if part.kind == Kind.STEP)

    @property
    def objections(self) -> tuple[Part, ...]:
        """The objections alone."""
        return tuple(part for part in self.parts if part.kind == Kind.OBJECTION)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions."""
        blocks = [*self.introduction, *(block for part in self.parts for block in part.blocks)]
        return tuple(block for block in blocks if isinstance(block, Question))


@dataclass
class _Section:
    """Lines below a heading, each with its number, and the heading: none for the introduction."""

    line: int = 1
    title: str = ""
    kind: Kind | None = None
    lines: list[tuple[int, str]] = field(default_factory=list)


def read_lesson(text: str) -> Lesson:
    """Read a lesson. Never raises; a lesson with faults is one too, and reads as plain text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    reader = _Reader()
    introduction, *sections = _sections(lines, reader.faults)
    blocks = reader.blocks(introduction)
    parts = [reader.part(section) for section in sections]
    if not any(part.kind == Kind.STEP for part in parts):
        reader.faults.append(Fault(1, "The lesson has no step. A line like “## First step” begins one"))
    faults = tuple(sorted(reader.faults, key=lambda fault: fault.line))
    minutes = len(text.split()) / _WORDS_A_MINUTE + reader.questions * _MINUTES_A_QUESTION
    return Lesson(tuple(blocks), tuple(parts), faults, max(1, round(minutes)))


def _sections(lines: Sequence[str], faults: list[Fault]) -> list[_Section]:
    found = [_Section()]
    for number, line, is_code in _with_code(lines):
        heading = None if is_code else _HEADING.fullmatch(line)
        if heading is None:
            if not is_code and _TOO_HIGH.fullmatch(line):
                faults.append(
                    Fault(number, "A line with one # begins nothing. Two begin a step; the page has its title")
                )
            found[-1].lines.append((number, line))
            continue
        words = heading[1].strip()
        is_objection = words.startswith("?")
        title = words.lstrip("?").strip() if is_objection else words
        if not title:
            faults.append(Fault(number, "The heading says nothing. Write its words after ##, or after ## ?"))
        found.append(_Section(number, title, Kind.OBJECTION if is_objection else Kind.STEP))
    return found


def _with_code(lines: Sequence[str]) -> Iterator[tuple[int, str, bool]]:
    """Each line with its number and whether it belongs to fenced code, fences included."""
    fence = ""
    for number, line in enumerate(lines, 1):
        mark = _FENCE.match(line)
        if fence:
            yield number, line, True
            if mark is not None and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
        elif mark is not None:
            fence = mark[1]
            yield number, line, True
        else:
            yield number, line, False


@dataclass(frozen=True)
class _Line:
    """A line with its number, from 1, and whether it is fenced code."""

    number: int
    text: str
    is_code: bool

    @property
    def is_option(self) -> bool:
        return not self.is_code and _OPTION.fullmatch(self.text) is not None


class _Reader:
    """Turns sections into parts and keeps count."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.questions = 0
        self._parts = dict.fromkeys(Kind, 0)

    def part(self, section: _Section) -> Part:
        kind = section.kind or Kind.STEP
        self._parts[kind] += 1
        blocks = self.blocks(section)
        if not blocks:
            what = "The objection has no answer" if kind == Kind.OBJECTION else "The step says nothing"
            self.faults.append(Fault(section.line, f"{what}. Write something below its heading"))
        return Part(kind, self._parts[kind], section.title, tuple(blocks))

    def blocks(self, section: _Section) -> list[Block]:
        """Prose and questions in order."""
        blocks: list[Block] = []
        prose: list[str] = []
        lines = list(zip(section.lines, _with_code([line for _, line in section.lines]), strict=True))
        read = [_Line(number, text, is_code) for (number, text), (_, _, is_code) in lines]
        at = 0
        while at < len(read):
            if read[at].is_option:
                end = _end_of_list(read, at)
                self._question(blocks, prose, read[at:end])
                prose, at = [], end
            else:
                prose.append(read[at].text)
                at += 1
        _keep(blocks, prose)
        return blocks

    def _question(self, blocks: list[Block], prose: list[str], lines: Sequence[_Line]) -> None:
        first = lines[0].number
        asked = _last_paragraph(prose)
        if not asked or not _ASKS.search(asked):
            self.faults.append(
                Fault(first, "These answers have no question. Write one above them, in a paragraph that ends in “?”")
            )
            # It reads as a list, as it would anywhere else.
            _keep(blocks, [*prose, *(line.text for line in lines)])
            return
        options = tuple(self._option(number, text) for number, text in _options(lines))
        while prose and not prose[-1].strip():
            prose.pop()
        del prose[len(prose) - len(asked.split("\n")) :]
        _keep(blocks, prose)
        self.questions += 1
        blocks.append(Question(self.questions, asked, options))
        right = sum(option.is_right for option in options)
        if len(options) < 2:
            self.faults.append(Fault(first, "The question has one answer only. Give at least two to choose from"))
        if right == 0:
            self.faults.append(Fault(first, "The question has no right answer. Write [x] before the one that is right"))
        elif right == len(options) > 1:
            self.faults.append(
                Fault(first, "Every answer of the question is marked as right. Write [ ] before wrong ones")
            )

    def _option(self, number: int, line: str) -> Option:
        found = _OPTION.fullmatch(line)
        mark, text = (found[1], found[2] or "") if found is not None else ("", line)
        words, *why = _EXPLAINS.split(text, maxsplit=1)
        if not words.strip():
            self.faults.append(Fault(number, "The answer says nothing. Write its words after the brackets"))
        return Option(words.strip(), mark in ("x", "X"), why[0].strip() if why else "")


def _end_of_list(lines: Sequence[_Line], start: int) -> int:
    """Where the list of answers that begins at `start` is over. A line that is set in goes on with what one says."""
    end = at = start + 1
    while at < len(lines) and not lines[at].is_code:
        line = lines[at]
        if line.is_option or (line.text.strip() and line.text.startswith(("  ", "\t"))):
            end = at + 1
        elif line.text.strip():
            break
        at += 1
    return end


def _options(lines: Sequence[_Line]) -> list[tuple[int, str]]:
    """The answers of a list, each in one line, with the number of its first."""
    found: list[tuple[int, str]] = []
    for line in lines:
        if line.is_option:
            found.append((line.number, line.text))
        elif line.text.strip():
            number, words = found[-1]
            found[-1] = (number, f"{words.rstrip()} {line.text.strip()}")
    return found


def _keep(blocks: list[Block], lines: list[str]) -> None:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        blocks.append(Prose(text.rstrip()))


def _last_paragraph(lines: Sequence[str]) -> str:
    """The paragraph that the lines end in, blank lines after it left out."""
    found: list[str] = []
    for line in reversed(lines):
        if line.strip():
            found.append(line)
        elif found:
            break
    return "\n".join(reversed(found))
