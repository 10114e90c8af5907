"""What the sample's categories are called in the other languages of the site."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.content.models import CategoryName

NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "Results": {
        "fr": "Résultats", "de": "Ergebnisse", "es": "Resultados", "pt": "Resultados", "it": "Risultati",
        "pl": "Wyniki", "ar": "النتائج",
    },
    "Hearings": {
        "fr": "Auditions", "de": "Anhörungen", "es": "Audiencias", "pt": "Audições", "it": "Audizioni",
        "pl": "Wysłuchania", "ar": "جلسات الاستماع",
    },
    "How we work": {
        "fr": "Notre façon de travailler", "de": "Wie wir arbeiten", "es": "Cómo trabajamos",
        "pt": "Como trabalhamos", "it": "Come lavoriamo", "pl": "Jak pracujemy", "ar": "كيف نعمل",
    },
    "Briefing": {
        "fr": "Note de synthèse", "de": "Kurzdarstellung", "es": "Informe breve", "pt": "Nota informativa",
        "it": "Nota informativa", "pl": "Opracowanie", "ar": "موجز",
    },
    "Guide": {
        "fr": "Guide", "de": "Leitfaden", "es": "Guía", "pt": "Guia", "it": "Guida", "pl": "Poradnik", "ar": "دليل",
    },
    "Letter": {
        "fr": "Lettre", "de": "Brief", "es": "Carta", "pt": "Carta", "it": "Lettera", "pl": "List", "ar": "رسالة",
    },
    "Slides": {
        "fr": "Diapositives", "de": "Folien", "es": "Diapositivas", "pt": "Diapositivos", "it": "Diapositive",
        "pl": "Slajdy", "ar": "شرائح عرض",
    },
}  # fmt: skip


def add_category_names(session: Session, categories: Iterable[str]) -> None:
    """Name these categories in the caller's transaction; one that is named already keeps its names."""
    named = set(session.scalars(select(CategoryName.category)))
    for category in set(categories) - named - {""}:
        session.add_all(
            CategoryName(category=category, language=language, name=name) for language, name in NAMES[category].items()
        )
