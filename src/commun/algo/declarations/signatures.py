"""Who signs what: a list to follow by hand, for the team. Nothing is signed, and nobody is said to have signed."""

from collections.abc import Sequence

from commun.algo.declarations.common import object_of
from commun.algo.declarations.facts import Contract, Party
from commun.algo.declarations.sheets import TO_FILL, Grid, Part, Sheet, Words, lettered, spaced

TITLE = "Qui signe quoi"
_HEADS = ("Document", "Qui signe", "Signé le")


def signatures(
    contract: Contract, candidates: Sequence[Party], subcontractors: Sequence[Party], *, is_led: bool = True
) -> Sheet:
    """The list of one answer; who leads comes first among ``candidates``, if anybody does (``is_led``)."""
    sections = lettered(
        ("Objet du marché public", object_of(contract)),
        ("Qui engage chaque entité", [_people([*candidates, *subcontractors])]),
        ("Ce qui se signe", [Grid(_HEADS, tuple(_rows(candidates, subcontractors, is_led=is_led))), *_rules()]),
    )
    return Sheet("SIGNATURES", TITLE, contract.title, sections)


def _people(parties: Sequence[Party]) -> Grid:
    rows = tuple(
        (one.name, spaced(one.siren), one.representative or TO_FILL, one.capacity or TO_FILL) for one in parties
    )
    return Grid(("Entité", "SIREN", "Personne", "En qualité de"), rows or (("", "", "", ""),))


def _rows(candidates: Sequence[Party], subcontractors: Sequence[Party], *, is_led: bool) -> list[tuple[str, str, str]]:
    lead = _who(candidates[0]) if candidates and is_led else TO_FILL
    is_group = len(candidates) > 1
    rows = []
    if is_group:
        rows += [
            ("Habilitation donnée au mandataire", _who(one), "") for one in (candidates[1:] if is_led else candidates)
        ]
    signer = f"{lead}, pour tous s’il y est habilité ; sinon chacun" if is_group else lead
    rows.append(("Acte d’engagement", signer, ""))
    for one in subcontractors:
        rows += [(f"DC4 de {one.name}", _who(one), ""), (f"DC4 de {one.name}", lead, "")]
    return rows


def _who(party: Party) -> str:
    return f"{party.representative or TO_FILL}, {party.name}"


def _rules() -> list[Part]:
    return [
        Words(
            "La signature n’est demandée qu’à l’attribution, sauf si le règlement de la consultation dit autrement : "
            "c’est lui qui fait foi. Rien n’est signé ici."
        )
    ]
