"""The commands of `./commun`, and the promise that none of them ends in a traceback."""

from __future__ import annotations

import errno
import importlib
import os
import traceback

from commun.launch import say
from commun.launch.errors import Stop
from commun.launch.place import Place
from commun.launch.signals import interrupt, signals_to

COMMANDS = {
    "run": ("run", "démarrer le site (--port N, --host H, --no-demo, --verbose)"),
    "test": ("check", "lancer les essais (tous, une pièce, un fichier ; --referees ; options de pytest)"),
    "worker": ("manage", "faire tourner les tâches de fond à part"),
    "manage": ("manage", "lancer une commande du serveur : ./commun manage NOM …"),
    "backup": ("archive", "sauvegarder la base et les fichiers : ./commun backup FICHIER"),
    "restore": ("archive", "remettre une sauvegarde : ./commun restore FICHIER [--yes]"),
    "bench": ("bench", "mesurer les vitesses : ./commun bench [NOM] [--full]"),
}


def usage() -> str:
    lines = ["Usage : ./commun COMMANDE …", ""]
    return "\n".join(lines + [f"  {name:<8} {text}" for name, (_, text) in COMMANDS.items()])


def main(arguments: list[str], root: str) -> int:
    """Run one command; return its exit code."""
    say.speak_utf8()
    place = Place.of(root)
    try:
        with signals_to(interrupt):
            return dispatch(place, arguments)
    except Stop as stop:
        say.complain(stop.sentence)
        return stop.code
    except KeyboardInterrupt:
        say.complain("arrêté.")
        return 130
    except OSError as problem:
        say.complain(explain(problem))
        return 1
    except Exception as problem:  # noqa: BLE001 - the last wall: whatever happens, a sentence
        return surprise(place, problem)


def dispatch(place: Place, arguments: list[str]) -> int:
    """Find the command and run it."""
    name = arguments[0] if arguments else ""
    if name in ("", "help", "-h", "--help"):
        say.line(usage())
        return 0 if name else 2
    if os.name != "posix":
        raise Stop("Commun tourne sous Linux et macOS. Sous Windows, lancez-le dans WSL (Ubuntu).")
    if name not in COMMANDS:
        raise Stop(f"la commande « {name} » est inconnue. Commandes : {', '.join(COMMANDS)}.", 2)
    module = importlib.import_module(f"commun.launch.{COMMANDS[name][0]}")
    entry = getattr(module, name if hasattr(module, name) else "command")
    return int(entry(place, arguments[1:]))


def explain(problem: OSError) -> str:
    """Say an error of the system in French."""
    where = f" (« {problem.filename} »)" if problem.filename else ""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"le disque est plein{where}. Libérez de la place, puis relancez."
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"droits insuffisants{where}. Relancez avec le compte qui a créé ce dossier, ou changez ses droits."
    return f"le système refuse une opération{where} : {problem.strerror or problem}. Corrigez cela, puis relancez."


def surprise(place: Place, problem: Exception) -> int:
    """Keep the details of an unforeseen failure in a file and say one sentence."""
    log = place.logs / "launch.log"
    kept = "."
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(problem)))
        kept = f" ; le détail est dans « {log} », joignez-le à votre message."
    except OSError:
        pass
    say.complain(f"panne imprévue ({type(problem).__name__}). Prévenez les responsables du code{kept}")
    return 70
