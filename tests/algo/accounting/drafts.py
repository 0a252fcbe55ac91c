"""A draft that lacks nothing, and what it is made of."""

import datetime as dt
from typing import Any

from commun.algo.accounting import Frame, Line, Party, drafted

SELLER = Party(
    "Les Grands Chemins", "732829320", "3 rue des Tisserands", "44000", "Nantes", "732829320", "FR44732829320"
)
BUYER = Party(
    "Ville de Saint-Herblain", "552081317", "2 rue de l'Hôtel de Ville", "44800", "Saint-Herblain", "552081317"
)
FRAME = Frame("BROUILLON-4f2a9c", dt.date(2026, 11, 16), dt.date(2026, 12, 16), None, "CULTURE-2", "EJ-2026-118")
LINES = (Line("Concertation, deuxième acompte", 333_333), Line("Atelier <d'écriture> & lecture", 5, rate=550))


def draft(frame: Frame = FRAME, seller: Party = SELLER, buyer: Party = BUYER, lines: Any = LINES) -> dict[str, Any]:
    return drafted(frame, seller, buyer, lines)
