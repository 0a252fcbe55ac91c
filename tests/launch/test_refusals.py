"""Every wrong setting or missing thing ends in one clear sentence that says what to do, never in a traceback."""

import errno
import hashlib
import importlib.machinery
import importlib.util
import os
import socket
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest

from commun.launch import cli, database, postgres, prepare, probe, serve, venv
from commun.launch.errors import Stop
from commun.launch.place import Place
from tests.launch.support import ROOT, commun, free_port, plain

NOBODY = {"user": 65534, "group": 65534, "extra_groups": []}
CASES: dict[str, tuple[list[str], dict[str, str], str]] = {
    "unknown command": (["rnu"], {}, "la commande « rnu » est inconnue"),
    "unknown option": (["run", "--prot", "1"], {}, "l'option « --prot » est inconnue"),
    "option without a value": (["run", "--port"], {}, "l'option --port attend une valeur"),
    "port in letters": (["run", "--port", "abc"], {}, "« abc » n'est pas un numéro de port"),
    "port out of range": (["run", "--port", "70000"], {}, "le port 70000 n'existe pas"),
    "port in the environment": (["run"], {"COMMUN_PORT": "8o"}, "« 8o » n'est pas un numéro de port"),
    "host of another machine": (["run", "--host", "203.0.113.7"], {}, "n'est pas une adresse de cette machine"),
    "another database": (["run"], {"DATABASE_URL": "mysql://x/y"}, "doit commencer par « postgresql:// »"),
    "database port in letters": (["run"], {"DATABASE_URL": "postgres://a@b:c/d"}, "le port n'est pas un nombre"),
    "database without a name": (["run"], {"DATABASE_URL": "postgres://a@b"}, "ne dit pas le nom de la base"),
    "wrong source of PostgreSQL": (["manage", "check"], {"COMMUN_POSTGRES": "x"}, "COMMUN_POSTGRES vaut"),
    "environment that is none": (["manage", "check"], {"COMMUN_VENV": "/dev"}, "qui n'est pas un environnement Python"),
    "no command to manage": (["manage"], {}, "dites quelle commande lancer"),
    "unknown room": (["test", "kitchen"], {}, "« kitchen » n'est ni une pièce ni un fichier d'essais"),
    "unknown benchmark": (["bench", "kitchen"], {}, "aucune mesure ne porte ce nom"),
    "backup without a name": (["backup"], {}, "dites où écrire la sauvegarde"),
    "backup into nowhere": (["backup", "/nowhere/at/all"], {}, "n'est pas un fichier possible"),
    "backup of nothing": (["backup", "COMMUN_VAR/x.tar"], {}, "il n'y a rien à sauvegarder"),
    "absent backup": (["restore", "/nowhere.tar"], {}, "la sauvegarde « /nowhere.tar » n'existe pas"),
    "no backup at all": (["restore", str(ROOT / "commun")], {}, "n'est pas une sauvegarde de Commun"),
}


def assert_sentence(done: subprocess.CompletedProcess[str], words: str) -> None:
    """One sentence on the error stream, a code, no traceback."""
    said = plain(done.stderr)
    assert words in said
    assert done.returncode not in (0, 70)
    assert "Traceback" not in said + done.stdout
    assert said.startswith("commun : ")
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_wish_ends_in_one_sentence(case: str, folder: Path) -> None:
    arguments, settings, words = CASES[case]
    arguments = [word.replace("COMMUN_VAR", str(folder)) for word in arguments]
    done = commun(*arguments, **({"COMMUN_VAR": str(folder / "var"), "COMMUN_VENV": sys.prefix} | settings))
    assert_sentence(done, words)


