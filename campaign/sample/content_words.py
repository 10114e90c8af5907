"""The words of the sample's pages. Everybody in them is invented."""

from collections.abc import Mapping

from campaign.sample.sheet import Sheet

PICTURE_ALT = {
    "en": "A field of squares, one for each trial. One in four is empty: no result was ever reported.",
    "fr": "Un champ de carrés, un par essai. Un sur quatre est vide : aucun résultat n’a été publié.",
    "de": "Ein Feld aus Quadraten, eines für jede Studie. Jedes vierte ist leer: Ein Ergebnis wurde nie gemeldet.",
}

# Address, days ago, category, words by language with English first.
NEWS: tuple[tuple[str, int, str, Mapping[str, Sheet]], ...] = (
    (
        "eleven-overdue-trials",
        5,
        "Results",
        {
            "en": Sheet(
                "Eleven overdue trials, three weeks, one person",
                "A research office opened its list in our tracker, printed it and worked through it. What it found was mostly forgotten passwords.",
                """When Rafael Quintanar took over the research office of Instituto Serrano in September, he inherited a spreadsheet called “old trials, ask Marta”. Marta had retired in 2021.

The tracker knew more. It listed eleven trials whose results had been due, with the date for each and the rule that made it so. “I printed the page and pinned it to the door,” says Quintanar. “Then I started at the bottom.”

## Nine passwords and two mysteries

For nine trials, results existed. Papers had been written; only the register was empty, because the one account that could fill it belonged to somebody who had left.

> The law allows twelve months. It took us three weeks for eleven years.

Two trials were harder. One had been stopped after four patients, and nobody had thought that four patients were a result. They are.

## What to copy

- Print your list from your sponsor’s page in the [trackers](https://fullrecord.example/trackers).
- Reset the accounts first. It is most of the work.
- Report the stopped trials too. They are the quickest.""",
            ),
            "fr": Sheet(
                "Onze essais en retard, trois semaines, une personne",
                "Un bureau de recherche a ouvert sa liste dans notre suivi, l’a imprimée et l’a traitée. Il y a surtout trouvé des mots de passe oubliés.",
                """Quand Rafael Quintanar a repris le bureau de recherche de l’Instituto Serrano en septembre, il a hérité d’un tableau intitulé « anciens essais, demander à Marta ». Marta était partie à la retraite en 2021.

Le suivi en savait davantage : onze essais dont les résultats étaient dus, avec la date de chacun et la règle applicable.

## Neuf mots de passe et deux mystères

Pour neuf essais, les résultats existaient. Seul le registre était vide, car le seul compte qui pouvait le remplir appartenait à une personne partie depuis longtemps.

> La loi donne douze mois. Il nous a fallu trois semaines pour onze années.""",
            ),
            "de": Sheet(
                "Elf überfällige Studien, drei Wochen, eine Person",
                "Ein Forschungsbüro öffnete seine Liste in unserem Verzeichnis, druckte sie aus und arbeitete sie ab. Es fand vor allem vergessene Passwörter.",
                """Als Rafael Quintanar im September das Forschungsbüro des Instituto Serrano übernahm, erbte er eine Tabelle namens „alte Studien, Marta fragen“. Marta war seit 2021 im Ruhestand.

Das Verzeichnis wusste mehr: elf Studien, deren Ergebnisse fällig waren, mit dem Tag und der Regel, aus der er folgt.

## Neun Passwörter und zwei Rätsel

Für neun Studien gab es Ergebnisse. Nur das Register war leer, weil das einzige Konto dafür jemandem gehörte, der längst gegangen war.

> Das Gesetz gibt zwölf Monate. Wir brauchten drei Wochen für elf Jahre.""",
            ),
        },
    ),
    (
        "three-agencies-promise-letters",
        34,
        "Hearings",
        {
            "en": Sheet(
                "At the hearing, three agencies promise letters",
                "They will write to every sponsor with an overdue result. We have the dates, and we will look.",
                """Three of the five agencies that were asked to come did come. Each said in public what it will do, and by when:

1. a letter to every sponsor with a result that is more than a year late;
2. a list of those letters, published each quarter;
3. an answer to the question why no penalty was ever used.

The promises stand beside the names of those who gave them. When a date has passed, the page says so by itself.""",
            ),
        },
    ),
    (
        "how-the-count-is-checked",
        77,
        "How we work",
        {
            "en": Sheet(
                "How the count is checked, and by whom",
                "A journalist asked for proof that nobody adds names at night. Here is what we sent her.",
                """Every name was confirmed by a letter to its own mailbox, and by a press of a button that no machine makes. What was struck out is counted apart, with the reason.

**What you can check yourself:** the number of a day does not change afterwards without an entry in the log of corrections. The way in which we count stands on a page of its own.""",
            ),
        },
    ),
    (
        "we-begin",
        190,
        "How we work",
        {
            "en": Sheet(
                "We begin with one rule",
                "Every trial on the record, from its first day to its last number. This is why we ask for nothing else.",
                """There were forty pages of demands on the table. We kept one sentence, because a minister can remember one sentence.

Sign it, and tell the person who runs the research office of your hospital.""",
            ),
        },
    ),
)

