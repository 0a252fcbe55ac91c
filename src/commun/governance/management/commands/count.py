"""``./commun manage count --rule RULE [--seats N] FILE``: count an election again, with the engine of the pages."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from commun.algo.voting.errors import BadInput
from commun.algo.voting.readers import READERS, read
from commun.algo.voting.rules import RULES, count

BIGGEST = 200_000_000

SENTENCES = {
    "unknown-rule": "la règle « {rule} » n’existe pas. Règles : {rules}.",
    "unknown-format": "on ne sait pas lire un fichier « {ending} ». Fichiers lus : {endings}.",
    "not-text": "ce n’est pas un fichier de texte en UTF-8.",
    "bad-line": "la ligne {number} ne se lit pas : « {line} ».",
    "bad-number": "« {value} » n’est pas un nombre possible pour « {field} ».",
    "count-mismatch": "le fichier annonce {declared} bulletins et en contient {found} : il est abîmé ou coupé.",
    "no-ballots": "le fichier ne contient aucun bulletin.",
    "no-grades": "il manque des notes dans les bulletins.",
    "several-polls": "le fichier contient plusieurs sondages : choisissez-en un avec --part. Sondages : {polls}.",
    "uneven-tallies": "les options n’ont pas toutes reçu le même nombre de notes (de {least} à {most}).",
    "wrong-ballots": "la règle « {rule} » ne se compte pas sur ces bulletins : il lui faut {needs}.",
    "bad-seats": "{seats} sièges pour {options} options : ce n’est pas possible.",
    "one-seat": "la règle « {rule} » ne pourvoit qu’un siège, pas {seats}.",
    "no-options": "le fichier ne nomme aucune option.",
    "too-many-options": "le fichier a {count} options ; {most} au plus sont comptées.",
    "name-too-long": "un nom d’option a {length} caractères ; {most} au plus sont admis.",
    "empty-name": "une option n’a pas de nom.",
    "repeated-name": "deux options s’appellent « {name} ».",
    "unknown-option": "un bulletin nomme « {option} », qui n’est pas une option.",
    "repeated-option": "un bulletin nomme deux fois « {option} ».",
    "too-many-choices": "un bulletin choisit {chosen} options ; la règle en admet {most}.",
    "bad-grade": "un bulletin donne {grade} à « {option} », hors de l’échelle.",
    "bad-weight": "un bulletin compte pour un nombre de personnes ou un poids impossibles.",
    "no-section": "il manque au fichier la section {section}.",
    "no-column": "il manque au fichier la colonne {columns}.",
    "unknown-vote-type": "on ne sait pas compter des bulletins « {vote_type} ».",
    "too-many-points": "un bulletin donne {points} points ; c’est trop pour un compte exact.",
    "over-budget": "un bulletin dépense {spent} points ; il en avait {budget}.",
}
NEEDS = {"ranked": "des classements", "approvals": "des approbations", "graded": "des notes", "budget": "des coûts"}


class Command(BaseCommand):
    """Print one JSON line: the rule with its version, seats, winners, ties, rounds; names where the file has them."""

    help = "Recompte une élection (PrefLib, Pabulib, ABIF, CSV, abcvoting) et imprime une ligne de JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --rule, --seats, --seed, --part, --full."""
        parser.add_argument("file", type=Path, help="le fichier des bulletins")
        parser.add_argument("--rule", required=True, help=", ".join(sorted(RULES)))
        parser.add_argument("--seats", type=int, help="le nombre de sièges (sinon celui du fichier, sinon 1)")
        parser.add_argument(
            "--seed", default="", help="la graine publique du tirage au sort (sinon les égalités restent)"
        )
        parser.add_argument("--part", default="", help="le sondage à compter, si le fichier en contient plusieurs")
        parser.add_argument("--full", action="store_true", help="imprimer aussi chaque tour")

    def handle(self, *args: Any, file: Path, rule: str, seats: int | None, **options: Any) -> None:
        """Read, count, print; a wrong file is one French sentence and exit code 1."""
        try:
            parsed = read(file.name, _content(file), rule=rule, part=options["part"])
            given = seats if seats is not None else (1 if rule == "irv" else parsed.seats or 1)
            result = count(rule, parsed.election, given, options["seed"])
        except BadInput as bad:
            raise CommandError(f"{_short(file.name)} : {sentence(bad)}") from bad
        line = result.as_json() if options["full"] else result.summary()
        told = [*result.winners, *(option for group in result.ties for option in group)]
        names = {option: parsed.names[option] for option in told if option in parsed.names}
        self.stdout.write(json.dumps({**line, **({"names": names} if names else {})}, ensure_ascii=False))


def sentence(bad: BadInput) -> str:
    """Return the French sentence of what was refused, on one line."""
    more = {"rules": ", ".join(sorted(RULES)), "endings": ", ".join(READERS)}
    details = {name: _short(value) for name, value in bad.details.items()} | more
    if "needs" in details:
        details["needs"] = " ou ".join(NEEDS.get(need, need) for need in details["needs"].split(" or "))
    words = SENTENCES.get(bad.code, "le fichier est refusé ({code}).")
    try:
        return words.format(**{"code": bad.code, **details})
    except KeyError:
        return f"le fichier est refusé ({bad.code})."


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > BIGGEST:
            raise CommandError(f"{_short(file.name)} : le fichier dépasse {BIGGEST // 1_000_000} Mo.")
        return file.read_bytes()
    except OSError:
        raise CommandError(f"Le fichier {_short(str(file))} ne se lit pas ; vérifiez son chemin.") from None


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 300 else f"{text[:297]}…"
