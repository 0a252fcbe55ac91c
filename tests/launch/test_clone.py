"""A newcomer's first hour: clone, run, again, after every kind of accident, then back up and restore.

One clone serves all tests of this file, in a folder with a space and accents; its packages are installed once.
"""

import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commun.launch import postgres
from tests.launch.support import (
    ROOT,
    Running,
    children_of,
    clean_environment,
    commun,
    page,
    plain,
    running,
    state,
    until,
)

pytestmark = [pytest.mark.slow, pytest.mark.real_clock]

# Seconds, on two cores. Beside another process of tests there are less than two: half as much again.
SHARE = 1.5 if "PYTEST_XDIST_WORKER" in os.environ else 1
FIRST_PAGE = 60 * SHARE
SECOND_START = 10 * SHARE
NOBODY = {"user": 65534, "group": 65534, "extra_groups": []}
# Debian's own Python, when it is there: other accounts can run it, and it has no more than pip.
PYTHON = "/usr/bin/python3" if Path("/usr/bin/python3").exists() and os.geteuid() == 0 else sys.executable


def cloned(target: Path) -> Path:
    """Clone the repository, with the changes that are not committed yet."""
    subprocess.run(
        ["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(target)], check=True, env=clean_environment()
    )
    listing = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, check=True, capture_output=True).stdout.split(b"\0")
    for name in filter(None, names):
        source, copy = ROOT / os.fsdecode(name), target / os.fsdecode(name)
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
        else:
            copy.unlink(missing_ok=True)
    return target


@pytest.fixture(scope="module")
def top() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="commun-clone-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def first_start(top: Path) -> Iterator[tuple[Path, float, str, int]]:
    """The clone, the seconds to its first page, what was printed, and the status of the page."""
    root = cloned(top / "Ma coopérative à moi")
    with running(root, top / "first.log", python=PYTHON) as site:
        seconds = site.wait_ready(300)
        status = page(site.port)[0]
    yield root, seconds, site.text, status
    for name in ("postgres",):
        if (root / "var" / name / "data").exists():
            postgres.Cluster(
                root / "var" / name / "data", root, postgres.Binaries(root, 0, ""), None, top / "x.log"
            ).stop()


@pytest.fixture
def clone(first_start: tuple[Path, float, str, int]) -> Path:
    return first_start[0]


@pytest.fixture
def site(clone: Path, top: Path) -> Iterator[Running]:
    with running(clone, top / "site.log", python=PYTHON) as started:
        started.wait_ready()
        yield started


def test_a_fresh_clone_shows_its_first_page_within_a_minute(first_start: tuple[Path, float, str, int]) -> None:
    root, seconds, text, status = first_start
    assert status == 200
    assert "démonstration" in text
    assert state(root / "var")["demo"] == "loaded"
    assert (root / "var" / "secret_key").stat().st_mode & 0o077 == 0
    assert "Commun est arrêté" in text
    assert seconds < FIRST_PAGE, text


def test_a_second_start_is_quick_and_the_same_clone_twice_says_where_it_runs(clone: Path, top: Path) -> None:
    with running(clone, top / "second.log", python=PYTHON) as site:
        assert site.wait_ready() < SECOND_START, site.text
        again = commun("run", root=clone, python=PYTHON)
        assert again.returncode == 0
        assert f"tourne déjà dans ce dossier : http://localhost:{site.port}/" in plain(again.stdout)
        assert page(site.port, "/accounts/login/")[0] in (200, 404)
        # The door of mails, beside the pages, on this machine only.
        with smtplib.LMTP("127.0.0.1", site.port + 24, timeout=10) as door:
            assert door.noop()[0] == 250
            door.ehlo("ici")
            door.mail("")
            assert door.rcpt("personne@nulle-part.exemple")[0] == 550


def test_two_starts_at_once_make_one_site(clone: Path, top: Path) -> None:
    with running(clone, top / "one.log", python=PYTHON) as one, running(clone, top / "two.log", python=PYTHON) as two:
        until(lambda: "tourne déjà" in one.text + two.text, 60)
        winner, loser = (two, one) if "tourne déjà" in one.text else (one, two)
        assert f":{winner.port}/" in loser.text
        assert loser.process.wait(20) == 0
        assert page(winner.port)[0] == 200


