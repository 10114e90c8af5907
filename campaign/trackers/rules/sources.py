"""Where each rule is written: title, address, and whether the citation was held against the text."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_CFR: Final = "https://www.ecfr.gov/current/title-42/section-"
_EURLEX: Final = "https://eur-lex.europa.eu/"
_PART_11: Final = "Clinical Trials Registration and Results Information Submission, 42 CFR Part 11: "
_PUBLIC_HEALTH: Final = "Public Health Service Act, section 402(j): "
_DRUGS: Final = (
    "Regulation (EC) No 726/2004 on the authorisation of medicinal products and the European Medicines Agency"
)
_CHILDREN: Final = "Regulation (EC) No 1901/2006 on medicinal products for paediatric use"
_TRIALS: Final = "Regulation (EU) No 536/2014 on clinical trials on medicinal products for human use"
_DIRECTIVE: Final = (
    "Directive 2001/20/EC on good clinical practice in clinical trials on medicinal products for human use"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A law, guideline or paper: its title, and its official address or DOI.

    `unchecked` says what of the citation nobody has yet held against the text; it is empty where the text, or an
    official statement that cites it, was read and says what the rule takes from it.
    """

    title: str
    url: str
    unchecked: str = ""

    @property
    def verified(self) -> bool:
        """Whether the citation was checked."""
        return not self.unchecked


