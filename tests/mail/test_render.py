"""A letter says exactly what its words say, in every script, and nothing in them becomes a header or markup."""

import email
import email.policy
from email.message import EmailMessage

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from campaign.mail.letters import Letter
from campaign.mail.render import Press, SiteWords, Unmailable, ascii_address
from tests.mail.letters import WHEN, greeting

ID = bytes(range(16))
ANY_SCRIPT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80)


@pytest.fixture
def press(app: Flask) -> Press:
    """A press of a site with a name beyond ASCII."""
    with app.app_context():
        return Press(app, app.extensions["settings"], SiteWords("Für die Daten, «alle» 全部"))


def printed(press: Press, letter: Letter) -> EmailMessage:
    content = press.print(letter, ascii_address(letter.recipient), ID, WHEN)
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    return email.message_from_bytes(content, policy=email.policy.default)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def test_a_letter_has_both_bodies_and_the_headers_of_a_machine(press: Press) -> None:
    message = printed(press, greeting("ada@example.org", List_Unsubscribe="<http://localhost/u/token>"))
    assert message.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["Subject"] == "Please confirm: Every trial registered"
    assert message["From"].addresses[0].display_name == "Für die Daten, «alle» 全部"
    assert message["From"].addresses[0].addr_spec == "sign@localhost"
    assert message["To"] == "ada@example.org"
    assert message["Message-ID"] == "<000102030405060708090a0b0c0d0e0f@localhost>"
    assert message["Date"].datetime == WHEN
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<http://localhost/u/token>"
    assert message.defects == []


@given(name=ANY_SCRIPT)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_name_in_any_script_arrives_as_it_is(press: Press, name: str) -> None:
    message = printed(press, greeting("ada@example.org", name))
    assert f"Dear {name},\n" in part(message, "plain")
    assert f"<p>Dear {escape(name)},</p>" in part(message, "html")


@pytest.mark.parametrize(
    "name",
    [
        "محمد بن سلمان", "שרה לוי", "நிலா", "กนกวรรณ", "李小龍", "Zoë Ångström", "Ольга", "Ωμέγα", "👩🏽‍⚕️ Dr. Ada",
        "<script>alert(1)</script>", "{{ 7 * 7 }}", "{% raw %}", "%s %(name)s", ".", "a\nb.\n.\nc", "= \t=20",
        "\\u0041",
    ],
)  # fmt: skip
def test_a_strange_name_arrives_as_it_is(press: Press, name: str) -> None:
    message = printed(press, greeting("ada@example.org", name))
    assert f"Dear {name},\n" in part(message, "plain")
    assert f"<p>Dear {escape(name)},</p>" in part(message, "html")
    assert "<script" not in part(message, "html")


def test_each_reader_gets_their_own_words(press: Press) -> None:
    texts = [part(printed(press, greeting(f"p{n}@example.org", f"Person {n}")), "plain") for n in range(3)]
    assert ["Person 0" in texts[0], "Person 1" in texts[1], "Person 0" in texts[2]] == [True, True, False]


def test_links_are_escaped_in_html_and_raw_in_text(press: Press) -> None:
    message = printed(press, greeting("ada@example.org"))
    assert 'href="http://localhost/s/token?a=1&amp;b=2"' in part(message, "html")
    assert "http://localhost/s/token?a=1&b=2\n" in part(message, "plain")


@given(subject=ANY_SCRIPT.map(str.strip).filter(bool))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_own_words_in_a_subject_arrive_or_are_refused(press: Press, subject: str) -> None:
    letter = Letter("ada@example.org", "mail/mail/written", "", {}, {"subject": subject, "text": "Hello"})
    try:
        message = printed(press, letter)
    except Unmailable:
        assert set(subject) & {"\u2028", "\u2029"}
        return
    assert len(message.keys()) == len(set(message.keys()))
    assert "".join(str(message["Subject"]).split()) == "".join(subject.split())


@pytest.mark.parametrize("subject", ["Hello\r\nBcc: eve@example.org", "Hello\nX: y", "Hel\x00lo", "a\u2028b"])
def test_a_line_break_in_a_subject_is_refused(press: Press, subject: str) -> None:
    letter = Letter("ada@example.org", "mail/mail/written", "", {}, {"subject": subject, "text": "Hello"})
    with pytest.raises(Unmailable, match="line break or control character in the Subject header"):
        printed(press, letter)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("List-Unsubscribe", "<http://x>\r\nBcc: eve@example.org"), ("List-Unsubscribe", "a\nb"), ("X-Long", "x" * 901),
        ("X:Y", "a"), ("Bcc\r\nX", "a"), ("Subject", "a"), ("Content-Type", "text/html"), ("X-Name", "Zoë"),
    ],
)  # fmt: skip
def test_a_header_that_could_break_out_is_refused(press: Press, name: str, value: str) -> None:
    letter = Letter(
        "ada@example.org", "tests/mail/greeting", "1", {"title": "T"}, {"name": "A", "link": "l"}, {name: value}
    )
    with pytest.raises(Unmailable):
        printed(press, letter)


def test_an_international_domain_goes_out_in_ascii(press: Press) -> None:
    assert printed(press, greeting("ada@bücher.example"))["To"] == "ada@xn--bcher-kva.example"


def test_a_local_part_beyond_ascii_stays_as_it_is(press: Press) -> None:
    content = press.print(greeting("zoë@example.org"), ascii_address("zoë@example.org"), ID, WHEN)
    assert content.startswith("To: zoë@example.org\r\n".encode())