def test_a_taken_port_is_said_with_another_one(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = commun("run", "--port", str(port), COMMUN_VAR=str(folder), COMMUN_VENV=sys.prefix)
        assert_sentence(done, f"le port {port} est déjà pris")
        proposed = int(done.stderr.rpartition("./commun run --port ")[2])
        assert proposed != port
        with socket.socket() as free:
            free.bind(("127.0.0.1", proposed))


def test_a_reserved_port_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Guarded(socket.socket):
        def bind(self, address: Any) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(serve.socket, "socket", Guarded)
    with pytest.raises(Stop, match="réservé à l'administrateur"):
        serve.bind("127.0.0.1", 80)


def test_a_silent_server_is_said(folder: Path) -> None:
    url = f"postgresql://x:secret@127.0.0.1:{free_port()}/commun"
    done = commun("manage", "check", DATABASE_URL=url, COMMUN_VAR=str(folder), COMMUN_VENV=sys.prefix)
    assert_sentence(done, "aucun serveur PostgreSQL ne répond à 127.0.0.1")
    assert "secret" not in done.stderr


def test_a_wrong_password_and_a_missing_database_are_said(cluster: postgres.Use) -> None:
    with cluster as server:
        with psycopg.connect(server.url(), dbname="postgres", autocommit=True) as connection:
            connection.execute("alter role commun password 'right'")
            guard = server.data / "pg_hba.conf"
            guard.write_text("local all all scram-sha-256\n")
            connection.execute("select pg_reload_conf()")
        url = server.url("commun").replace("commun@", "commun:wrong@")

        def refused() -> str:
            with pytest.raises(Stop) as refusal:
                database.ask(Place.of(ROOT, {"COMMUN_VAR": str(server.data.parents[1])}), Path(sys.prefix), url)
            return refusal.value.sentence

        assert "refuse le compte « commun » ou son mot de passe" in refused()
        url = url.replace("wrong", "right")
        assert "la base « commun » n'existe pas" in refused()


def test_an_old_server_is_said() -> None:
    with pytest.raises(Stop, match="PostgreSQL 14, or il faut la version 15"):
        database.check_version(140011)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("FATAL:  authentification par mot de passe échouée pour l'utilisateur « x »", "password"),
        ('FATAL:  role "x" does not exist', "password"),
        ("FATAL:  la base de données « x » n'existe pas", "database"),
        ("could not translate host name", "unreachable"),
        ("FATAL:  too many connections", "other"),
    ],
)
def test_the_reason_of_a_refusal_is_read_in_both_languages(message: str, kind: str) -> None:
    assert probe.kind_of(message) == kind


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to be somebody else")
def test_a_closed_data_folder_is_said(folder: Path) -> None:
    python = "/usr/bin/python3"
    done = commun("run", python=python, COMMUN_VAR=str(folder / "var"), PYTHONDONTWRITEBYTECODE="1", **NOBODY)
    assert_sentence(done, "impossible d'écrire dans le dossier de données")


def test_a_file_in_the_place_of_the_data_folder_is_said(folder: Path) -> None:
    (folder / "var").touch()
    assert_sentence(commun("run", COMMUN_VAR=str(folder / "var")), "est un fichier, or il faut un dossier")


def script() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("commun_script", str(ROOT / "commun"))
    spec = importlib.util.spec_from_loader("commun_script", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_an_old_python_is_said_and_could_read_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    import ast

    ast.parse((ROOT / "commun").read_text(), feature_version=(3, 4))
    monkeypatch.setenv("COMMUN_PYTHON_TRIED", "1")
    with pytest.raises(SystemExit, match=r"Python 3\.9 est trop ancien"):
        script().refuse_old_python((3, 9, 2))
    script().refuse_old_python((3, 11, 0))


def small_clone(folder: Path, requirement: str) -> Path:
    """A clone whose one package is a small wheel of our own."""
    root = folder / "clone"
    (root / "src" / "commun").mkdir(parents=True)
    (root / "src" / "commun" / "launch").symlink_to(ROOT / "src" / "commun" / "launch")
    (root / "src" / "commun" / "__init__.py").touch()
    (root / "commun").write_bytes((ROOT / "commun").read_bytes())
    (root / "requirements.txt").write_text(requirement)
    return root


def small_wheel(folder: Path) -> str:
    """Build a wheel; return its SHA-256."""
    # pip reads PIP_FIND_LINKS as a list separated by spaces.
    path = folder.parent / "tiny_commun-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        about = "tiny_commun-1.0.dist-info"
        wheel.writestr("tiny_commun.py", "x = 1\n")
        wheel.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-commun\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("tiny_commun-1.0.dist-info/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def offline(folder: Path) -> dict[str, str]:
    return {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(folder.parent),
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_CONFIG_FILE": os.devnull,
        "COMMUN_INSTALLER": "pip",
    }


def test_packages_install_without_python_venv_and_only_once(folder: Path) -> None:
    root = small_clone(folder, f"tiny-commun==1.0 --hash=sha256:{small_wheel(folder)}\n")
    blocked = folder / "blocked"
    blocked.mkdir()
    (blocked / "ensurepip.py").write_text("raise ImportError('python3-venv is not installed')\n")
    settings = offline(folder) | {"PYTHONPATH": str(blocked)}
    place = Place.of(root, settings | {"PATH": os.environ["PATH"]})
    place.prepare()
    made = venv.ensure(place)
    done = subprocess.run([venv.python_of(made), "-c", "import tiny_commun"], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    # python3-venv gives the pip that an environment holds: ours holds none, and never asks for it.
    assert list(made.glob("lib/python3*/site-packages/pip")) == []
    stamp = made / "commun-requirements.txt.stamp"
    before = stamp.stat().st_mtime_ns
    venv.ensure(place)
    assert stamp.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        (f"tiny-commun==1.0 --hash=sha256:{'0' * 64}\n", "ne correspond pas à l'empreinte"),
        (f"absent-commun==1.0 --hash=sha256:{'0' * 64}\n", "n'ont pas pu être téléchargés"),
        ("tiny-commun==1.0\n", "l'installation des paquets a échoué"),
    ],
)
def test_a_package_that_is_wrong_or_out_of_reach_is_said(folder: Path, requirement: str, words: str) -> None:
    small_wheel(folder)
    root = small_clone(folder, requirement)
    assert_sentence(commun("manage", "check", root=root, **offline(folder)), words)


def test_a_missing_requirements_file_is_said(folder: Path) -> None:
    root = small_clone(folder, "")
    (root / "requirements.txt").unlink()
    assert_sentence(commun("manage", "check", root=root), "le fichier « requirements.txt » manque")


def test_a_missing_pip_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_pip(command: list[str], place: Place) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1 if "pip" in command or "ensurepip" in command else 0, "", "")

    monkeypatch.setattr(venv, "_run", no_pip)
    place = Place.of(small_clone(folder, ""), {"PATH": str(folder)})
    place.prepare()
    with pytest.raises(Stop, match="pip est introuvable"):
        venv.ensure(place)


