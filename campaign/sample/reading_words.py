"""The words of the sample's resources and lessons."""

from dataclasses import dataclass
from typing import Final

from campaign.content.create_page import PageWords


@dataclass(frozen=True, kw_only=True)
class SampleFile:
    """A file that is made when the sample is, or a link. A name that ends in .pdf makes a PDF of the text."""

    language: str
    version: str
    name: str = ""
    title: str = ""
    text: str = ""
    label: str = ""
    url: str = ""
    downloads: int = 0


@dataclass(frozen=True, kw_only=True)
class SampleResource:
    """A resource; `issued` is how exactly its day is told, `replaces` the slug of an earlier one in the list."""

    slug: str
    category: str
    words: dict[str, PageWords]
    licence: str
    authors: str = "The Full Record (sample)"
    issued: str = "%Y-%m-%d"
    replaces: str = ""
    files: tuple[SampleFile, ...] = ()


_RULES = {
    "en": (
        "The rules, in the order you need them",
        (
            "Register the trial before the first person joins it.\n\nPost a summary of the results within twelve months of its"
            " end, in the register itself.\n\nAn article in a journal does not take its place.\n\nThis paper is part of a"
            " sample and made up by a program. It is no legal advice."
        ),
    ),
    "fr": (
        "Les règles, dans l’ordre où vous en avez besoin",
        (
            "Enregistrez l’essai avant l’inclusion du premier participant.\n\nPubliez un résumé des résultats dans le registre"
            " dans les douze mois qui suivent la fin de l’essai.\n\nUn article dans une revue ne le remplace pas.\n\nCe"
            " document fait partie d’un exemple. Ce n’est pas un avis juridique."
        ),
    ),
    "de": (
        "Die Regeln, in der Reihenfolge, in der man sie braucht",
        (
            "Melden Sie die Studie an, bevor die erste Person teilnimmt.\n\nTragen Sie innerhalb von zwölf Monaten nach ihrem"
            " Ende eine Zusammenfassung der Ergebnisse in das Register ein.\n\nEin Artikel in einer Zeitschrift ersetzt sie"
            " nicht.\n\nDieses Blatt gehört zu einem Beispiel. Es ist keine Rechtsberatung."
        ),
    ),
}
_LETTER = {
    "en": (
        "A letter to a university",
        (
            "Dear Sir or Madam,\n\nyour register entries show trials that ended more than a year ago and have no results"
            " there. Please tell me by when they will have.\n\nYours faithfully,"
        ),
    ),
    "de": (
        "Ein Brief an eine Universität",
        (
            "Sehr geehrte Damen und Herren,\n\nim Register stehen Studien Ihres Hauses, die vor mehr als einem Jahr endeten"
            " und keine Ergebnisse haben. Bitte teilen Sie mir mit, bis wann sie eingetragen werden.\n\nMit freundlichen"
            " Grüßen"
        ),
    ),
}
_OBJECTIONS = (
    "It takes too long: a summary takes a few hours once the numbers are there.\n\nNobody reads it: reviewers do, and"
    " they look in the register first.\n\nThe trial failed: that is a result, and the next volunteers need it most."
)

RESOURCES: Final = (
    SampleResource(
        slug="answers-to-objections-first",
        category="Briefing",
        licence="CC-BY-4.0",
        issued="%Y",
        words={
            "en": PageWords(
                title="Answers to three objections",
                summary="What people say against reporting, and what is known about it. The first edition.",
            )
        },
        files=(
            SampleFile(
                language="en", version="1", name="three-objections.txt", title="Answers to three objections",
                text=_OBJECTIONS, downloads=311,
            ),
        ),
    ),
    SampleResource(
        slug="the-rules-in-order",
        category="Guide",
        licence="CC-BY-4.0",
        authors="Vantongerloo, Ilse; The Full Record (sample)",
        words={
            "en": PageWords(
                title="The rules, in the order you need them",
                summary="What has to be registered and reported, where, and by when. One page for each rule.",
                body="""Written for people who run trials and for those who ask them about it.

## What is in it

- when a trial has to be in the register
- what a summary of results must hold
- what happens after twelve months

Each rule names its paragraph. *This is part of the sample; it is no legal advice.*""",
            ),
            "fr": PageWords(
                title="Les règles, dans l’ordre où vous en avez besoin",
                summary="Ce qu’il faut enregistrer et publier, où et dans quel délai. Une page par règle.",
                body="Écrit pour celles et ceux qui mènent des essais, et pour qui les interroge à ce sujet.",
            ),
            "de": PageWords(
                title="Die Regeln, in der Reihenfolge, in der man sie braucht",
                summary="Was angemeldet und berichtet werden muss, wo und bis wann. Für jede Regel eine Seite.",
                body="Geschrieben für alle, die Studien durchführen, und für alle, die danach fragen.",
            ),
        },
        files=(
            SampleFile(
                language="en", version="1", name="the-rules.pdf", title=_RULES["en"][0], text=_RULES["en"][1],
                downloads=902,
            ),
            *(
                SampleFile(
                    language=language, version="2", name=f"the-rules-{language}.pdf", title=title, text=text,
                    downloads=downloads,
                )
                for (language, (title, text)), downloads in zip(_RULES.items(), (2840, 411, 637), strict=True)
            ),
        ),
    ),
    SampleResource(
        slug="letter-to-a-university",
        category="Letter",
        licence="CC0-1.0",
        words={
            "en": PageWords(
                title="Letter to a university about its overdue trials",
                summary="A page to sign and send. Put the trials in from the tracker.",
            )
        },
        files=tuple(
            SampleFile(
                language=language, version="3", name=f"letter-{language}.txt", title=title, text=text,
                downloads=downloads,
            )
            for (language, (title, text)), downloads in zip(_LETTER.items(), (4118, 1203), strict=True)
        ),
    ),
    SampleResource(
        slug="slides-for-a-journal-club",
        category="Slides",
        licence="CC-BY-SA-4.0",
        issued="%Y-%m",
        words={
            "en": PageWords(
                title="Slides for a journal club",
                summary="Twenty-two slides for an hour: what a missing result does to a review.",
            )
        },
        files=(SampleFile(language="en", version="1", label="Slides", url="https://example.org/journal-club-slides"),),
    ),
    SampleResource(
        slug="answers-to-objections",
        category="Briefing",
        licence="CC-BY-4.0",
        replaces="answers-to-objections-first",
        words={
            "en": PageWords(
                title="Answers to objections",
                summary="What people say against reporting, and what is known about it. With sources.",
            )
        },
        files=(
            SampleFile(
                language="en", version="2", name="objections.pdf", title="Answers to objections", text=_OBJECTIONS,
                label="To print", downloads=1544,
            ),
            SampleFile(
                language="en", version="2", name="objections.txt", title="Answers to objections", text=_OBJECTIONS,
                label="Plain text", downloads=203,
            ),
        ),
    ),
)  # fmt: skip

