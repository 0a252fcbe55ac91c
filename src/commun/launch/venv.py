"""The virtual environment: created without python3-venv, filled from the hash-pinned files, left alone when right."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from commun.launch import say
from commun.launch.errors import Stop
from commun.launch.locks import Lock
from commun.launch.place import Place

OLDEST_PIP = (22, 3)
NO_PIP = (
    "pip est introuvable (il faut pip 22.3 ou plus récent). Sous Debian : « apt install python3-pip » ; "
    "ailleurs : « python3 -m ensurepip »."
)


def python_of(venv: Path) -> Path:
    return venv / "bin" / "python"


def ensure(place: Place, name: str = ".venv", files: tuple[str, ...] = ("requirements.txt",)) -> Path:
    """Return an environment that holds exactly what the requirements files pin.

    A stamp with the digest of each file makes the second start skip everything. COMMUN_VENV names an environment
    that is used as it is.
    """
    if place.given_venv is not None:
        if not python_of(place.given_venv).exists():
            raise Stop(
                f"COMMUN_VENV désigne « {place.given_venv} », qui n'est pas un environnement Python. Corrigez-le."
            )
        return place.given_venv
    venv = place.root / name
    waiting = "une autre installation ne finit pas. Attendez qu'elle se termine, puis relancez."
    if any(not _stamped(venv, place.root / file) for file in files):
        _writable(place.root)
        with Lock(place.var / "install.lock").held(900, waiting):
            _create(place, venv)
            for file in files:
                _install(place, venv, place.root / file)
    return venv


def _writable(root: Path) -> None:
    if not os.access(root, os.W_OK):
        raise Stop(
            f"impossible d'écrire dans « {root} » pour y installer Commun. Clonez-le dans un dossier à vous, "
            "ou changez les droits de ce dossier."
        )


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        raise Stop(f"le fichier « {file.name} » manque dans « {file.parent} ». Reprenez un clone entier.") from None


def _stamp(venv: Path, file: Path) -> Path:
    return venv / f"commun-{file.name}.stamp"


def _stamped(venv: Path, file: Path) -> bool:
    stamp, digest = _stamp(venv, file), _digest(file)
    return python_of(venv).exists() and stamp.exists() and stamp.read_text() == digest


def _create(place: Place, venv: Path) -> None:
    """Create the environment without pip inside: faster, and possible without python3-venv."""
    if python_of(venv).exists() and _run([str(python_of(venv)), "-c", ""], place).returncode == 0:
        return
    shutil.rmtree(venv, ignore_errors=True)
    with say.step("Création de l'environnement Python"):
        done = _run([sys.executable, "-m", "venv", "--without-pip", str(venv)], place)
        if done.returncode != 0:
            raise Stop(
                "Python n'a pas pu créer l'environnement (« python3 -m venv »). Sous Debian : "
                f"« apt install python3-venv ». {_last(done)}"
            )


def _run(command: list[str], place: Place) -> subprocess.CompletedProcess[str]:
    env = {
        name: value for name, value in place.settings.items() if name not in ("PYTHONPATH", "PIP_REQUIRE_VIRTUALENV")
    }
    env |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, env=env, stdin=subprocess.DEVNULL
        )
    except OSError as problem:
        return subprocess.CompletedProcess(command, 127, "", str(problem))


def _last(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return f"({lines[-1][:200]})" if lines else ""


def _installers(place: Place, venv: Path) -> Iterator[list[str]]:
    """Yield the ways to install into the environment: uv if it is there, else a pip of the machine."""
    python, path = str(python_of(venv)), place.settings.get("PATH", os.defpath)
    uv = shutil.which("uv", path=path)
    if uv and place.settings.get("COMMUN_INSTALLER") != "pip" and _run([uv, "--version"], place).returncode == 0:
        yield [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r"]
    others = [[found] for name in ("pip3", "pip") if (found := shutil.which(name, path=path))]
    for pip in [[sys.executable, "-m", "pip"], *others]:
        if _pip_version(pip, place) >= OLDEST_PIP:
            yield [
                *pip,
                "--python",
                python,
                "install",
                "--quiet",
                "--no-compile",
                "--require-hashes",
                "--no-deps",
                "-r",
            ]
            return
    if _run([python, "-m", "ensurepip"], place).returncode == 0:
        yield [python, "-m", "pip", "install", "--quiet", "--no-compile", "--require-hashes", "--no-deps", "-r"]


def _pip_version(pip: list[str], place: Place) -> tuple[int, ...]:
    found = re.match(r"pip (\d+)\.(\d+)", _run([*pip, "--version"], place).stdout)
    return (int(found.group(1)), int(found.group(2))) if found else (0, 0)


def _install(place: Place, venv: Path, file: Path) -> None:
    if _stamped(venv, file):
        return
    with say.step(f"Installation des paquets de {file.name} (une minute la première fois)"), _compiling(place):
        done = None
        for command in _installers(place, venv):
            done = _run([*command, str(file)], place)
            if done.returncode == 0:
                _stamp(venv, file).write_text(_digest(file))
                return
            (place.logs / "install.log").write_text(f"{done.stdout}\n{done.stderr}")
            if "hash" in done.stderr.lower() and "match" in done.stderr.lower():
                break
        raise Stop(NO_PIP if done is None else _explain(done, place, file))


@contextlib.contextmanager
def _compiling(place: Place) -> Iterator[None]:
    """Compile our own code meanwhile: pip waits for the network and the disk, and has one core."""
    command = [sys.executable, "-m", "compileall", "-q", str(place.root / "src" / "commun")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        yield


def _explain(done: subprocess.CompletedProcess[str], place: Place, file: Path) -> str:
    """Turn an installer's failure into a sentence that says what to do."""
    text, log = done.stderr.lower(), f"Le détail est dans « {place.logs / 'install.log'} »."
    if "hash" in text and "match" in text:
        return (
            f"un paquet téléchargé ne correspond pas à l'empreinte écrite dans « {file.name} » : "
            f"rien n'a été installé. Reprenez un clone intact ; si cela recommence, "
            f"prévenez les responsables du code. {log}"
        )
    if "no space left" in text:
        return "le disque est plein : libérez au moins 1 Go, puis relancez."
    if any(
        word in text for word in ("connection", "resolve", "timed out", "no matching distribution", "network", "dns")
    ):
        return f"les paquets n'ont pas pu être téléchargés. Vérifiez la connexion à Internet, puis relancez. {log}"
    return f"l'installation des paquets a échoué. {log}"
