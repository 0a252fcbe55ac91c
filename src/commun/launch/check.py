"""`./commun test`: the whole suite, one room or one file, on a PostgreSQL of its own."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

from commun.launch import say, venv
from commun.launch.database import opened
from commun.launch.errors import Stop
from commun.launch.manage import wait
from commun.launch.place import Place

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def command(place: Place, arguments: list[str]) -> int:
    """Run pytest; return its exit code."""
    referees = "--referees" in arguments
    rest = [word for word in arguments if word != "--referees"]
    targets = target(place, rest.pop(0)) if rest and not rest[0].startswith("-") else []
    place.prepare()
    if referees:
        environment, marks = referees_venv(place), ["-m", "referee"]
    else:
        environment, marks = venv.ensure(place, files=("requirements.txt", "requirements-test.txt")), []
    apart = replace(place, var=place.var / "test")
    apart.prepare()
    more = {"COMMUN_VAR": str(apart.var)} | browser(place)
    # Each source of PostgreSQL has its own cluster: the versions differ.
    wish = place.settings.get("COMMUN_POSTGRES", "")
    with opened(place, environment, cluster="-".join(["test-postgres", wish]).rstrip("-")) as database:
        say.line(f"Essais sur PostgreSQL {database.major}.")
        return wait(database.python("-m", "pytest", *marks, *targets, *rest), database.environment(**more))


def target(place: Place, word: str) -> list[str]:
    """Return what to give to pytest for a room, an algo package (algo.matching) or a path."""
    for path in (Path("tests") / word, Path("tests", *word.split(".")), Path(word.partition("::")[0])):
        if (place.root / path).exists():
            return [word if "::" in word else str(path)]
    rooms = sorted(path.name for path in (place.root / "tests").glob("[a-z]*") if path.is_dir())
    raise Stop(f"« {word} » n'est ni une pièce ni un fichier d'essais. Pièces : {', '.join(rooms)}.", 2)


def referees_venv(place: Place) -> Path:
    """Return the environment of the foreign engines, which never mix with the product's."""
    file = "requirements-referees.txt"
    if not (place.root / file).exists():
        raise Stop(
            f"il n'y a pas encore d'arbitres : le fichier « {file} » manque. Lancez « ./commun test » sans --referees."
        )
    return venv.ensure(place, ".venv-referees", (file,))


def browser(place: Place) -> dict[str, str]:
    """Say whether browser tests run, and with what."""
    given = place.settings.get("COMMUN_CHROMIUM")
    path = place.settings.get("PATH", os.defpath)
    found = given or next((place_of for name in BROWSERS if (place_of := shutil.which(name, path=path))), None)
    if found is None or not Path(found).exists():
        say.line(
            "Pas de Chromium ici : les essais dans un navigateur seront sautés. Sous Debian : « apt install chromium »."
        )
        return {}
    say.line(f"Essais dans un navigateur : {found}")
    return {"COMMUN_CHROMIUM": str(found)}
