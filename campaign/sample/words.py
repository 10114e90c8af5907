"""The sample campaign's own words."""

from datetime import date

from campaign.campaigns.create import Particulars, Words
from campaign.campaigns.models import Ink

SLUG = "all-trials"

WORDS = Words(
    title="All Trials Registered, All Results Reported",
    addressee="governments, regulators and everyone who runs or pays for clinical trials",
    lead=(
        "When a treatment is tested on people and the result stays in a drawer, doctors prescribe in the dark and the"
        " next volunteers may be put at a risk that somebody already knew about. We ask for one rule, without exceptions:"
        " every trial on the record, from its first day to its last number."
    ),
    ask="""Clinical trials are made possible by people who take part so that others may be treated better. What was learned from \
them belongs to all of us.

We ask governments, regulators, ethics committees, funders, universities and companies to see to it that:

1. **every clinical trial is registered** in a public register before its first participant joins;
2. **a summary of the results is published there within twelve months** of the trial’s end, whatever the results say;
3. **the full report**, with its methods and with findings on harm, is open to those who check the evidence, with the \
privacy of participants protected;
4. **past trials are included**, because the treatments that we use today rest on them;
5. **compliance is counted in public**, sponsor by sponsor, and the penalties that the law already has are used.""",
    why="""### What is not reported cannot be weighed

A review of a treatment is as good as the trials its authors can find. If those with disappointing results are harder to find, \
every average leans the same way: benefits look larger, and harms rarer, than they are.

### The rule exists; the habit does not

Several countries require results within a year of a trial’s end. Where anybody counts, many are late and some never come, \
and an unpaid fine is no deterrent. Counting is what changes that: universities that were shown their own overdue trials \
have cleared them within months.

### It is owed to those who took part

People join a trial after being told that it will add to knowledge. Leaving the result unpublished breaks that promise to \
each of them, and asks the next volunteers to run a risk that may already have an answer.

---

*This is a sample campaign that shows how a site works. Its signatories and its organizations are made up by a program, \
their addresses cannot receive mail, and signing here asks nobody for anything.*""",
    next_steps="""1. **In January 2027** we hand the text and the list of names to the heads of the medicines agencies, and say \
here who took it.
2. **Three months later** we write down what each of them answered, word for word, or that there was no answer.
3. **Every month** we count again which results are due and which are there, and show it sponsor by sponsor.

What we promise to those who sign: no figure without its date, and no letter that you did not ask for.""",
)

PARTNER = "Westhaven Patients’ League (sample)"

PARTICULARS = Particulars(
    slug=SLUG,
    controller="The Full Record (sample)",
    controller_contact="privacy@example.org",
    recipient="the heads of the medicines agencies",
    complaint_body="the data protection authority of your country",
    retention_until=date(2030, 1, 31),
    goal=100_000,
    ink=Ink.GREEN,
    partners=(PARTNER,),
)

PROFESSIONS = (
    "Archivist", "Baker", "Biostatistician", "Carer", "Chemist", "Data analyst", "Dentist", "Doctor", "Economist",
    "Engineer", "Epidemiologist", "Gardener", "General practitioner", "Health economist", "Journalist", "Lawyer",
    "Librarian", "Lecturer", "Medical student", "Midwife", "Musician", "Nurse", "Occupational therapist", "Paramedic",
    "Patient advocate", "Pharmacist", "Physiotherapist", "Programmer", "Psychologist", "Radiographer", "Researcher",
    "Retired", "Social worker", "Student", "Surgeon", "Teacher", "Translator", "Trial participant", "Vet", "Writer",
)  # fmt: skip

COMMENTS = (
    "I took part in a trial nine years ago and have never been told what came of it.",
    "I prescribe every day. I would like to know what I am prescribing on.",
    "My mother is in a trial now. I want her time to count.",
    "Half a picture is worse than none: it looks like a whole one.",
    "As a librarian I help people search for evidence. I cannot help them find what was never published.",
    "We teach first-year students that negative results matter. Let us act as if they did.",
    "I work in a trials unit. Reporting takes a few days. There is no excuse.",
    "Public money paid for many of these trials.",
    "Because my daughter’s medicine was tested on adults, and nobody can tell me what happened to the other trial.",
    "I have reviewed this literature for twenty years and I still meet trials that vanished.",
    "Openness costs little. Silence costs patients.",
    "It is simply what was promised to the people who took part.",
    "Count it in public and it will change.",
    "I signed because a friend asked me to read the text, and I agree with every point.",
    "Regulators have the powers. Please use them.",
    "When results are hidden, the same trial is done twice, and somebody bears the risk twice.",
    "I am a statistician. Missing data are never missing at random.",
    "For everyone who ever said yes to a research nurse.",
)

ORGANIZATION_STATEMENTS = (
    "Our members decide about their treatment with their doctors. They can only do so on the whole of the evidence.",
    "We register every trial that we run and report it within a year. We ask the same of all others.",
    "Research that nobody can read helps nobody. We support this call without reservation.",
    "We have checked our own record, found trials that we owe, and published a plan to clear them.",
    "We fund research with other people’s money. From next year, a missing result means no further grant.",
    "Reviews made in our house meet the same gap every time: trials that began and never ended on paper.",
    "Participants trust us with their health. Reporting what we learned is the least we owe them.",
    "A register without results is a promise without a date.",
    "We will report each year how many of our own trials are overdue, by name.",
    "Patients should not have to ask twice for what was learned from them.",
    "We publish null results in full and without delay, and we welcome a rule that makes this normal.",
    "",
)
