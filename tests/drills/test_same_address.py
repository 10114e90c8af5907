"""Five hundred hands write one address in twelve ways at once: one entry, few letters, one count."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select

from campaign.mail.models import Message
from campaign.signatures.confirm import THANK_YOU
from campaign.signatures.models import Signature
from campaign.text import read_address
from tests.drills.running import Running, at_once, slowest_but
from tests.servers.process import wait_until
from tests.servers.smtp import MailServer
from tests.visitor import Visitor

SPELLINGS = (
    "ada.lovelace@gmail.com",
    "adalovelace@gmail.com",
    "AdaLovelace@Gmail.com",
    "ADA.LOVELACE@GMAIL.COM",
    "a.d.a.l.o.v.e.l.a.c.e@gmail.com",
    "adalovelace+petition@gmail.com",
    "ada.lovelace+a+b@gmail.com",
    "adalovelace@googlemail.com",
    "Ada.Love.Lace@GoogleMail.com",
    "adalovelace+x@googlemail.com",
    " adalovelace@gmail.com ",
    "ａｄａlovelace＠ｇｍａｉｌ．ｃｏｍ",
)


def test_one_address_in_twelve_spellings_over_32_connections_is_one_signature(
    start_running: Callable[..., Running], smtp_server: MailServer
) -> None:
    assert {read_address(spelling).canonical for spelling in SPELLINGS} == {"adalovelace@gmail.com"}
    running = start_running()
    posts = [SPELLINGS[number % len(SPELLINGS)] for number in range(500)]
    took = at_once(running.sign, posts, hands=32)
    assert Counter((each.status, each.location) for each in took) == {(303, f"/c/{running.slug}/check-mail"): 500}
    assert slowest_but(took) < 3.0
    with running.rows() as session:
        assert session.scalar(select(func.count()).select_from(Signature)) == 1
        letters = session.scalar(select(func.count()).select_from(Message)) or 0
    assert 1 <= letters <= 3
    smtp_server.wait_for(letters)

    text = smtp_server.deliveries[0].text
    link = next(line for line in text.splitlines() if line.startswith(running.site.url + "/s/"))
    path = link.removeprefix(running.site.url)
    pressed = at_once(lambda _: running.post(path, {"decision": "confirm"}), range(100), hands=100)
    assert Counter((each.status, each.location) for each in pressed) == {(303, path): 100}
    smtp_server.wait_for(letters + 1)
    visitor = Visitor(running.site.url)
    count = f"/c/{running.slug}/count.json"
    wait_until("the count", lambda: visitor.get(count).json["signatures"] == 1, seconds=10, every=0.1)
    with running.rows() as session:
        thanks = select(func.count()).select_from(Message).where(Message.kind == THANK_YOU)
        assert session.scalar(thanks) == 1
    assert len(smtp_server.deliveries) == letters + 1
