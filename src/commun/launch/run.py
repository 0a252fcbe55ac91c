"""`./commun run`: from a fresh clone to a page."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

from commun.launch import options, prepare, say, serve, signals, venv
from commun.launch.database import Database, check_url, opened
from commun.launch.errors import Stop
from commun.launch.locks import Lock
from commun.launch.place import Place

DEFAULT_PORT = "8000"
LMTP_BESIDE = 24
LOCAL = ("127.0.0.1", "localhost", "::1")
OTHER_START_LIMIT = 900.0


def command(place: Place, arguments: list[str]) -> int:
    """Serve the site until Ctrl-C; say where it already runs if it does."""
    given, _ = options.read(arguments, flags=("no-demo", "verbose"), values=("port", "host"))
    port = options.port_number(given.get("port") or place.settings.get("COMMUN_PORT") or DEFAULT_PORT)
    host = given.get("host") or place.settings.get("COMMUN_HOST") or LOCAL[0]
    if place.database_url:
        check_url(place.database_url)
    place.prepare()
    lock = Lock(place.var / "run.lock")
    if not lock.try_exclusive() and (address := wait_for_the_other(place, lock)):
        say.line(f"Commun tourne déjà dans ce dossier : {address}")
        say.line("Pour l'arrêter : Ctrl-C dans la fenêtre où il tourne.")
        return 0
    note = place.var / "run.json"
    note.unlink(missing_ok=True)
    try:
        with serve.bind(host, port) as listener:
            return _serve(place, Running(host, port, note), listener, given)
    finally:
        note.unlink(missing_ok=True)
        lock.release()


class Running:
    """Where the site is, told to whoever starts the same clone again."""

    def __init__(self, host: str, port: int, note: Path) -> None:
        self.host, self.port, self.note = host, port, note

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in (*LOCAL, "0.0.0.0", "::") else self.host  # noqa: S104 - only shown
        return f"http://{shown}:{self.port}/"

    def tell(self) -> None:
        draft = self.note.with_name(".run.json")
        draft.write_text(json.dumps({"address": self.address, "pid": os.getpid()}))
        draft.replace(self.note)


def wait_for_the_other(place: Place, lock: Lock) -> str:
    """Return the address where this clone already runs; "" if the other one ended and we now hold the lock."""
    limit, told = time.monotonic() + OTHER_START_LIMIT, False
    while time.monotonic() < limit:
        try:
            return str(json.loads((place.var / "run.json").read_text())["address"])
        except (OSError, ValueError, KeyError):
            pass
        if lock.try_exclusive():
            return ""
        if not told:
            say.line("Commun est déjà en train de démarrer dans ce dossier : attente de son adresse…")
            told = True
        time.sleep(0.2)
    raise Stop("l'autre démarrage de ce dossier ne finit pas. Arrêtez-le (Ctrl-C dans sa fenêtre), puis relancez.")


def _serve(place: Place, running: Running, listener: socket.socket, given: dict[str, str]) -> int:
    start = time.monotonic()
    say.line("Commun démarre.")
    environment = venv.ensure(place)
    with opened(place, environment) as database:
        demo = _prepare(place, database, running.port, refused="no-demo" in given)
        flags = {"COMMUN_DEMO": "1"} if demo else {"COMMUN_DEMO": "0"}
        settings = database.environment(
            COMMUN_PORT=str(running.port), COMMUN_INLINE_WORKER="1", **flags, **_names(place, running.host),
            COMMUN_LMTP_PORT=door_of_mails(place, running.port),
        )  # fmt: skip
        site = serve.Site(database, listener, settings, place.logs / "web.log", "verbose" in given)
        with signals.signals_to(site.ask_to_stop):
            try:
                with say.step("Démarrage du serveur"):
                    site.start()
                    site.wait_for_first_page()
                if not site.stopping:
                    running.tell()
                    _welcome(running, demo, time.monotonic() - start)
                    if "verbose" in given and settings["COMMUN_LMTP_PORT"] != "0":
                        say.line(f"Courriels des listes : lmtp://{LOCAL[0]}:{settings['COMMUN_LMTP_PORT']}")
                site.watch()
            finally:
                say.line("\nArrêt de Commun…")
                site.stop()
    say.line("Commun est arrêté. Rien n'est perdu : « ./commun run » le relance.")
    return 0


def port_of(place: Place) -> int:
    """Return the port of the pages: where this clone runs, else where it would."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        running = urlsplit(str(json.loads((place.var / "run.json").read_text())["address"]))
        if running.port:
            return running.port
    return options.port_number(place.settings.get("COMMUN_PORT") or DEFAULT_PORT)


def door_of_mails(place: Place, port: int) -> str:
    """Return the port at which the mail server hands mails over: the setting, else beside that of the pages."""
    beside = port + LMTP_BESIDE
    return place.settings.get("COMMUN_LMTP_PORT") or str(beside if beside < 65_536 else 0)


def _names(place: Place, host: str) -> dict[str, str]:
    """Return the names by which browsers may call this site, when it is open to the network."""
    if host in LOCAL or place.settings.get("COMMUN_HOSTS"):
        return {}
    names = ["localhost", "127.0.0.1", "[::1]", host, socket.gethostname(), socket.getfqdn()]
    with contextlib.suppress(OSError):
        names += socket.gethostbyname_ex(socket.gethostname())[2]
    return {"COMMUN_HOSTS": ",".join(dict.fromkeys(names))}


def _prepare(place: Place, database: Database, port: int, refused: bool) -> bool:
    state = prepare.State(place, database.identity)
    demo = prepare.demo_wanted(database, state, refused)
    with prepare.static_files_beside(database, state):
        prepare.migrate(database, state)
    if demo:
        prepare.load_demo(database, state, port)
    return demo


def _welcome(running: Running, demo: bool, seconds: float) -> None:
    say.line()
    say.line(f"Commun est prêt (en {seconds:.0f} s). Ouvrez cette adresse dans un navigateur :")
    say.line()
    say.line(f"    {running.address}")
    say.line()
    if demo:
        say.line("C'est une démonstration : la page d'accueil vous fait entrer comme l'un des trois membres fictifs.")
    else:
        say.line('Site vide ? Premier groupe : ./commun manage open_group "Nom du groupe" --email votre@adresse.fr')
    if running.host not in LOCAL:
        say.line("Attention : d'autres machines du réseau peuvent ouvrir cette adresse" + (
            ", et entrer sans mot de passe puisque c'est une démonstration." if demo else "."
        ))  # fmt: skip
    say.line("Pour arrêter : Ctrl-C.")