_FIVE_THINGS = PageWords(
    title="Five things you can do this week",
    summary="None takes longer than half an hour, and each has been seen to work.",
    body="""You need no office and no money for any of these. Begin where you are.

## Look up one name

Open the trackers and search for the university or hospital nearest to you. See how many of its due results are there.

A trial ended on 14 February 2024. By when must a summary of its results be in the register?

- [ ] 14 August 2024 >> Six months is the rule for trials in children.
- [x] 14 February 2025 >> Twelve months after the end of the trial.
- [ ] When it is published in a journal >> A journal article does not count: the summary has to be in the register.

## Write one letter

Name the trials, ask by when they will be reported, and ask for an answer. The letter among the resources has the words.

## Tell one person who runs trials

Most overdue results are a job that nobody was given. A colleague who asks is often enough.

## Ask one organization to sign

A society, a patients’ group, a library: whoever speaks for others counts for more than one.

Which of these may put an organization on the list?

- [ ] Anybody who works there >> Someone has to be entitled to speak for it.
- [x] Somebody who is entitled to speak for it >> The form asks for that, and a reviewer looks.

## Sign, and pass it on

Your own name is the last step and the shortest.""",
)
_FIVE_THINGS_FR = PageWords(
    title="Cinq choses à faire cette semaine",
    summary="Aucune ne prend plus d’une demi-heure, et chacune a déjà fait ses preuves.",
    body="""Il ne faut ni bureau ni argent. Commencez là où vous êtes.

## Cherchez un nom

Ouvrez les registres et cherchez l’université ou l’hôpital le plus proche. Voyez combien de résultats attendus y sont.

Un essai s’est terminé le 14 février 2024. Jusqu’à quand le résumé des résultats doit-il être dans le registre ?

- [ ] Le 14 août 2024 >> Six mois : c’est la règle pour les essais chez l’enfant.
- [x] Le 14 février 2025 >> Douze mois après la fin de l’essai.
- [ ] À sa parution dans une revue >> Un article ne compte pas : le résumé doit être dans le registre.

## Écrivez une lettre

Nommez les essais, demandez jusqu’à quand ils seront publiés, et demandez une réponse.

## Parlez à quelqu’un qui mène des essais

La plupart des résultats en retard sont une tâche que personne n’a reçue.

## Invitez une organisation à signer

Une société savante, une association de patients, une bibliothèque.

## Signez, et faites passer

Votre nom est la dernière étape et la plus courte.""",
)
_WHAT_PEOPLE_SAY = PageWords(
    title="What people object, and what to answer",
    summary="Four sentences that you will hear, and what is known about each.",
    body="""Listen first. Who objects has often tried, and knows where it hurts.

## Before you answer

Ask which trial they mean. An answer about one trial is worth more than one about all of them.

## ? It takes too long

A summary takes some hours once the numbers are there, and the trial took years. What takes long is finding out whose job
it is.

## ? Nobody reads the register

Those who write reviews do, and they look there first.

Who is helped most by a summary in the register?

- [x] People who write systematic reviews >> They search registers for what journals did not print.
- [x] The next volunteers >> A risk that is known need not be run again.
- [ ] Nobody >> Then nobody would need trials either.

## ? The trial was stopped, so there is nothing to report

Whoever joined until then took a risk. What was seen until then is a result.

## ? The results were bad

Those are the ones that are missing most.""",
)

LESSONS: Final = (
    ("five-things", {"en": _FIVE_THINGS, "fr": _FIVE_THINGS_FR}),
    ("what-people-object", {"en": _WHAT_PEOPLE_SAY}),
)