SOURCES: Final[Mapping[str, Source]] = MappingProxyType(
    {
        # United States.
        "42 U.S.C. 282(j)(1)(A)": Source(
            _PUBLIC_HEALTH + "what an applicable clinical trial is", "https://www.govinfo.gov/link/uscode/42/282"
        ),
        "42 U.S.C. 282(j)(3)(E)": Source(
            _PUBLIC_HEALTH + "when results are to be submitted", "https://www.govinfo.gov/link/uscode/42/282"
        ),
        "42 CFR 11.22(b)": Source(_PART_11 + "which trials are applicable clinical trials", _CFR + "11.22"),
        "42 CFR 11.42": Source(_PART_11 + "for which trials results must be submitted", _CFR + "11.42"),
        "42 CFR 11.44(a)": Source(_PART_11 + "standard deadline of one year", _CFR + "11.44"),
        "42 CFR 11.44(b), (c), (e)": Source(
            _PART_11 + "delay with a certificate, extension for good cause", _CFR + "11.44"
        ),
        "42 CFR 11.52": Source(_PART_11 + "by when submitted results are posted", _CFR + "11.52"),
        "42 CFR 11.64(b)": Source(
            _PART_11 + "corrections after quality control",
            _CFR + "11.64",
            "The section is the one on updates and corrections; its paragraph (b) was not read.",
        ),
        "21 U.S.C. 333(f)(3)(B)": Source(
            "Federal Food, Drug, and Cosmetic Act, section 303(f)(3)(B): civil penalty for each day",
            "https://www.govinfo.gov/link/uscode/21/333",
        ),
        "45 CFR 102.3": Source(
            "Adjustment of civil monetary penalties for inflation: table of amounts",
            "https://www.ecfr.gov/current/title-45/section-102.3",
            "The section holds the yearly amounts; 11,569 dollars for 2017 was not looked up in it.",
        ),
        "Lancet 2020;395:361, methods (pACT)": Source(
            "DeVito NJ, Bacon S, Goldacre B. Compliance with legal requirement to report clinical trial results on"
            " ClinicalTrials.gov: a cohort study. Lancet 2020;395:361-369",
            "https://doi.org/10.1016/S0140-6736(19)33220-9",
            "The abstract was read, not the methods; the rule comes from the published code of the tracker.",
        ),
        "JAMA Intern Med 2021;181:1128": Source(
            "DeVito NJ, Goldacre B. Evaluation of compliance with legal requirements under the FDA Amendments Act of"
            " 2007 for timely registration of clinical trials, data verification, delayed reporting, and trial document"
            " submission. JAMA Intern Med 2021;181:1128-1130",
            "https://doi.org/10.1001/jamainternmed.2021.2036",
        ),
        # European Union, until CTIS.
        "Regulation (EC) No 726/2004, Article 57(2)": Source(_DRUGS, _EURLEX + "eli/reg/2004/726/oj"),
        "Regulation (EC) No 1901/2006, Article 41(2)": Source(_CHILDREN, _EURLEX + "eli/reg/2006/1901/oj"),
        "2012/C 302/03": Source(
            "Commission Guideline: guidance on posting and publication of result-related information on clinical"
            " trials",
            _EURLEX + "legal-content/EN/TXT/?uri=CELEX:52012XC1006(01)",
        ),
        "2009/C 28/01, section 2.2.2": Source(
            "Communication from the Commission: guidance on the information concerning paediatric clinical trials",
            _EURLEX + "legal-content/EN/TXT/?uri=CELEX:52009XC0204(01)",
        ),
        "2008/C 168/02": Source(
            "Communication from the Commission: guideline on the data fields of the clinical trials database to be made"
            " public",
            _EURLEX + "legal-content/EN/TXT/?uri=CELEX:52008XC0703(02)",
            "The opening was read, not the part that leaves out phase I; papers on the register say that it does.",
        ),
        "Directive 2001/20/EC, Article 9": Source(
            _DIRECTIVE,
            _EURLEX + "eli/dir/2001/20/oj",
            "The Article was not read; Regulation (EU) No 536/2014, Article 98, confirms that trials start under it.",
        ),
        "Directive 2001/20/EC, Article 10(c)": Source(
            _DIRECTIVE, _EURLEX + "eli/dir/2001/20/oj", "The Article was not read."
        ),
        "BMJ 2018;362:k3218, methods": Source(
            "Goldacre B, DeVito NJ, Heneghan C, et al. Compliance with requirement to report results on the EU Clinical"
            " Trials Register: cohort study and web resource. BMJ 2018;362:k3218",
            "https://doi.org/10.1136/bmj.k3218",
            "The abstract was read, not the methods; the rule comes from the published code of the tracker and gives"
            " the figures it published.",
        ),
        "Withdrawal Agreement, Articles 126 and 127 (until 31 December 2020)": Source(
            "Agreement on the withdrawal of the United Kingdom from the European Union: transition period",
            _EURLEX + "legal-content/EN/TXT/?uri=CELEX:12020W/TXT",
        ),
        # CTIS.
        "Regulation (EU) No 536/2014, Article 2(2)(26)": Source(_TRIALS, _EURLEX + "eli/reg/2014/536/oj"),
        "Regulation (EU) No 536/2014, Article 37(1) and (2)": Source(_TRIALS, _EURLEX + "eli/reg/2014/536/oj"),
        "Regulation (EU) No 536/2014, Article 37(4)": Source(_TRIALS, _EURLEX + "eli/reg/2014/536/oj"),
        "Regulation (EU) No 536/2014, Article 37(4) and Annex IV": Source(_TRIALS, _EURLEX + "eli/reg/2014/536/oj"),
        "Regulation (EU) No 536/2014, Article 37(4) and Annex V": Source(_TRIALS, _EURLEX + "eli/reg/2014/536/oj"),
        "Regulation (EU) No 536/2014, Article 98": Source(_TRIALS, _EURLEX + "eli/reg/2014/536/oj"),
    }
)
UNVERIFIED: Final = frozenset(citation for citation, source in SOURCES.items() if not source.verified)


def sources_of(paragraph: str) -> tuple[tuple[str, Source], ...]:
    """Each citation in the paragraph of a step or switch, and its source, in the order given.

    Several citations stand apart by a semicolon and a space. Raises KeyError for one that is not in the table.
    """
    return tuple((citation, SOURCES[citation]) for citation in paragraph.split("; "))
