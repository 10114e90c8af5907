"""What the fetchers keep of real records is all that the importers read of them."""

import json

from campaign.trackers.fetchers import clinicaltrials_gov, ctis
from campaign.trackers.fetchers.cut import Wanted, cut
from campaign.trackers.importers.clinicaltrials_gov import study
from campaign.trackers.importers.ctis import record
from tests.oracles.data import Oracles


def test_studies_cut_down_to_our_fields_give_the_same_facts(oracles: Oracles) -> None:
    wanted = Wanted.of(clinicaltrials_gov.FIELDS)
    studies = json.loads(oracles.read("ctgov-v2/studies.json"))["studies"]
    assert len(studies) == 143
    assert [study(cut(each, wanted)) for each in studies] == [study(each) for each in studies]


def test_records_of_the_portal_in_either_shape_give_the_same_facts(oracles: Oracles) -> None:
    wanted = Wanted.of(ctis.FIELDS)
    records = [json.loads(oracles.read(name)) for name in oracles.names("ctis")]
    assert len(records) == 4
    assert [record(cut(each, wanted)) for each in records] == [record(each) for each in records]
