"""`./commun backup FILE` and `./commun restore FILE [--yes]`: one file holds everything, and is verified.

The file is a tar: manifest.json, database.dump (pg_dump's own format), secret_key, files/…
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from commun.launch import options, prepare, say, venv
from commun.launch.binaries import Binaries, in_wheel, on_machine
from commun.launch.bundle import Bundle, digest_of
from commun.launch.database import Database, opened
from commun.launch.errors import Stop
from commun.launch.locks import Lock
from commun.launch.place import Place

FORMAT = 1


def backup(place: Place, arguments: list[str]) -> int:
    """Write the backup; an existing file is replaced only when the new one is whole."""
    _, words = options.read(arguments, words=1)
    if not words:
        raise Stop("dites où écrire la sauvegarde : ./commun backup FICHIER", 2)
    target = Path(words[0]).absolute()
    if target.is_dir() or not target.parent.is_dir():
        raise Stop(
            f"« {target} » n'est pas un fichier possible. Donnez un nom dans un dossier qui existe.",
            2,
        )
    place.prepare()
    environment = venv.ensure(place)
    with opened(place, environment) as database:
        if not database.tables:
            raise Stop("il n'y a rien à sauvegarder : la base est vide. Lancez d'abord « ./commun run ».")
        with say.step("Sauvegarde de la base et des fichiers"):
            manifest = write(database, target)
    rows = sum(manifest["counts"].values())
    size = f"{target.stat().st_size / 1e6:.1f}".replace(".", ",")
    say.line(
        f"Sauvegardé dans « {target} » ({size} Mo) : {say.many(len(manifest['counts']), 'table')}, "
        f"{say.many(rows, 'ligne')}, "
        f"{say.many(len(manifest['files']), 'fichier')}, {say.many(len(manifest['heads']), 'chaîne')} de journal."
    )
    say.line("Ce fichier contient des données personnelles et la clé du site : gardez-le en lieu sûr.")
    return 0


def write(database: Database, target: Path) -> dict[str, Any]:
    """Make the archive beside its final name; return its manifest."""
    place = database.place
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".commun-") as folder:
            dump = Path(folder) / "database.dump"
            tools = tools_for(database)
            manifest = snapshot(database, "dump", tools.program("pg_dump"), str(dump))
            state = prepare.State(place, database.identity)
            names = sorted(path for path in place.files.rglob("*") if path.is_file())
            manifest |= {
                "format": FORMAT, "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "postgresql": database.major, "tools": tools.major, "demo": state.get("demo"),
                "database": digest_of(dump),
                "files": {str(path.relative_to(place.files)): digest_of(path) for path in names},
            }  # fmt: skip
            (Path(folder) / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False))
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w") as tar:
                tar.add(Path(folder) / "manifest.json", "manifest.json")
                tar.add(dump, "database.dump")
                tar.add(place.var / "secret_key", "secret_key") if (place.var / "secret_key").exists() else None
                for path in names:
                    tar.add(path, f"files/{path.relative_to(place.files)}")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def restore(place: Place, arguments: list[str]) -> int:
    """Put a backup back and verify it; what was there before comes back if anything is wrong."""
    given, words = options.read(arguments, flags=("yes",), words=1)
    if not words:
        raise Stop("dites quelle sauvegarde remettre : ./commun restore FICHIER [--yes]", 2)
    bundle = Bundle.opened(Path(words[0]).absolute())
    place.prepare()
    alone = Lock(place.var / "run.lock")
    if not alone.try_exclusive():
        raise Stop(
            "Commun tourne dans ce dossier : arrêtez-le (Ctrl-C dans sa fenêtre) avant de remettre une sauvegarde."
        )
    environment = venv.ensure(place)
    with alone.held(1, ""), opened(place, environment) as database:
        if (database.tables or any(place.files.rglob("*"))) and "yes" not in given:
            raise Stop(
                "la base ou le dossier des fichiers n'est pas vide : rien n'a été changé. Pour remplacer leur contenu "
                f"par la sauvegarde : ./commun restore {words[0]} --yes"
            )
        with say.step("Remise en place de la base et des fichiers"), replaced(database):
            fill(database, bundle)
            verified = verify(database, bundle)
    for sentence in verified:
        say.line(f"  ✓ {sentence}")
    say.line("La sauvegarde est en place et vérifiée. Lancez « ./commun run ».")
    return 0


@contextlib.contextmanager
def replaced(database: Database) -> Iterator[None]:
    """Put the present content away for the length of a block; bring it back if the block fails."""
    files = database.place.files
    old = files.with_name("files-before-restore")
    shutil.rmtree(old, ignore_errors=True)
    state = prepare.State(database.place, database.identity)
    before = {"migrated": state.get("migrated"), "demo": state.get("demo")}
    snapshot(database, "aside")
    files.rename(old)
    files.mkdir()
    try:
        yield
    except BaseException:
        snapshot(database, "back")
        state.put(**before)
        shutil.rmtree(files, ignore_errors=True)
        old.rename(files)
        say.line("    La sauvegarde n'a pas pu être remise : l'état d'avant a été rétabli.")
        raise
    snapshot(database, "forget")
    shutil.rmtree(old, ignore_errors=True)


def fill(database: Database, bundle: Bundle) -> None:
    """Load the dump and the files."""
    with tempfile.TemporaryDirectory(dir=database.place.var, prefix=".restore-") as folder:
        dump = bundle.extract(Path(folder), database.place.files)
        tools = tools_for(database, bundle.manifest["tools"])
        url, secret = without_password(database.url)
        done = subprocess.run(
            [tools.program("pg_restore"), "--no-owner", "--no-privileges", f"--dbname={url}", str(dump)],
            capture_output=True, text=True, errors="replace", check=False, env=os.environ | secret,
        )  # fmt: skip
        # A newer program sets an option that an older server does not know: harmless.
        errors = [line for line in done.stderr.splitlines() if "error:" in line and "transaction_timeout" not in line]
        if errors:
            raise Stop(f"la base n'a pas pu être remise ({errors[0][:200]}).")
        secret_key = Path(folder) / "secret_key"
        if secret_key.exists():
            secret_key.chmod(0o600)
            shutil.move(secret_key, database.place.var / "secret_key")


def verify(database: Database, bundle: Bundle) -> list[str]:
    """Compare what was restored with the manifest, bring the tables up to date, walk the journal's chains."""
    manifest = bundle.manifest
    found = snapshot(database, "facts")
    for name in sorted(manifest["counts"].keys() | found["counts"].keys()):
        expected, got = manifest["counts"].get(name, 0), found["counts"].get(name, 0)
        if expected != got:
            raise Stop(
                f"la table {name} a {got} lignes au lieu de {expected} : sauvegarde abîmée, prenez-en une autre."
            )
    if found["heads"] != manifest["heads"]:
        raise Stop("les journaux ne finissent pas comme dans la sauvegarde : elle est abîmée, prenez-en une autre.")
    state = prepare.State(database.place, database.identity)
    state.put(migrated="", demo=manifest.get("demo") or "never")
    prepare.migrate(database, state)
    log = database.place.logs / "verify.log"
    if prepare.run_logged(database, log, "verify_journal"):
        raise Stop(f"le journal de la sauvegarde a été modifié après coup. Le détail est dans « {log} ».")
    return [
        f"{say.many(len(manifest['counts']), 'table')}, {say.many(sum(manifest['counts'].values()), 'ligne')} : "
        "mêmes nombres",
        f"{say.many(len(manifest['files']), 'fichier')} : mêmes empreintes",
        f"{say.many(len(manifest['heads']), 'chaîne')} de journal suivies d'un bout à l'autre : mêmes têtes",
    ]


