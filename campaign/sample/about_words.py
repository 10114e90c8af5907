"""The sample's page about itself, in every language of the site. Everybody in it is invented."""

from collections.abc import Mapping
from typing import Final

from campaign.sample.sheet import Sheet

ABOUT: Final[Mapping[str, Sheet]] = {
    "en": Sheet(
        "About us",
        "Who runs this campaign, who pays for it, and how to reach us.",
        """The Full Record is an association of patients, researchers and librarians. It was invented for this sample.

## Who pays

Members, with twelve euros a month. We take no money from anybody whose trials we count.

## Reach us

Write to [office@fullrecord.example](mailto:office@fullrecord.example). We answer within a week.""",
    ),
    "fr": Sheet(
        "Qui sommes-nous",
        "Qui mène cette campagne, qui la finance et comment nous joindre.",
        """The Full Record est une association de patients, de chercheurs et de bibliothécaires. Elle a été inventée pour cet exemple.

## Qui paie

Les membres, à raison de douze euros par mois. Nous n’acceptons d’argent de personne dont nous comptons les essais.

## Nous joindre

Écrivez à [office@fullrecord.example](mailto:office@fullrecord.example). Nous répondons en moins d’une semaine.""",
    ),
    "de": Sheet(
        "Über uns",
        "Wer diese Kampagne führt, wer sie bezahlt und wie man uns erreicht.",
        """The Full Record ist ein Verein aus dem Kreis der Patientinnen und Patienten, der Forschung und der Bibliotheken. Er wurde für dieses Beispiel erfunden.

## Wer bezahlt

Die Mitglieder, mit zwölf Euro im Monat. Wir nehmen kein Geld von denen, deren Studien wir zählen.

## So erreichen Sie uns

Schreiben Sie an [office@fullrecord.example](mailto:office@fullrecord.example). Wir antworten innerhalb einer Woche.""",
    ),
    "es": Sheet(
        "Quiénes somos",
        "Quién lleva esta campaña, quién la paga y cómo ponerse en contacto.",
        """The Full Record es una asociación de pacientes, personal investigador y bibliotecario. Se ha inventado para este ejemplo.

## Quién paga

Las personas asociadas, con doce euros al mes. No aceptamos dinero de nadie cuyos ensayos contamos.

## Contacto

Escriba a [office@fullrecord.example](mailto:office@fullrecord.example). Respondemos en una semana.""",
    ),
    "pt": Sheet(
        "Quem somos",
        "Quem conduz esta campanha, quem a paga e como entrar em contacto.",
        """The Full Record é uma associação de doentes, de investigação e de bibliotecas. Foi inventada para este exemplo.

## Quem paga

Os membros, com doze euros por mês. Não aceitamos dinheiro de ninguém cujos ensaios contamos.

## Contacto

Basta escrever para [office@fullrecord.example](mailto:office@fullrecord.example). Respondemos no prazo de uma semana.""",
    ),
    "it": Sheet(
        "Chi siamo",
        "Chi conduce questa campagna, chi la finanzia e come contattarci.",
        """The Full Record è un’associazione di pazienti, di chi fa ricerca e di chi lavora nelle biblioteche. È stata inventata per questo esempio.

## Chi paga

I membri, con dodici euro al mese. Non accettiamo denaro da nessuno di cui contiamo gli studi.

## Contatti

Si può scrivere a [office@fullrecord.example](mailto:office@fullrecord.example). Rispondiamo entro una settimana.""",
    ),
    "pl": Sheet(
        "O nas",
        "Kto prowadzi tę kampanię, kto ją finansuje i jak się z nami skontaktować.",
        """The Full Record to stowarzyszenie pacjentów, badaczy i bibliotekarzy. Zostało wymyślone na potrzeby tego przykładu.

## Kto płaci

Członkowie, dwanaście euro miesięcznie. Nie przyjmujemy pieniędzy od nikogo, czyje badania liczymy.

## Kontakt

Prosimy pisać na adres [office@fullrecord.example](mailto:office@fullrecord.example). Odpowiadamy w ciągu tygodnia.""",
    ),
    "ar": Sheet(
        "من نحن",
        "من يدير هذه الحملة، ومن يموّلها، وكيف يمكن التواصل معنا.",
        """جمعية The Full Record تضم مرضى وباحثين وأمناء مكتبات. وقد اختُرعت من أجل هذا المثال.

## من يدفع

الأعضاء، باثني عشر يورو في الشهر. لا نقبل مالًا من أي جهة نُحصي تجاربها.

## التواصل معنا

يمكن الكتابة إلى [office@fullrecord.example](mailto:office@fullrecord.example). نجيب في غضون أسبوع.""",
    ),
}
