"""`./commun bench`: run each file of benchmarks/ that has a `main(full)`, on a database of its own."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

from commun.launch import options, prepare, say, venv
from commun.launch.database import Database, opened
from commun.launch.errors import Stop
from commun.launch.manage import wait
from commun.launch.place import Place

RUN = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]);"
    " sys.exit(runpy.run_path(sys.argv[2])['main'](sys.argv[3] == 'full'))"
)


def command(place: Place, arguments: list[str]) -> int:
    """Run the benchmarks; return 1 if one of them says that a budget is broken."""
    given, words = options.read(arguments, flags=("full",), words=1)
    found = [file for file in files(place.root) if not words or words[0] in str(file)]
    if not found:
        names = ", ".join(str(file.with_suffix("")) for file in files(place.root)) or "aucune"
        raise Stop(f"aucune mesure ne porte ce nom. Mesures possibles : {names}.", 2)
    place.prepare()
    environment = venv.ensure(place, files=("requirements.txt", "requirements-test.txt"))
    with opened(place, environment, cluster="bench-postgres", name="commun_bench") as database:
        if place.database_url:
            say.line("Attention : les mesures écrivent dans la base de DATABASE_URL.")
        prepare.migrate(database, prepare.State(place, database.identity))
        failed = [file for file in found if measure(database, file, "full" if "full" in given else "reduced")]
    if failed:
        raise Stop(f"hors budget ou en panne : {', '.join(str(file) for file in failed)}.")
    return 0


def files(root: Path) -> list[Path]:
    """Return the files that have a function `main`, without importing them."""
    found = []
    for path in sorted((root / "benchmarks").rglob("*.py")):
        names = {node.name for node in ast.parse(path.read_bytes()).body if isinstance(node, ast.FunctionDef)}
        if "main" in names:
            found.append(path.relative_to(root / "benchmarks"))
    return found


def measure(database: Database, file: Path, size: str) -> int:
    """Run one benchmark in a process of its own; return its exit code."""
    root = database.place.root
    say.line(f"\n— {file.with_suffix('')}")
    apart = replace(database.place, var=database.place.var / "bench")
    apart.prepare()
    more = {"COMMUN_VAR": str(apart.var), "DJANGO_SETTINGS_MODULE": "commun.config.settings"}
    command = database.python("-c", RUN, str(root), str(root / "benchmarks" / file), size)
    return wait(command, database.environment(**more))
