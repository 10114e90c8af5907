"""The sponsors of the sample registers: invented, some in both registers, some under several names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from campaign.trackers.facts import SponsorStatus
from campaign.trackers.names import SponsorName


@dataclass(frozen=True, slots=True)
class Sponsor:
    """One invented sponsor.

    `eu` and `us` are its numbers of trials in each register, `diligence` the share of due results that it reports
    sooner or later. `spellings` are how the EU register writes it, the first most often; `us_spelling` the American one.
    Without `is_placed` the table of names does not know it.
    """

    name: str
    us_class: str
    eu: int
    us: int
    diligence: float
    spellings: tuple[str, ...] = ()
    us_spelling: str = ""
    parent: str = ""
    is_placed: bool = True

    @property
    def eu_spellings(self) -> tuple[str, ...]:
        """How the EU register writes it."""
        return self.spellings or (self.name,)

    @property
    def us_name(self) -> str:
        """How ClinicalTrials.gov writes it."""
        return self.us_spelling or self.name

    @property
    def eu_status(self) -> SponsorStatus:
        """Whether the EU register calls it commercial."""
        return SponsorStatus.COMMERCIAL if self.us_class == "INDUSTRY" else SponsorStatus.NON_COMMERCIAL


AN_INDIVIDUAL: Final = "An individual"

_COMPANIES: Final = (
    Sponsor("Brightmoor Biologics", "INDUSTRY", 58, 41, 0.96, ("Brightmoor Biologics GmbH", "Brightmoor Biologics Ltd."), "Brightmoor Biologics, Inc."),
    Sponsor("Ostrava Lumen Pharma", "INDUSTRY", 52, 30, 0.9, ("Ostrava Lumen Pharma a.s.", "OSTRAVA LUMEN PHARMA AS")),
    Sponsor("Calderwick Therapeutics", "INDUSTRY", 21, 34, 0.93, ("Calderwick Therapeutics Limited",), "Calderwick Therapeutics"),
    Sponsor("Calderwick Vaccines", "INDUSTRY", 8, 9, 0.97, ("Calderwick Vaccines B.V.",), "Calderwick Vaccines", "Calderwick Therapeutics"),
    Sponsor("Nordhavn Diagnostics", "INDUSTRY", 5, 12, 0.7, ("Nordhavn Diagnostics A/S",), "Nordhavn Diagnostics"),
    Sponsor("Vellanova Pharma", "INDUSTRY", 13, 18, 0.85, ("Vellanova Pharma S.p.A.", "Vellanova Pharma spa"), "Vellanova Pharma USA"),
    Sponsor("Kestrelgate Oncology", "INDUSTRY", 6, 22, 0.88, ("Kestrelgate Oncology SAS",), "Kestrelgate Oncology LLC", "Vellanova Pharma"),
    Sponsor("Quillon Orphan Medicines", "INDUSTRY", 4, 0, 0.6, ("Quillon Orphan Medicines AB",)),
    Sponsor("Tarnfell Generics", "INDUSTRY", 9, 0, 0.55, ("Tarnfell Generics d.o.o.", "Tarnfell Generics doo")),
    Sponsor("Marlpit Respiratory", "INDUSTRY", 5, 0, 0.9, ("Marlpit Respiratory Oy",), parent="Brightmoor Biologics"),
    Sponsor("Fenwater Biosimilars", "INDUSTRY", 4, 0, 1.0, ("Fenwater Biosimilars N.V.",)),
    Sponsor("Selkwater Neurosciences", "INDUSTRY", 4, 0, 0.5, ("Selkwater Neurosciences S.r.l.",), is_placed=False),
    Sponsor("Pellside Implants", "INDUSTRY", 0, 14, 0.62),
    Sponsor("Harrowmere Cardiac Devices", "INDUSTRY", 0, 16, 0.8),
    Sponsor("Garnet Mesa Biopharma", "INDUSTRY", 0, 11, 0.45),
    Sponsor("Juniper Flats Genetics", "INDUSTRY", 0, 6, 0.35),
    Sponsor("Copperhaven Labs", "INDUSTRY", 0, 9, 0.9, parent=""),
    Sponsor("Dunmouth Ophthalmics", "INDUSTRY", 0, 5, 1.0),
)  # fmt: skip

# The first of these give their places to organizations of the sample campaign, so that a supporter has a record.
_INSTITUTIONS: Final = (
    Sponsor("University of Elderbridge", "OTHER", 55, 24, 0.52),
    Sponsor("Willowstead Medical School", "OTHER", 12, 20, 0.85),
    Sponsor("Amberfell General Hospital", "OTHER", 14, 10, 0.4),
    Sponsor("Rowanhaven Trials Unit", "OTHER", 9, 8, 1.0),
    Sponsor("University of Hazelcombe", "OTHER", 10, 12, 0.7),
    Sponsor("Oberweserbergland University Hospital", "OTHER", 30, 7, 0.45, ("Universitätsklinikum Oberweserbergland", "UK Oberweserbergland"), parent="Land Oberweser"),
    Sponsor("Centre hospitalier de Valmorane", "OTHER", 24, 6, 0.3, ("Centre Hospitalier Universitaire de Valmorane", "CHU de Valmorane"), "Centre Hospitalier de Valmorane"),
    Sponsor("Lakeside University", "OTHER", 3, 28, 0.6),
    Sponsor("Fundación Río Claro", "NETWORK", 7, 4, 0.8, ("Fundación Río Claro", "Fundacion Rio Claro")),
    Sponsor("Azienda Ospedaliera di Montebruno", "OTHER", 12, 0, 0.25, ("Azienda Ospedaliera di Montebruno", "A.O. Montebruno")),
    Sponsor("Academisch Ziekenhuis Zilverdam", "OTHER", 11, 0, 0.65, ("Academisch Ziekenhuis Zilverdam", "AZ Zilverdam")),
    Sponsor("Szpital Kliniczny w Jasnogrodzie", "OTHER", 6, 0, 0.5),
    Sponsor("Hospital Universitario de Valdeluna", "OTHER", 9, 0, 0.7),
    Sponsor("Nordfjella Hospital Trust", "OTHER", 8, 0, 0.9, ("Nordfjella sykehus HF",)),
    Sponsor("Karolvik Institute", "OTHER", 7, 0, 0.75, ("Karolvik institutet",)),
    Sponsor("Rinnetorp University", "OTHER", 5, 0, 0.6, ("Rinnetorps universitet",), parent="Karolvik Institute"),
    Sponsor("Semmelberg Medical University", "OTHER", 6, 0, 0.55, ("Medizinische Universität Semmelberg",)),
    Sponsor("Dunaligeti Egyetem", "OTHER", 4, 0, 0.5),
    Sponsor("Aegis Stroke Group", "NETWORK", 4, 0, 0.85, ("ΑΙΓΙΣ Ομάδα Εγκεφαλικών", "Aegis Stroke Group")),
    Sponsor("Larchside Children’s Hospital", "OTHER", 5, 0, 0.95),
    Sponsor("Corranmouth University", "OTHER", 5, 0, 0.35),
    Sponsor("Breckland Lupus Network", "NETWORK", 3, 0, 1.0),
    Sponsor("Ministry of Health of Orrinland", "OTHER_GOV", 4, 0, 0.4),
    Sponsor("Institut Fallois", "OTHER", 6, 0, 0.6),
    Sponsor("Tansy Water Cancer Group", "NETWORK", 5, 0, 0.9),
    Sponsor("Ivelholm Hospital", "OTHER", 3, 0, 0.2),
    Sponsor("Yarrowdene Health Board", "OTHER_GOV", 4, 0, 0.7),
    Sponsor("National Institute of Tidewater Medicine", "NIH", 0, 15, 0.85),
    Sponsor("Coppergate Veterans Medical Center", "FED", 0, 11, 0.7),
    Sponsor("Sagebrush State University", "OTHER", 0, 16, 0.5),
    Sponsor("Mount Linden Medical Center", "OTHER", 0, 14, 0.65),
    Sponsor("Blackwater Children’s Research Hospital", "OTHER", 0, 9, 0.95),
    Sponsor("Great Plains Oncology Network", "NETWORK", 0, 10, 0.9),
    Sponsor("Cinder Bay University", "OTHER", 0, 9, 0.4),
    Sponsor("Kestrel Falls Eye Institute", "OTHER", 0, 4, 0.75),
    Sponsor("Harbor Point Rehabilitation Institute", "OTHER", 0, 4, 0.3),
    Sponsor("Prairie Junction Clinic", "OTHER", 0, 6, 0.6),
    Sponsor("North Sable University", "OTHER", 0, 8, 0.8),
    Sponsor("Sunmesa Behavioral Health", "OTHER", 0, 4, 0.5),
    Sponsor("Willow Creek Tribal Health Board", "OTHER_GOV", 0, 3, 1.0),
    Sponsor("Ulver Transplant Consortium", "NETWORK", 0, 5, 0.8),
    Sponsor("Heronmouth University", "OTHER", 0, 7, 0.55),
    Sponsor("Institute of Quiet Surgery", "OTHER", 0, 3, 0.3),
    Sponsor("Dale & Merrow Foundation", "OTHER", 0, 4, 0.6),
    Sponsor(AN_INDIVIDUAL, "INDIV", 0, 3, 0.3),
)  # fmt: skip
SUPPORTERS: Final = 5


def sponsors(supporters: Sequence[str]) -> tuple[Sponsor, ...]:
    """All sponsors; the first of the institutions bear the names of `supporters`, at most SUPPORTERS of them."""
    named = [
        Sponsor(name, each.us_class, each.eu, each.us, each.diligence)
        for name, each in zip(supporters, _INSTITUTIONS[:SUPPORTERS], strict=False)
    ]
    return (*_COMPANIES, *named, *_INSTITUTIONS[len(named) :])


def name_rows(everybody: Sequence[Sponsor]) -> list[SponsorName]:
    """The table of names over both registers, without those that nobody has placed yet."""
    rows = []
    for each in everybody:
        if not each.is_placed or each.name == AN_INDIVIDUAL:
            continue
        spellings = dict.fromkeys((*(each.eu_spellings if each.eu else ()), each.us_name if each.us else each.name))
        proof = "https://register.example/" + each.name.split()[0].lower() if each.parent else ""
        rows += [SponsorName(spelling, each.name, each.parent or each.name, proof) for spelling in spellings]
    return rows