def snapshot(database: Database, *arguments: str) -> dict[str, Any]:
    """Ask commun.launch.snapshot; Stop with a sentence if the database refuses."""
    url, secret = without_password(database.url)
    done = subprocess.run(
        database.python("-m", "commun.launch.snapshot", *arguments), capture_output=True, text=True, check=False,
        env=database.environment(COMMUN_DUMP_URL=url, **secret), cwd=database.place.root,
    )  # fmt: skip
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        found = {"error": done.stderr.strip().splitlines()[-1:] or ["aucune raison donnée"]}
    if "error" in found:
        raise Stop(f"la base de données a refusé l'opération ({' '.join(found['error'])[:200]}).")
    return found


def without_password(url: str) -> tuple[str, dict[str, str]]:
    """Split the password off an address, so that it never shows in the list of processes."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, {}
    login, _, place = parts.netloc.rpartition("@")
    bare = urlunsplit(parts._replace(netloc=f"{quote(unquote(login.partition(':')[0]), safe='')}@{place}"))
    return bare, {"PGPASSWORD": unquote(parts.password)}


def tools_for(database: Database, at_least: int = 0) -> Binaries:
    """Return pg_dump and pg_restore fit for this server: its own version, else the nearest newer one."""
    wanted = max(database.major, at_least)
    known = [database.use.cluster.binaries] if database.use else []
    known += on_machine(database.place.settings.get("PATH", os.defpath)) + in_wheel(database.venv)
    fit = [tools for tools in known if tools.major >= wanted and Path(tools.program("pg_dump")).exists()]
    if not fit:
        raise Stop(
            f"pg_dump {wanted} ou plus récent manque sur cette machine. Installez « postgresql-client-{wanted} »."
        )
    return min(fit, key=lambda tools: tools.major)