def test_missing_referees_are_said(folder: Path) -> None:
    root = small_clone(folder, "")
    assert_sentence(commun("test", "--referees", root=root), "« requirements-referees.txt » manque")


@pytest.mark.parametrize("fault", ["cut", "altered", "empty", "outside"])
def test_a_damaged_backup_is_said_before_anything_is_touched(folder: Path, fault: str) -> None:
    path, dump = folder / "b.tar", folder / "database.dump"
    dump.write_bytes(b"x" * 5000)
    manifest = folder / "manifest.json"
    manifest.write_text(
        f'{{"format": 1, "database": "{hashlib.sha256(dump.read_bytes()).hexdigest()}", "files": {{}}}}'
    )
    with tarfile.open(path, "w") as tar:
        tar.add(manifest, "manifest.json")
        tar.add(dump, "../database.dump" if fault == "outside" else "database.dump")
    content = path.read_bytes()
    damaged = {"cut": content[:3000], "altered": content.replace(b"xxx", b"yyy"), "empty": b"", "outside": content}
    path.write_bytes(damaged[fault])
    done = commun("restore", str(path), "--yes", COMMUN_VAR=str(folder / "var"), COMMUN_VENV=sys.prefix)
    assert_sentence(done, "n'est pas une sauvegarde de Commun, ou elle est abîmée")
    assert not (folder / "var").exists()


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("commun.core.dbrole.RoleMissing: Le compte ne peut pas.\n", "Le compte ne peut pas."),
        (
            "psycopg.errors.InsufficientPrivilege: permission denied to create extension",
            "unaccent, pg_trgm et btree_gist",
        ),
        ("could not open extension: extension “x” is not available", "postgresql-contrib"),
        ("ValueError: boom", "(ValueError: boom)"),
    ],
)
def test_migrations_that_fail_say_what_to_do(failure: str, words: str) -> None:
    assert words in prepare.explain(failure, Path("x.log"))


def test_a_full_disk_and_a_surprise_are_sentences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    problems = [
        OSError(errno.ENOSPC, "No space left on device", "/x"),
        ZeroDivisionError("?"),
        PermissionError(13, "no", "/y"),
    ]

    def fail(place: Place, arguments: list[str]) -> int:
        raise problems.pop(0)

    monkeypatch.setattr(cli, "dispatch", fail)
    monkeypatch.setenv("COMMUN_VAR", str(tmp_path))
    codes = [cli.main(["run"], str(tmp_path)) for _ in range(3)]
    said = plain(capsys.readouterr().err)
    assert codes == [1, 70, 1]
    for words in ("le disque est plein (« /x »)", "panne imprévue (ZeroDivisionError)", "droits insuffisants (« /y »)"):
        assert words in said
    assert "Traceback" not in said
    assert "ZeroDivisionError" in (tmp_path / "log" / "launch.log").read_text()


def test_counting_a_file_again_needs_no_database(folder: Path) -> None:
    (folder / "vote.abif").write_text("4:a>b\n3:b>c\n3:c>a\n")
    var = folder / "var"
    settings = {"COMMUN_VAR": str(var), "COMMUN_VENV": sys.prefix, "COMMUN_POSTGRES": "none of them"}
    done = commun("manage", "count", "--rule", "plurality", str(folder / "vote.abif"), **settings)
    assert done.returncode == 0, done.stderr
    assert '"winners": ["a"]' in done.stdout
    assert not list(var.rglob("PG_VERSION")), "no cluster was made"
