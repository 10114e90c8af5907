"""What the registers say about a trial, typed. No judgement here, and no names of people."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which a register gives only the month, or only the year."""

    year: int
    month: int | None = None

    def last_day(self) -> date:
        """The last day it can be."""
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """As the register writes it: 2019-06, or 2019."""
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"


RegistryDate = date | PartialDate


def last_day(when: RegistryDate) -> date:
    """The day itself, or the last day of a date that gives less."""
    return when.last_day() if isinstance(when, PartialDate) else when


@dataclass(frozen=True, slots=True)
class Submission:
    """Results handed to ClinicalTrials.gov for quality control, and what became of them."""

    submitted: date
    returned: date | None = None
    cancelled: date | None = None
    # The register knows of the cancellation but not of its day; `cancelled` then holds the first day it kept such days.
    cancellation_inferred: bool = False


@dataclass(frozen=True, slots=True)
class FdaaaTrial:
    """A study of ClinicalTrials.gov. A flag is None where the register leaves it out."""

    nct_id: str
    title: str = ""
    study_type: str = ""
    phases: tuple[str, ...] = ()
    primary_purpose: str = ""
    overall_status: str = ""
    start: RegistryDate | None = None
    primary_completion: RegistryDate | None = None
    primary_completion_estimated: bool = False
    completion: RegistryDate | None = None
    completion_estimated: bool = False
    is_fda_regulated_drug: bool | None = None
    is_fda_regulated_device: bool | None = None
    is_unapproved_device: bool | None = None
    # The register's single flag of before January 2017; None is unknown, not no.
    was_fda_regulated: bool | None = None
    intervention_types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    removed_countries: tuple[str, ...] = ()
    # The day a certificate of delay or an extension was first asked for. The register does not publish which.
    certificate: date | None = None
    # Absent while the results are in quality control.
    results_submitted: date | None = None
    results_passed_control: date | None = None
    results_posted: date | None = None
    submissions: tuple[Submission, ...] = ()
    # The register published, or counts, its reviewer's major comments: it holds the trial to be an applicable one.
    has_major_comments: bool = False
    has_violation: bool = False
    sponsor: str = ""
    sponsor_class: str = ""
    collaborators: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    participants: int | None = None
    secondary_ids: tuple[str, ...] = ()

    @property
    def has_results(self) -> bool:
        """Whether results are on the register."""
        return self.results_submitted is not None

    @property
    def available_completion(self) -> date | None:
        """Primary completion, else completion; a month is its last day, an estimate binds like an actual date."""
        when = self.primary_completion or self.completion
        return None if when is None else last_day(when)


class TrialStatus(IntEnum):
    """Where the country protocols of an EU trial stand together, numbered as the EU tracker publishes it."""

    ONGOING = 0
    ENDED = 1
    PARTLY_ENDED = 2
    OTHER = 3
    BLANK = 4


class SponsorStatus(IntEnum):
    """Who sponsors an EU trial, numbered as the EU tracker publishes it."""

    NON_COMMERCIAL = 0
    COMMERCIAL = 1
    MIXED = 2
    BLANK = 3


@dataclass(frozen=True, slots=True)
class EuSponsor:
    """One sponsor of one country protocol, as written there."""

    name: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class EuProtocol:
    """One country's protocol of a trial in the EU Clinical Trials Register. None is an answer left blank."""

    trial_id: str
    # The suffix of the number: GB, DE; "3rd" is a protocol from outside the EU and EEA.
    country: str
    end_of_trial_status: str = ""
    global_end: date | None = None
    has_results: bool = False
    includes_pip: bool | None = None
    phase_1: bool | None = None
    phase_2: bool | None = None
    phase_3: bool | None = None
    phase_4: bool | None = None
    bioequivalence_study: bool | None = None
    healthy_volunteers: bool | None = None
    single_blind: bool | None = None
    rare_disease: str = ""
    under_18: bool | None = None
    full_title: str = ""
    short_title: str = ""
    sponsors: tuple[EuSponsor, ...] = ()

    @property
    def outside_eu(self) -> bool:
        """Whether it was filed for a country outside the EU and EEA."""
        return self.country.lower() == "3rd"


@dataclass(frozen=True, slots=True)
class ProtocolCounts:
    """How many country protocols of a trial stand where."""

    total: int
    ongoing: int = 0
    ended: int = 0
    blank: int = 0
    # Protocols of the United Kingdom, which nobody can bring up to date since it left.
    frozen: int = 0
    # Protocols that went on in the new portal, CTIS.
    transitioned: int = 0


@dataclass(frozen=True, slots=True)
class EuTrial:
    """A trial of the EU Clinical Trials Register, over its country protocols."""

    trial_id: str
    number_of_countries: int
    trial_status: TrialStatus
    # How many protocols give a global end date, and the earliest and latest of these.
    comp_date: int = 0
    min_end_date: date | None = None
    max_end_date: date | None = None
    has_results: bool = False
    includes_pip: bool = False
    # 1 to 4 where every protocol agrees, else 0.
    phase: int = 0
    # What the file itself says about exemption; None: it follows from phase and paediatric plan.
    exempt_stated: bool | None = None
    # 0 no, 1 yes, 2 the protocols differ; a rare disease may be 3, not given.
    single_blind: int = 0
    rare_disease: int = 0
    bioequivalence_study: int = 0
    health_volunteers: int = 0
    any_terminated: bool = False
    all_terminated: bool = False
    contains_non_eu: bool = False
    only_non_eu: bool = False
    under_18: bool | None = None
    sponsor_status: SponsorStatus = SponsorStatus.BLANK
    title: str = ""
    sponsor_names: tuple[str, ...] = ()
    # None where the file gives only the trial, not its protocols.
    protocols: ProtocolCounts | None = None


class CtisStatus(IntEnum):
    """The public status codes of CTIS."""

    UNDER_EVALUATION = 1
    AUTHORISED_RECRUITMENT_PENDING = 2
    AUTHORISED_RECRUITING = 3
    ONGOING_RECRUITING = 4
    ONGOING_RECRUITMENT_ENDED = 5
    TEMPORARILY_HALTED = 6
    SUSPENDED = 7
    ENDED = 8
    EXPIRED = 9
    REVOKED = 10
    NOT_AUTHORISED = 11
    CANCELLED = 12


@dataclass(frozen=True, slots=True)
class CtisCountry:
    """A member state concerned, and when the trial started and ended there."""

    name: str
    status_code: int | None = None
    started: date | None = None
    ended: date | None = None
    ended_early: bool = False


@dataclass(frozen=True, slots=True)
class CtisTrial:
    """A trial of the EU's new portal under Regulation (EU) No 536/2014."""

    ct_number: str
    title: str = ""
    # The portal's former shape gives the status in words only.
    status: CtisStatus | None = None
    status_text: str = ""
    start: date | None = None
    end: date | None = None
    countries: tuple[CtisCountry, ...] = ()
    sponsor: str = ""
    sponsor_key: str = ""
    sponsor_type: str = ""
    is_commercial: bool | None = None
    phase_code: str = ""
    phase_text: str = ""
    includes_pip: bool = False
    under_18: bool | None = None
    nct_id: str = ""
    eudract_number: str = ""
    is_transitioned: bool | None = None
    participants: int | None = None
    summary_submitted: date | None = None
    lay_summary_submitted: date | None = None
    report_submitted: date | None = None
    results_first_received: date | None = None
    # Lists of trials say only yes or no; None where nothing is said.
    results_received: bool | None = None


class Register(StrEnum):
    """The registers we read."""

    FDAAA = "fdaaa"
    EU = "eu"
    CTIS = "ctis"