# Address, days from now, hours, zone, place, online address, words by language.
EVENTS: tuple[tuple[str, int, int, str, str, str, Mapping[str, Sheet]], ...] = (
    (
        "open-evening-berlin",
        24,
        2,
        "Europe/Berlin",
        "Library on the Canal, Uferstraße 12, Berlin",
        "",
        {
            "en": Sheet(
                "Open evening: read your hospital’s record",
                "Bring the name of your hospital. We bring the register and somebody who can read it.",
                "No knowledge is needed. There is a ramp at the side door, and the talk is interpreted into sign language.\n\nCome and go as you like.",
            ),
            "fr": Sheet(
                "Soirée ouverte : lire le bilan de votre hôpital",
                "Apportez le nom de votre hôpital. Nous apportons le registre et quelqu’un qui sait le lire.",
                "Aucune connaissance n’est nécessaire. Une rampe se trouve à la porte latérale, et la soirée est interprétée en langue des signes.",
            ),
            "de": Sheet(
                "Offener Abend: Lesen Sie die Bilanz Ihrer Klinik",
                "Bringen Sie den Namen Ihrer Klinik mit. Wir bringen das Register und jemanden, der es lesen kann.",
                "Vorkenntnisse braucht es nicht. An der Seitentür gibt es eine Rampe, und der Abend wird in Gebärdensprache übersetzt.",
            ),
        },
    ),
    (
        "workshop-report-a-stopped-trial",
        45,
        1,
        "Europe/Lisbon",
        "",
        "https://meet.fullrecord.example/stopped",
        {
            "en": Sheet(
                "Workshop: report a trial that was stopped",
                "One hour for research offices: what the register wants when there were four patients and no result.",
                "We fill in one entry together, from the first field to the last. Bring one of your own.",
            ),
        },
    ),
    (
        "hearing-2026",
        -34,
        3,
        "Europe/Brussels",
        "Committee room 4, Rue des Registres 1, Brussels",
        "",
        {
            "en": Sheet(
                "Public hearing on overdue results",
                "Five agencies were asked to say what they do about results that never came.",
                "Three came. What they promised is in our news.",
            ),
        },
    ),
)

# Address, website, role, words.
PARTNERS: tuple[tuple[str, str, str, Mapping[str, Sheet]], ...] = (
    (
        "open-registers-foundation",
        "https://www.open-registers.example",
        "Hosts the archive of registers",
        {
            "en": Sheet(
                "Open Registers Foundation",
                "Keeps a copy of every public register of trials, every night, so that nothing is quietly changed.",
                "Its copies are what our trackers are checked against. Anybody may have them.",
            ),
        },
    ),
    (
        "westhaven-patients-league",
        "https://westhaven.example",
        "Founder",
        {
            "en": Sheet(
                "Westhaven Patients’ League",
                "People who took part in trials and never heard what came of them.",
                "The league wrote the first version of the petition on the back of a consent form.",
            ),
        },
    ),
)
