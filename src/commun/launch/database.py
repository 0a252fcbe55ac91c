"""Which database a command uses: the given server (DATABASE_URL), else the clone's own PostgreSQL."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from commun.launch import postgres, say
from commun.launch.binaries import OLDEST
from commun.launch.errors import Stop
from commun.launch.place import Place
from commun.launch.venv import python_of

EXAMPLE = "postgresql://nom:motdepasse@serveur:5432/commun"


@dataclass
class Database:
    """A database that answers. `use` is our own cluster, None for a given server."""

    place: Place
    venv: Path
    url: str
    use: postgres.Use | None
    version: int
    tables: int
    users: int
    identity: str

    @property
    def major(self) -> int:
        return self.version // 10000

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a child that runs the application on this database."""
        return self.place.environment(DATABASE_URL=self.url, **more)

    def python(self, *arguments: str) -> list[str]:
        """Return a command of the environment's Python."""
        return [str(python_of(self.venv)), *arguments]

    def manage(self, *arguments: str) -> list[str]:
        """Return a management command."""
        return self.python("-m", "commun.config.manage", *arguments)


def check_url(url: str) -> None:
    """Refuse an address that cannot be one of PostgreSQL, before anything is tried."""
    advice = f"Elle s'écrit par exemple « {EXAMPLE} »."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Stop(f"l'adresse DATABASE_URL est mal écrite : le port n'est pas un nombre valable. {advice}") from None
    if parts.scheme not in ("postgres", "postgresql"):
        raise Stop(f"l'adresse DATABASE_URL doit commencer par « postgresql:// ». {advice}")
    if not parts.path.strip("/"):
        raise Stop(f"l'adresse DATABASE_URL ne dit pas le nom de la base. {advice}")
    if port == 0:
        raise Stop(f"l'adresse DATABASE_URL est mal écrite : le port est 0. {advice}")


def ask(place: Place, venv: Path, url: str, question: str = "look", name: str = "") -> dict[str, Any]:
    """Ask the probe; Stop with a sentence if the database refuses or is too old."""
    done = subprocess.run(
        [str(python_of(venv)), "-m", "commun.launch.probe", question, name],
        capture_output=True, text=True, check=False, env=place.environment(DATABASE_URL=url), cwd=place.root,
    )  # fmt: skip
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        (place.logs / "database.log").write_text(done.stderr)
        raise Stop(
            "l'environnement Python est abîmé : supprimez le dossier .venv, puis relancez. "
            f"Le détail est dans « {place.logs / 'database.log'} »."
        ) from None
    if "error" in found:
        raise Stop(refusal(str(found["error"]), str(found["detail"]), url))
    check_version(int(str(found["version"])))
    return found


def refusal(kind: str, detail: str, url: str) -> str:
    """Say why the database cannot be used, without the password."""
    parts = urlsplit(url)
    server = f"{parts.hostname or 'local'}:{parts.port or 5432}"
    name = parts.path.strip("/")
    sentences = {
        "password": f"le serveur PostgreSQL {server} refuse le compte « {parts.username or ''} » ou son mot de passe. "
        "Corrigez DATABASE_URL.",
        "database": f"la base « {name} » n'existe pas sur le serveur {server}. Créez-la (« createdb {name} ») ou "
        "corrigez DATABASE_URL.",
        "unreachable": f"aucun serveur PostgreSQL ne répond à {server}. Démarrez-le ou corrigez DATABASE_URL.",
    }
    return sentences.get(kind) or f"la base de données refuse la connexion ({detail}). Corrigez DATABASE_URL."


def check_version(number: int) -> None:
    """Refuse a server older than PostgreSQL 15; `number` as the server gives it (150020)."""
    if number // 10000 < OLDEST:
        raise Stop(
            f"le serveur est un PostgreSQL {number // 10000}, or il faut la version {OLDEST} ou plus récente. "
            "Mettez-le à jour, ou retirez DATABASE_URL pour employer le PostgreSQL fourni."
        )


@contextlib.contextmanager
def opened(place: Place, venv: Path, cluster: str = "postgres", name: str = "commun") -> Iterator[Database]:
    """Give a database that answers; our own PostgreSQL is started for it and stopped by its last user."""
    if url := place.database_url:
        check_url(url)
        yield Database(place, venv, url, None, **_facts(ask(place, venv, url)))
        return
    use = postgres.of(place, venv, cluster, durable=not cluster.startswith("test-"))
    if not use.cluster.data.exists():
        origin = "de cette machine" if use.cluster.binaries.source == "machine" else "fourni"
        say.line(f"  ▸ Base de données : PostgreSQL {use.cluster.binaries.major} {origin}, dans « {use.cluster.data} »")
    with use as running:
        url = running.url(name)
        yield Database(place, venv, url, use, **_facts(ask(place, venv, url, "create", name)))


def _facts(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in ("version", "tables", "users", "identity")}
