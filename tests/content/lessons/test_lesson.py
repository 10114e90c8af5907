"""Reading lessons: any text parses, in order; what a reader would stumble over is said by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.content.lessons.lesson import Kind, Lesson, Option, Prose, Question, read_lesson
from campaign.content.lessons.shown import inline_html

WHOLE = """Before all.

## Look up one name

Some words.

By when?

- [ ] In a month >> Too early,
  by far.
- [x] In a year

After it.

## ? It costs *too much* ##

It does not.
"""


def test_steps_objections_and_questions_come_in_order() -> None:
    lesson = read_lesson(WHOLE)
    assert lesson.introduction == (Prose("Before all."),)
    assert [(part.kind, part.number, part.title) for part in lesson.parts] == [
        (Kind.STEP, 1, "Look up one name"),
        (Kind.OBJECTION, 1, "It costs *too much*"),
    ]
    assert lesson.steps[0].blocks == (
        Prose("Some words."),
        Question(1, "By when?", (Option("In a month", False, "Too early, by far."), Option("In a year", True))),
        Prose("After it."),
    )
    assert lesson.objections[0].blocks == (Prose("It does not."),)
    assert lesson.faults == ()


def test_blank_lines_between_answers_keep_one_question() -> None:
    lesson = read_lesson("## A\n\nWhich?\n\n- [x] this\n\n- [X] that >> yes\n\n* [] none\n\nEnd.")
    assert [option.is_right for option in lesson.questions[0].options] == [True, True, False]
    assert lesson.steps[0].blocks[1] == Prose("End.")
    assert lesson.faults == ()


@pytest.mark.parametrize("asked", ["Really?", "**Really?**", "“Really?”", "متى؟", "何時？", "Γιατί;"])
def test_questions_of_every_script_are_questions(asked: str) -> None:
    lesson = read_lesson(f"## A\n\n{asked}\n- [ ] no\n- [x] yes")
    assert [question.asked for question in lesson.questions] == [asked]


def test_fenced_code_is_read_as_code() -> None:
    code = "```\n## no step\nReally?\n- [ ] no question\n```"
    lesson = read_lesson(f"## A\n\n{code}\n\n~~~\n```\n## nor here\n")
    assert [part.title for part in lesson.parts] == ["A"]
    assert lesson.questions == ()
    assert isinstance(lesson.parts[0].blocks[0], Prose)
    assert lesson.parts[0].blocks[0].text.startswith(code)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Only words.", 1, "no step"),
        ("## A\n\nWhich?\n- [ ] a\n- [ ] b", 4, "no right answer"),
        ("## A\n\nWhich?\n- [x] a\n- [x] b", 4, "Every answer"),
        ("## A\n\nWhich?\n- [x] a", 4, "one answer only"),
        ("## A\n\nChoose.\n\n- [x] a\n- [ ] b", 5, "no question"),
        ("## A\n- [x] a\n- [ ] b", 2, "no question"),
        ("## A\n\nWhich?\n- [x] a\n- [ ] >> why", 5, "says nothing"),
        ("## A\n\nText.\n\n## ?\n\nText.", 5, "heading says nothing"),
        ("## A\n\n## B\n\nText.", 1, "step says nothing"),
        ("## A\n\nText.\n\n## ? B\n", 5, "no answer"),
        ("# Title\n\n## A\n\nText.", 1, "one #"),
    ],
)
def test_what_a_reader_would_stumble_over_is_said_with_its_line(text: str, line: int, words: str) -> None:
    faults = read_lesson(text).faults
    assert [fault.line for fault in faults] == [line]
    assert words in faults[0].sentence


def words_of(lesson: Lesson) -> str:
    """Everything that a lesson says, in the order in which it says it."""
    said: list[str] = []

    def add(blocks: tuple[Prose | Question, ...]) -> None:
        for block in blocks:
            if isinstance(block, Prose):
                said.append(block.text)
            else:
                said.append(block.asked)
                said.extend(f"{option.words} {option.why}" for option in block.options)

    add(lesson.introduction)
    for part in lesson.parts:
        said.append(part.title)
        add(part.blocks)
    return "\n".join(said)


LINES = st.sampled_from(
    ["## A", "## ? B", "##", "##C", "# D", "- [ ] e", "- [x] f >> g", "- [x]", "* [X] >>", "  goes on", "Really?", "",
     "```", "~~~", "### H", "\t", ">> i", "- [y] j", "1. k?", "\x00", "\u2028"]
)  # fmt: skip


@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=25))
def test_any_text_is_a_lesson(lines: list[str]) -> None:
    text = "\n".join(lines)
    lesson = read_lesson(text)
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= fault.line <= count for fault in lesson.faults)
    assert list(lesson.faults) == sorted(lesson.faults, key=lambda fault: fault.line)
    assert [question.number for question in lesson.questions] == list(range(1, len(lesson.questions) + 1))
    assert all(question.options for question in lesson.questions)


@given(st.lists(LINES, max_size=20))
def test_every_word_is_kept_and_the_order_with_it(lines: list[str]) -> None:
    numbered = [line + f" w{number}w" if line.strip() and line[:3] not in ("```", "~~~") else line
                for number, line in enumerate(lines)]  # fmt: skip
    said = words_of(read_lesson("\n".join(numbered)))
    places = [said.find(f"w{number}w") for number, line in enumerate(numbered) if f" w{number}w" in line]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("a *b*", "a <em>b</em>"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("# heading", "# heading"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("- <b>", "- &lt;b&gt;"),
    ],
)
def test_words_within_a_label_are_one_safe_line(words: str, html: str) -> None:
    assert inline_html(words) == html