def test_the_site_survives_the_death_of_its_parts(site: Running) -> None:
    database = int((site.var / "postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(database, signal.SIGKILL)
    until(lambda: "PostgreSQL s'est arrêté" in site.text)
    until(lambda: page(site.port)[0] == 200)
    (web,) = children_of(site.process.pid, "commun.launch.web")
    os.kill(web, signal.SIGKILL)
    until(lambda: "Le serveur s'est arrêté" in site.text)
    until(lambda: page(site.port)[0] == 200)


def test_a_start_after_everything_was_killed_is_quick_and_clean(clone: Path, top: Path, site: Running) -> None:
    (web,) = children_of(site.process.pid, "commun.launch.web")
    database = int((site.var / "postgres/data/postmaster.pid").read_text().split()[0])
    for number in (site.process.pid, web, database):
        os.kill(number, signal.SIGKILL)
    site.process.wait(10)
    with running(clone, top / "after.log", python=PYTHON) as after:
        assert after.wait_ready() < SECOND_START, after.text
        assert page(after.port)[0] == 200
        last = int((site.var / "postgres/data/postmaster.pid").read_text().split()[0])
    assert not postgres.serves(last, site.var / "postgres/data"), "the database stopped with its last user"


def test_the_web_process_does_not_outlive_a_killed_launcher(clone: Path, site: Running) -> None:
    (web,) = children_of(site.process.pid, "commun.launch.web")
    os.kill(site.process.pid, signal.SIGKILL)
    site.process.wait(10)
    until(lambda: not (Path("/proc") / str(web) / "cmdline").exists() or not _line(web))


def _line(number: int) -> bytes:
    try:
        return (Path("/proc") / str(number) / "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be an ordinary user")
def test_an_ordinary_user_runs_a_second_clone_beside_the_first(clone: Path, top: Path, site: Running) -> None:
    home = top / "un autre"
    home.mkdir()
    root = cloned(home / "clone")
    for path in [home, *home.rglob("*")]:
        os.chown(path, NOBODY["user"], NOBODY["group"], follow_symlinks=False)  # type: ignore[arg-type]
    own: dict[str, Any] = {**NOBODY, "HOME": str(home), "COMMUN_VENV": str(clone / ".venv")}
    with running(root, top / "nobody.log", "--no-demo", python=PYTHON, **own) as other:
        other.wait_ready()
        assert page(other.port)[0] == page(site.port)[0] == 200
        assert "démonstration" not in other.text
    assert state(root / "var")["demo"] == "never"
    with running(root, top / "nobody.log", python=PYTHON, **own) as other:
        other.wait_ready()
        assert "démonstration" not in other.text, "the demonstration never turns on over an existing database"


CONTENT = """
from django.db import connection
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        if not table.startswith("procrastinate_worker"):
            cursor.execute(f'select count(*), md5(string_agg(t::text, chr(10) order by t::text)) from "{table}" t')
            print("content", table, *cursor.fetchone())
"""


def content(clone: Path) -> dict[str, str]:
    """Rows and digest of every table, asked of the application itself."""
    done = commun("manage", "shell", "-v", "0", "-c", CONTENT, root=clone, python=PYTHON)
    lines = [line.split() for line in done.stdout.splitlines() if line.startswith("content")]
    assert lines, done.stderr
    return {table: " ".join(rest) for _, table, *rest in lines}


def test_what_was_wiped_comes_back_from_the_backup(clone: Path, top: Path) -> None:
    backup, files = top / "sauvegarde d'été.tar", clone / "var" / "files"
    (files / "dossier").mkdir(exist_ok=True)
    (files / "dossier" / "pièce.txt").write_text("mémoire technique")
    before = content(clone)
    assert before["django_migrations"] != "0 None"
    assert commun("backup", str(backup), root=clone, python=PYTHON).returncode == 0
    assert backup.stat().st_mode & 0o077 == 0
    refused = commun("restore", str(backup), root=clone, python=PYTHON)
    assert "n'est pas vide : rien n'a été changé" in plain(refused.stderr)
    assert refused.returncode == 1
    shutil.rmtree(clone / "var")
    restored = commun("restore", str(backup), root=clone, python=PYTHON)
    said = plain(restored.stdout)
    assert restored.returncode == 0, restored.stderr
    # The demo keeps papers of its own.
    assert re.search(r"[1-9]\d* fichiers? : mêmes empreintes", said)
    assert "de journal suivies d'un bout à l'autre : mêmes têtes" in said
    assert (files / "dossier" / "pièce.txt").read_text() == "mémoire technique"
    assert content(clone) == before
    with running(clone, top / "restored.log", python=PYTHON) as site:
        site.wait_ready()
        assert page(site.port)[0] == 200


def test_a_backup_that_was_tampered_with_leaves_the_present_data_as_they_are(clone: Path, top: Path) -> None:
    backup = top / "b.tar"
    assert commun("backup", str(backup), root=clone, python=PYTHON).returncode == 0
    before = content(clone)
    forge(backup, top)
    done = commun("restore", str(backup), "--yes", root=clone, python=PYTHON)
    assert done.returncode == 1
    assert "lignes au lieu de" in plain(done.stderr)
    assert "l'état d'avant a été rétabli" in plain(done.stdout)
    assert content(clone) == before


def forge(backup: Path, top: Path) -> None:
    """Make the manifest promise one more row than the dump holds."""
    import io
    import json
    import tarfile

    with tarfile.open(backup) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]
    with tarfile.open(backup, "w") as tar:
        for member, content in members:
            if member.name == "manifest.json":
                manifest = json.loads(content)
                manifest["counts"]["public.core_space"] += 1
                content = json.dumps(manifest).encode()
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
