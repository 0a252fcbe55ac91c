"""Bring a database to the state that this code expects: tables, and the demonstration on the very first run."""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from commun.launch import say
from commun.launch.database import Database
from commun.launch.errors import Stop
from commun.launch.place import Place

# What may change the tables or the rights on them.
SHAPES = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "core/dbrole.py", "config/settings.py")
NO_ROLE = (
    "le compte de DATABASE_URL n'a pas le droit de créer le rôle « commun_app ». Demandez à "
    "l'administrateur du serveur : « CREATE ROLE commun_app NOLOGIN; GRANT commun_app TO le_compte; », puis relancez."
)
NO_EXTENSION = (
    "le compte de DATABASE_URL n'a pas le droit d'installer les extensions unaccent, pg_trgm et btree_gist. Demandez à "
    "l'administrateur du serveur de les créer dans cette base, puis relancez."
)


class State:
    """What the launcher remembers of a database, in var/state.json, keyed by the database's identity.

    `migrated`: digest of the migrations that were applied. `demo`: "loading", "loaded", "never" or absent.
    """

    def __init__(self, place: Place, identity: str) -> None:
        self.path = place.var / "state.json"
        self.identity = identity

    def _all(self) -> dict[str, dict[str, Any]]:
        try:
            found = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def get(self, name: str) -> str:
        return str(self._all().get(self.identity, {}).get(name, ""))

    def put(self, **values: str) -> None:
        everything = self._all()
        everything[self.identity] = everything.get(self.identity, {}) | values
        draft = self.path.with_name(f".state-{secrets.token_hex(4)}")
        draft.write_text(json.dumps(everything, indent=1))
        draft.replace(self.path)


def digest_of_tables(root: Path) -> str:
    """Return a digest that changes whenever a table or the application's privileges may have to change."""
    digest = hashlib.sha256()
    rooms = root / "src" / "commun"
    ours = [path for pattern in SHAPES for path in sorted(rooms.glob(pattern))]
    for path in [*ours, root / "requirements.txt"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def run_logged(database: Database, log: Path, *arguments: str, **more: str) -> str:
    """Run a management command with its output in a log; return the log's text if it failed, else ""."""
    with log.open("wb") as file:
        done = subprocess.run(
            database.manage(*arguments), stdout=file, stderr=file, stdin=subprocess.DEVNULL, check=False,
            cwd=database.place.root, env=database.environment(**more),
        )  # fmt: skip
    return "" if done.returncode == 0 else log.read_text(errors="replace") or "(rien)"


def migrate(database: Database, state: State) -> None:
    """Create or bring up to date the tables, unless the stamp says that nothing changed."""
    digest = digest_of_tables(database.place.root)
    if database.tables and state.get("migrated") == digest:
        return
    log = database.place.logs / "migrate.log"
    with say.step("Mise à jour des tables" if database.tables else "Création des tables"):
        failure = run_logged(database, log, "migrate", "--no-input", COMMUN_DB_OWNER="1")
    if failure:
        raise Stop(explain(failure, log))
    state.put(migrated=digest)


def digest_of_static_files(root: Path) -> str:
    """Return a digest that changes whenever a style, a script or a picture does."""
    digest = hashlib.sha256()
    for path in sorted((root / "src" / "commun").glob("*/static/**/*")):
        if path.is_file():
            facts = path.stat()
            digest.update(f"{path.relative_to(root)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    digest.update((root / "requirements.txt").read_bytes())
    return digest.hexdigest()


@contextlib.contextmanager
def static_files_beside(database: Database, state: State) -> Iterator[None]:
    """Gather and compress static files while the block lasts, unless the stamp says that nothing changed."""
    digest = digest_of_static_files(database.place.root)
    if state.get("collected") == digest and (database.place.var / "static" / "ui").is_dir():
        yield
        return
    log = database.place.logs / "static.log"
    with ThreadPoolExecutor(1) as beside:
        collecting = beside.submit(run_logged, database, log, "collectstatic", "--no-input", "--clear")
        yield
        with say.step("Préparation des styles et des polices"):
            failure = collecting.result()
    if failure:
        last = failure.strip().splitlines()[-1][:200]
        raise Stop(f"les styles n'ont pas pu être préparés ({last}). Le détail est dans « {log} ».")
    state.put(collected=digest)


def explain(failure: str, log: Path) -> str:
    """Say what to do about migrations that failed."""
    if "RoleMissing: " in failure:
        return failure.rpartition("RoleMissing: ")[2].splitlines()[0]
    if "permission denied to create role" in failure or "permission denied to grant role" in failure:
        return NO_ROLE
    if "permission denied to create extension" in failure:
        return NO_EXTENSION
    if "extension" in failure and "is not available" in failure:
        return "le serveur PostgreSQL n'a pas les extensions habituelles : installez-y « postgresql-contrib »."
    last = failure.strip().splitlines()[-1][:200]
    return f"les tables n'ont pas pu être mises à jour ({last}). Le détail est dans « {log} »."


def demo_wanted(database: Database, state: State, refused: bool) -> bool:
    """Tell whether the demonstration is on, and remember the answer for this database.

    It is for a database that was new on its first run. It never turns on over one that people already use.
    """
    known = state.get("demo")
    if known in ("loading", "loaded"):
        return not refused
    if known == "never" or refused or database.users:
        state.put(demo="never")
        return False
    if database.tables and not state.get("migrated"):
        state.put(demo="never")
        return False
    state.put(demo="loading")
    return True


def load_demo(database: Database, state: State, port: int) -> None:
    """Load the demonstration once; an interrupted load is begun again. Its mails lead to the pages of this port."""
    if state.get("demo") == "loaded":
        return
    log = database.place.logs / "demo.log"
    with say.step("Chargement de la démonstration (un collectif fictif)"):
        failure = run_logged(database, log, "demo_load", COMMUN_DEMO="1", COMMUN_PORT=str(port))
    if failure:
        last = failure.strip().splitlines()[-1][:200]
        raise Stop(
            f"la démonstration n'a pas pu être chargée ({last}). Le détail est dans « {log} ». "
            "Pour partir d'une base vide : « ./commun run --no-demo »."
        )
    state.put(demo="loaded")
