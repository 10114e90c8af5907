"""A list of signatures on its way in. They come in as "imported, unconfirmed", apart from the count until confirmed."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from campaign.campaigns.corrections import LIST_TAKEN_IN, LIST_UNDONE, note_correction
from campaign.campaigns.models import Campaign, CampaignText, ConsentWording, Measure
from campaign.db import db
from campaign.imports.models import ImportBatch, RowState, Source, Target
from campaign.imports.signatures.days import DayOrder
from campaign.imports.signatures.fields import FIELDS, PRESETS, SOURCES
from campaign.imports.signatures.person import WITHOUT_ADDRESS, Person, Reading, read_person
from campaign.imports.target import Field, Finding, Job, Line, ListTarget, Option, OptionKind, Taken
from campaign.mail.models import Suppression
from campaign.sealed import address_tag, seal, unseal
from campaign.signatures.models import Signature, SignatureState
from campaign.text import folded
from campaign.tokens import new_public_id
from campaign.web.countries import countries, country_names

LONGEST_CONSENT = 1000
AS_IMPORTED = (SignatureState.IMPORTED, SignatureState.PAPER)
ASKED_NOT = "Asked not to be written to, and is not taken in."
SIGNED_HERE = "This address has signed here itself. That signature stays as it is."
CAME_EARLIER = "Came in with an earlier list already."
SHEET_HERE = "Somebody of this name, city and country came in without an address already."
HOUSEHOLD = "Another name with the same address is here; the campaign lets a household share one."


class Stored(NamedTuple):
    """A signature that is here under the tag of a line."""

    slot: int
    state: SignatureState
    name: str


@dataclass(frozen=True)
class Found:
    """What the database knows about the tags of some lines."""

    stored: Mapping[bytes, Sequence[Stored]]
    suppressed: frozenset[bytes]


class SignatureList(ListTarget):
    """Signatures from paper and from other platforms."""

    target = Target.SIGNATURES
    what = ("signature", "signatures")

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        order = job.options.get("order")
        self._how = Reading(
            source=job.source,
            order=DayOrder(order) if order else None,
            country=job.options.get("country", ""),
            updates_words=bool(job.options.get("updates_words") and job.options.get("updates_from")),
            latest=(job.created_at + timedelta(days=1)).date(),
        )
        self._first: dict[bytes, int] = {}  # the line that had a tag first
        self._more: dict[bytes, list[tuple[int, str]]] = {}  # all of a tag, where a household may share it
        self._per_inbox = db.session.get_one(Campaign, job.campaign_id).max_per_inbox

    @classmethod
    def fields(cls, source: Source) -> Sequence[Field]:
        return FIELDS

    @classmethod
    def presets(cls, source: Source) -> Mapping[str, tuple[str, ...]]:
        return PRESETS.get(source, {})

    @classmethod
    def options(cls, batch: ImportBatch) -> Sequence[Option]:
        texts = db.session.execute(
            select(CampaignText.id, CampaignText.version, CampaignText.language)
            .where(CampaignText.campaign_id == batch.campaign_id, CampaignText.published_at.is_not(None))
            .order_by(CampaignText.id.desc())
        ).all()
        return (
            Option(
                "order",
                "In a day like 03/04/2024",
                "Lines whose day can be read two ways are not taken in until this is said",
                OptionKind.CHOICE,
                choices=(
                    ("", "It does not say"),
                    (DayOrder.DAY_FIRST.value, "the day comes first: 3 April"),
                    (DayOrder.MONTH_FIRST.value, "the month comes first: March 4"),
                ),
            ),
            Option(
                "country",
                "Country of lines that name none",
                "Only if all of them are from there",
                OptionKind.CHOICE,
                choices=(("", "None"), *countries()),
            ),
            Option(
                "text",
                "Text that they signed",
                "The version whose words come nearest; lines that name a language get the newest in it",
                OptionKind.CHOICE,
                choices=(
                    ("", "The one in force now"),
                    *((str(id_), f"v{version} {language}") for id_, version, language in texts),
                ),
            ),
            Option(
                "agreed",
                "Words under which they signed",
                "The sentence on the sheet or the form by which they agreed that their data is used, exactly; it is "
                "kept with each signature",
                OptionKind.WORDS,
                longest=LONGEST_CONSENT,
            ),
            Option(
                "updates_words",
                "Words of the box for news",
                "Exactly as it stood there. Without them nobody gets news",
                OptionKind.WORDS,
                longest=LONGEST_CONSENT,
            ),
            Option(
                "updates_from",
                "Where and how that box was ticked",
                "For example: a box on the sheet that nobody had ticked beforehand; address of the page, and when",
            ),
            Option(
                "may_write",
                "They may be written to once, to ask whether they confirm",
                "Only if they gave their address for that. Nobody is written to by this tick alone",
                OptionKind.TICK,
            ),
        )

    @classmethod
    def mapping_faults(
        cls, batch: ImportBatch, mapping: Mapping[str, str], options: Mapping[str, str]
    ) -> dict[str, str]:
        faults = {}
        if not {"name", "first_name", "last_name"} & set(mapping):
            faults["name"] = "Choose the column that holds the name, or those of first and last name"
        if "email" not in mapping and batch.source not in WITHOUT_ADDRESS:
            faults["email"] = (
                f"Choose the column that holds the e-mail address. A list from “{SOURCES[batch.source]}” needs one"
            )
        if "country" not in mapping and not options.get("country"):
            faults["country"] = "Choose the column that holds the country, or one country for the whole list"
        if options.get("country") and options["country"] not in country_names():
            faults["country"] = "Choose a country from the list"
        if options.get("order") and options["order"] not in set(DayOrder):
            faults["order"] = "Say day or month, or leave it out"
        if "updates" in mapping:
            if not options.get("updates_words"):
                faults["updates_words"] = (
                    "Give the exact words of the box by which they asked for news, or choose no column for it"
                )
            if not options.get("updates_from"):
                faults["updates_from"] = "Say where and how that box was ticked"
        text = options.get("text", "")
        if text and text not in {value for value, _ in cls._choices(batch, "text")}:
            faults["text"] = "Choose a text that was published"
        for name in ("agreed", "updates_words"):
            if len(options.get(name, "")) > LONGEST_CONSENT:
                faults[name] = f"Use {LONGEST_CONSENT:,} characters at most"
        return faults

    @classmethod
    def _choices(cls, batch: ImportBatch, name: str) -> tuple[tuple[str, str], ...]:
        return next(option.choices for option in cls.options(batch) if option.name == name)

    # The dry run

    def check_rows(self, session: Session, lines: Sequence[Line]) -> Sequence[Finding]:
        read = [read_person(line, self._how) for line in lines]
        tags = [self._tag(person) if person is not None else None for person, _ in read]
        found = self._look_up(session, [tag for tag in tags if tag is not None])
        return [
            self._judge(line.number, person, tag, finding, found) if person is not None and tag is not None else finding
            for line, (person, finding), tag in zip(lines, read, tags, strict=True)
        ]

    def _judge(self, number: int, person: Person, tag: bytes, finding: Finding, found: Found) -> Finding:
        if tag in found.suppressed:
            return Finding(RowState.FAULTY, (ASKED_NOT,))
        stored = found.stored.get(tag, ())
        if person.address is None or self._per_inbox == 1:
            if stored:
                return Finding(RowState.DUPLICATE, (_why_here(person, stored),))
            first = self._first.setdefault(tag, number)
            return finding if first == number else _same_as(first, person)
        return self._judge_household(number, person, tag, finding, stored)

    def _judge_household(
        self, number: int, person: Person, tag: bytes, finding: Finding, stored: Sequence[Stored]
    ) -> Finding:
        """Several people may share an address, as many as the campaign lets; each name once."""
        name, seen = folded(person.name), self._more.setdefault(tag, [])
        if len(stored) >= self._per_inbox or any(folded(each.name) == name for each in stored):
            return Finding(RowState.DUPLICATE, (_why_here(person, stored),))
        same = next((line for line, other in seen if other == name), None)
        if same is None and len(stored) + len(seen) >= self._per_inbox:
            same = seen[0][0]
        if same is not None:
            return _same_as(same, person)
        seen.append((number, name))
        if stored or len(seen) > 1:
            return Finding(RowState.WARNED, (*finding.remarks, HOUSEHOLD))
        return finding

    # Taking in

    def take_rows(self, session: Session, lines: Sequence[Line], now: datetime) -> Sequence[Taken]:
        findings = self.check_rows(session, lines)
        people = [read_person(line, self._how)[0] for line in lines]
        stored = self._look_up(session, [self._tag(person) for person in people if person is not None]).stored
        used: dict[bytes, set[int]] = defaultdict(set)
        for tag, entries in stored.items():
            used[tag] = {entry.slot for entry in entries}
        wording_id, texts = self._wording(session, now), self._texts(session)
        values: list[dict[str, Any]] = []
        places: list[tuple[bytes, int] | None] = []
        for person, finding in zip(people, findings, strict=True):
            if person is None or finding.state not in (RowState.GOOD, RowState.WARNED):
                places.append(None)
                continue
            tag = self._tag(person)
            # Places below 0 are for lists, so that whoever signs here later finds the first place free.
            slot = next(place for place in range(-1, -100, -1) if place not in used[tag])
            used[tag].add(slot)
            places.append((tag, slot))
            values.append(self._values(person, tag, slot, wording_id, texts, now))
        made = self._insert(session, values)
        self._note(len(made), LIST_TAKEN_IN, "lists", now)
        return [
            Taken(finding.state, remarks=finding.remarks)
            if place is None
            else Taken(RowState.TAKEN, made[place])
            if place in made
            else Taken(RowState.DUPLICATE, remarks=(CAME_EARLIER,))
            for place, finding in zip(places, findings, strict=True)
        ]

    def _values(
        self, person: Person, tag: bytes, slot: int, wording_id: int, texts: Mapping[str, int], now: datetime
    ) -> dict[str, Any]:
        public_id = new_public_id()
        words = {name: text for name in ("city", "profession", "comment") if (text := getattr(person, name))}
        mailbox = person.address.mailbox if person.address is not None else ""
        sealed = {"email": mailbox, "name": person.name} | words
        exact = address_tag(self.job.campaign_id, person.address.exact) if person.address is not None else tag
        signed_at = min(_noon(person.signed_on or self.job.collected_on), now) if self._has_day(person) else now
        return {
            "public_id": public_id,
            "campaign_id": self.job.campaign_id,
            "text_id": texts.get(person.language, texts[""]),
            "wording_id": wording_id,
            "state": SignatureState.IMPORTED,
            "canonical_tag": tag,
            "exact_tag": exact,
            "slot": slot,
            "sealed": seal("signature", self.job.campaign_public_id, public_id, sealed),
            "public_name": person.name if person.show_name else None,
            "country": person.country,
            "wants_updates": person.updates and person.address is not None,
            "shared_with": [],
            "token_version": 0,
            "mails": 0,  # nobody has written to them yet
            "mails_since": signed_at,
            "mailed_at": signed_at,
            "code_tries": 0,
            "created_at": signed_at,
            "batch_id": self.job.batch_id,
        }

    def _has_day(self, person: Person) -> bool:
        return person.signed_on is not None or self.job.collected_on is not None

    def _insert(self, session: Session, values: Sequence[dict[str, Any]]) -> dict[tuple[bytes, int], int]:
        if not values:
            return {}
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        made = session.execute(
            insert(Signature)
            .on_conflict_do_nothing(index_elements=["campaign_id", "canonical_tag", "slot"])
            .returning(Signature.id, Signature.canonical_tag, Signature.slot),
            list(values),
        )
        return {(tag, slot): id_ for id_, tag, slot in made}

    # Undoing

    def undo_rows(self, session: Session, became_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        ours = (Signature.id.in_(became_ids), Signature.batch_id == self.job.batch_id)
        unconfirmed = Signature.state.in_(AS_IMPORTED) | (
            (Signature.state == SignatureState.INVALIDATED) & Signature.was.in_(AS_IMPORTED)
        )
        gone = session.execute(
            delete(Signature)
            .where(*ours, unconfirmed)
            .returning(Signature.state)
            .execution_options(synchronize_session=False)
        ).scalars()
        figures = Counter(gone)  # those that were struck out had left their figure before
        self._note(-figures[SignatureState.IMPORTED], LIST_UNDONE, "lists", now)
        self._note(-figures[SignatureState.PAPER], LIST_UNDONE, "paper", now)
        stays = session.scalars(select(Signature.id).where(*ours))
        return dict.fromkeys(stays, "Confirmed by its owner since, so it stays.")

    def _note(self, change: int, cause: str, beside: str, now: datetime) -> None:
        note_correction(self.job.campaign_id, now, Measure.PEOPLE, change, cause, beside=beside, in_parts=True)

    # What both passes ask

    def _tag(self, person: Person) -> bytes:
        key = person.address.canonical if person.address is not None else person.sheet_key
        return address_tag(self.job.campaign_id, key)

    def _look_up(self, session: Session, tags: Sequence[bytes]) -> Found:
        stored: dict[bytes, list[Stored]] = defaultdict(list)
        rows = session.execute(
            select(
                Signature.canonical_tag, Signature.slot, Signature.state, Signature.public_id, Signature.sealed
            ).where(Signature.campaign_id == self.job.campaign_id, Signature.canonical_tag.in_(tags))
        )
        for tag, slot, state, public_id, sealed in rows:
            name = ""
            if self._per_inbox > 1:
                name = unseal("signature", self.job.campaign_public_id, public_id, sealed)["name"]
            stored[tag].append(Stored(slot, state, name))
        suppressed = session.scalars(
            select(Suppression.address_tag).where(
                Suppression.campaign_id == self.job.campaign_id, Suppression.address_tag.in_(tags)
            )
        )
        return Found(stored, frozenset(suppressed))

    def _wording(self, session: Session, now: datetime) -> int:
        """The row that keeps the exact words these people agreed to, made once for a list."""
        source = f"List {self.job.batch_id}, {SOURCES[self.job.source]}"
        boxes: dict[str, Any] = {
            "agree": self.job.options.get("agreed") or f"{source}: its words were not given.",
            "show_name": "Ticked there that the name may be shown." if "show_name" in self.job.mapping else "",
            "updates": self.job.options.get("updates_words", ""),
            "updates_from": self.job.options.get("updates_from", ""),
            "partners": [],
            "list": self.job.batch_id,
        }
        digest = hashlib.sha256(json.dumps(boxes, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        wanted = select(ConsentWording.id).where(
            ConsentWording.campaign_id == self.job.campaign_id, ConsentWording.sha256 == digest
        )
        found = session.scalar(wanted)
        if found is None:
            language = session.get_one(Campaign, self.job.campaign_id).language
            made = ConsentWording(
                campaign_id=self.job.campaign_id, language=language, sha256=digest, boxes=boxes, created_at=now
            )
            session.add(made)
            session.flush()
            found = made.id
        return found

    def _texts(self, session: Session) -> Mapping[str, int]:
        """The newest published text by language, and under "" the one for lines that name none."""
        rows = session.execute(
            select(CampaignText.language, CampaignText.id)
            .where(CampaignText.campaign_id == self.job.campaign_id, CampaignText.published_at.is_not(None))
            .order_by(CampaignText.version)
        )
        texts = {language[:2].lower(): id_ for language, id_ in rows}
        in_force = session.get_one(Campaign, self.job.campaign_id).text_id
        chosen = self.job.options.get("text")
        assert in_force is not None
        texts[""] = int(chosen) if chosen else in_force
        return texts


def _same_as(line: int, person: Person) -> Finding:
    what = "e-mail address" if person.address is not None else "name, city and country"
    return Finding(RowState.DUPLICATE, (f"Line {line:,} of this file has the same {what}.",))


def _why_here(person: Person, stored: Sequence[Stored]) -> str:
    if person.address is None:
        return SHEET_HERE
    if all(entry.state in AS_IMPORTED for entry in stored):
        return CAME_EARLIER
    return SIGNED_HERE


def _noon(day: date | None) -> datetime:
    return datetime.combine(day or date.min, time(12), UTC)
