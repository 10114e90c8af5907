"""The front page: what is open with its counts, what is new, and what a new site tells those who run it."""

from flask import Flask
from flask.testing import FlaskClient

from campaign.campaigns.close import close_campaign
from campaign.campaigns.create import COMMAND_LINE
from campaign.content.models import PageKind
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.content import draft_page, public_page
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.signatures import signature


def test_a_new_site_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/en/").text
    assert "The first campaign will stand here" in page
    assert 'href="/en/desk/campaigns/new"' in page


def test_the_largest_campaign_leads_and_each_has_its_counts(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        large = open_campaign(title="The large one")
        small = open_campaign(title="The small one")
        closed = open_campaign(title="The closed one")
        close_campaign(closed.id, "Won.", COMMAND_LINE, WHEN)
        for _ in range(3):
            signature(large)
        signature(small)
        approved_support(large, name="Westhaven League")
        waiting_support(large, name="Waiting House")
        public_page(title="A hearing", summary="In short: yes.")
        public_page(PageKind.RESOURCE, title="A letter to copy")
        public_page(PageKind.LESSON, title="Five things you can do")
        draft_page(title="Not yet to be read")
    told = client.get("/en/how-we-count").text
    for page in ("data", "corrections", "versions"):
        assert f'href="/en/c/{small.slug}/{page}"' in told
    page = client.get("/en/").text
    assert "<h1>" in page and page.index("The large one") < page.index("The small one") < page.index("The closed one")
    assert '<dt>people have signed</dt><dd class="num">3</dd>' in page
    assert '<dt>organization supports it</dt><dd class="num">1</dd>' in page
    assert page.count('class="thermo"') == 1
    assert "1 person, 0 organizations." in page
    for shown in ("A hearing", "In short: yes.", "A letter to copy", "Five things you can do", "Westhaven League"):
        assert shown in page
    for hidden in ("Not yet to be read", "Waiting House"):
        assert hidden not in page
    assert 'itemtype="https://schema.org/WebSite"' in page
    assert "Nothing is open" not in page


def test_a_site_whose_campaigns_are_over_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        close_campaign(open_campaign(title="The closed one").id, "Won.", COMMAND_LINE, WHEN)
    page = client.get("/en/").text
    assert "Nothing is open for signing" in page
    assert "The closed one" in page
    assert "This site is new" not in page
