"""Titles of the sample registers' trials: invented medicines, real conditions."""

import random
from typing import Final

_BEGIN: Final = ("Vela", "Korta", "Ostra", "Brilu", "Fenno", "Tavi", "Quora", "Lume", "Zeri", "Mado", "Pelu", "Sorva")
_END: Final = ("trexone", "xan", "vimab", "plastin", "gliron", "statine", "mercept", "zolide", "quinel", "taxine")

CONDITIONS: Final = (
    "Asthma",
    "Acute back pain",
    "Atrial fibrillation",
    "Bronchiectasis",
    "Chronic kidney disease",
    "Depression",
    "Heart failure",
    "Hip fracture",
    "Influenza",
    "Lupus nephritis",
    "Migraine",
    "Multiple sclerosis",
    "Non-small cell lung cancer",
    "Ovarian cancer",
    "Postoperative nausea",
    "Psoriasis",
    "Rheumatoid arthritis",
    "Schizophrenia",
    "Sepsis",
    "Stroke",
    "Type 1 diabetes",
    "Type 2 diabetes",
    "Ulcerative colitis",
)
_DESIGNS: Final = (
    "{drug} against placebo in {who} with {condition}",
    "{drug} once weekly in {who} with {condition}: a randomised, double-blind trial",
    "Two doses of {drug} in {who} with {condition}",
    "{drug} added to standard care for {condition} in {who}",
    "Stopping {drug} early in {who} with {condition}: a non-inferiority trial",
    "Long-term safety of {drug} in {who} with {condition}",
    "{drug} or {other} for {condition} in {who}",
)


def title(chance: random.Random, condition: str, *, on_children: bool) -> str:
    """A title that says what is tested, in whom and for what."""
    drug, other = chance.choice(_BEGIN) + chance.choice(_END), chance.choice(_BEGIN) + chance.choice(_END)
    who = "children aged 2 to 17" if on_children else chance.choice(("adults", "adults over 65", "women", "patients"))
    words = chance.choice(_DESIGNS).format(drug=drug, other=other, who=who, condition=condition.lower())
    return words[0].upper() + words[1:]
