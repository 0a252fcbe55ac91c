"""The life of our own PostgreSQL: created, started, adopted, repaired after a crash, stopped.

The server listens on a Unix socket only, in a folder that nobody else may enter, so two clones never meet.
See docs/adr for the reasons.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from commun.launch import account as accounts
from commun.launch.binaries import Binaries, choose, readable
from commun.launch.errors import Stop
from commun.launch.locks import Lock
from commun.launch.place import Place

ROLE = "commun"
SOCKET_PATH_LIMIT = 100
BUSY = "un autre démarrage de PostgreSQL ne finit pas. Attendez une minute, puis relancez."
# What tests undo is left lying: swept each minute, it took a third of a core.
SPEED_OVER_SAFETY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum_naptime=15min")

# Servers that this process started, kept so that each is reaped when it ends.
STARTED: list[subprocess.Popen[bytes]] = []


@dataclass
class Cluster:
    """One data folder of PostgreSQL with the programs and the account that serve it.

    `durable` False is for tests: nothing is flushed to the disk.
    """

    data: Path
    socket: Path
    binaries: Binaries
    account: accounts.Account | None
    log: Path
    durable: bool = True

    def url(self, name: str = "commun") -> str:
        """Return the address of a database of this cluster."""
        return f"postgresql://{ROLE}@/{name}?host={quote(str(self.socket), safe='')}"

    # -- what is running -------------------------------------------------------------------------------------

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(errors="replace").splitlines()
        except OSError:
            return []

    def pid(self) -> int | None:
        """Return the process number of the running server, None if there is none."""
        lines = self._pid_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        number = int(lines[0])
        return number if serves(number, self.data) else None

    def ready(self) -> bool:
        """Tell whether the server runs and takes connections."""
        lines = self._pid_lines()
        return len(lines) > 7 and lines[7].strip() == "ready" and self.pid() is not None

    def _forget_recycled_number(self) -> None:
        """After a crash another program may have taken the number written in postmaster.pid.

        PostgreSQL would then refuse to start. The number is replaced by a dead one; the rest of the file stays,
        because PostgreSQL uses it to see that no orphan still writes into the data.
        """
        if self.pid() is not None:
            return
        # The socket's lock says nothing more, and its folder is ours alone.
        (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        lines = self._pid_lines()
        if not lines or not lines[0].strip().isdigit() or not exists(int(lines[0])):
            return
        dead = next(number for number in range(4_000_000, 1, -7) if not exists(number))
        path = self.data / "postmaster.pid"
        path.write_text("\n".join([str(dead), *lines[1:]]) + "\n")
        accounts.own(path, self.account)

    # -- start and stop --------------------------------------------------------------------------------------

    def create(self) -> None:
        """Make the data folder, under a temporary name until it is whole."""
        if self.data.exists():
            return
        for leftover in self.data.parent.glob("draft-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        problem = ""
        for locale in locales(self.binaries.major):
            draft = self.data.with_name(f"draft-{secrets.token_hex(4)}")
            done = self._run("initdb", "-D", str(draft), "-U", ROLE, "-A", "trust", "-E", "UTF8", *locale)
            if done.returncode == 0:
                draft.rename(self.data)
                return
            problem = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""
            shutil.rmtree(draft, ignore_errors=True)
        raise Stop(
            f"PostgreSQL n'a pas pu créer sa base dans « {self.data.parent} » ({problem}). "
            "Vérifiez les droits et la place libre, puis relancez."
        )

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                [self.binaries.program(program), *arguments],
                capture_output=True, text=True, errors="replace", check=False, cwd="/", env=plain_environment(),
                **accounts.options(self.account),
            )  # fmt: skip
        except OSError as problem:
            raise Stop(f"« {program} » ne démarre pas ({problem.strerror}). Réinstallez PostgreSQL.") from None

    def start(self, patience: float = 60.0) -> None:
        """Start the server, or adopt the one that already runs; return when it takes connections."""
        limit = time.monotonic() + patience
        while not self.ready():
            if self.pid() is None:
                self._forget_recycled_number()
                self._launch_and_wait(limit)
            if time.monotonic() > limit:
                raise self._failure()
            time.sleep(0.02)

    def _launch_and_wait(self, limit: float) -> None:
        child = self._launch()
        while not self.ready() and time.monotonic() < limit:
            if child.poll() is not None:
                # A backend of a killed server may hold the memory for a moment: try again until the limit.
                if not self._orphans_remain() or time.monotonic() + 1 > limit:
                    raise self._failure()
                time.sleep(0.5)
                return
            time.sleep(0.02)

    def _launch(self) -> subprocess.Popen[bytes]:
        settings = ["listen_addresses=", f"unix_socket_directories={quoted_list(self.socket)}"]
        settings += [] if self.durable else SPEED_OVER_SAFETY
        arguments = [self.binaries.program("postgres"), "-D", str(self.data)]
        for setting in settings:
            arguments += ["-c", setting]
        if self.log.exists() and self.log.stat().st_size > 10_000_000:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=plain_environment(),
                start_new_session=True, **accounts.options(self.account),
            )  # fmt: skip
        STARTED.append(child)
        return child

    def _last_words(self) -> list[str]:
        try:
            return [line for line in self.log.read_text(errors="replace").splitlines()[-8:] if line.strip()]
        except OSError:
            return []

    def _orphans_remain(self) -> bool:
        text = " ".join(self._last_words())
        return "shared memory block" in text or "postmaster.pid" in text

    def _failure(self) -> Stop:
        last = next((line for line in reversed(self._last_words()) if "FATAL" in line), "aucune raison donnée")
        return Stop(
            f"PostgreSQL ne démarre pas ({last.split('FATAL:')[-1].strip()}). Le détail est dans « {self.log} »."
        )

    def stop(self) -> None:
        """Stop the server; its data are whole whatever happens here."""
        number = self.pid()
        if number is None:
            return
        for signal_number, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal_number)
            limit = time.monotonic() + patience
            while time.monotonic() < limit:
                if self.pid() is None:
                    return reap()
                time.sleep(0.02)


@dataclass
class Use:
    """One command that uses the cluster; the last one to leave stops the server."""

    cluster: Cluster
    starting: Lock
    using: Lock

    def __enter__(self) -> Cluster:
        with self.starting.held(90, BUSY):
            self.using.shared()
            self.cluster.create()
            try:
                self.cluster.start()
            except Stop:
                if self.cluster.durable:
                    raise
                # A cluster for tests may not survive a power cut; nobody misses it.
                shutil.rmtree(self.cluster.data)
                self.cluster.create()
                self.cluster.start()
        return self.cluster

    def revive(self) -> None:
        """Start the server again if it was killed."""
        with self.starting.held(90, BUSY):
            self.cluster.start()

    def __exit__(self, *_: object) -> None:
        with self.starting.held(90, BUSY):
            if self.using.try_exclusive():
                self.cluster.stop()
            self.using.release()


def of(place: Place, venv: Path, name: str = "postgres", *, durable: bool = True) -> Use:
    """Return the use of the clone's own cluster `name`, not started yet.

    Errors: Stop when no program or no account fits, or the data belong to somebody else.
    """
    try:
        return _of(place, venv, place.var / name, durable)
    except PermissionError as problem:
        raise Stop(
            f"la base de données « {problem.filename} » appartient à un autre compte que le vôtre. "
            "Relancez avec le compte qui l'a créée (ou root), ou donnez un autre dossier dans COMMUN_VAR."
        ) from None


def _of(place: Place, venv: Path, home: Path, durable: bool) -> Use:
    home.mkdir(exist_ok=True)
    moved = home / "moved-to"
    data = Path(moved.read_text().strip()) if moved.exists() else home / "data"
    account = accounts.for_children(data)
    if account is not None and not data.exists() and not _reaches(account, home):
        data = _elsewhere(moved)
    folder = data.parent
    accounts.own(folder, account)
    folder.chmod(0o700)
    binaries = choose(venv, place.settings.get("COMMUN_POSTGRES", ""), data, place.settings.get("PATH", os.defpath))
    shelf = Path("/var/lib/commun") if os.geteuid() == 0 else home
    cluster = Cluster(
        data, socket_folder(folder, account), readable(binaries, account, shelf), account,
        place.logs / f"{home.name}.log", durable,
    )  # fmt: skip
    return Use(cluster, Lock(home / "starting.lock"), Lock(home / "using.lock"))


def _reaches(account: accounts.Account, home: Path) -> bool:
    accounts.own(home, account)
    return account.can(home, "w")


def _elsewhere(moved: Path) -> Path:
    """Choose a folder for the data when the server's account cannot enter the clone (under root's home, say)."""
    folder = Path("/var/lib/commun") / secrets.token_hex(6)
    try:
        folder.mkdir(parents=True)
    except OSError as problem:
        raise Stop(
            f"le compte de PostgreSQL ne peut entrer ni dans ce dossier ni dans « {folder.parent} » "
            f"({problem.strerror}). Déplacez le dossier de Commun hors du dossier personnel de root."
        ) from None
    moved.write_text(str(folder / "data"))
    return folder / "data"


def socket_folder(home: Path, account: accounts.Account | None) -> Path:
    """Return a private folder for the socket; a long path is replaced by a short one made from its digest."""
    folder = home / "socket"
    if len(os.fsencode(folder)) + len("/.s.PGSQL.5432.lock") > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"commun-{digest}"
    if not os.path.lexists(folder):
        _make_private(folder, account)
    status = folder.lstat()
    owner = account.uid if account else os.geteuid()
    if folder.is_symlink() or not folder.is_dir() or status.st_uid != owner or status.st_mode & 0o077:
        raise Stop(f"le dossier « {folder} » n'est pas à nous : supprimez-le, puis relancez.")
    return folder


def _make_private(folder: Path, account: accounts.Account | None) -> None:
    """Make the folder appear whole: another start at the same moment never sees it with the wrong owner."""
    draft = folder.with_name(f"{folder.name}-{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    accounts.own(draft, account)
    try:
        draft.rename(folder)
    except OSError:  # Somebody was faster, and a server may already listen there.
        draft.rmdir()


def locales(major: int) -> list[list[str]]:
    """Return the locales to try in turn. Order and case never depend on the machine's language."""
    if major >= 17:
        return [["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
    return [["--locale=C.UTF-8"], ["--locale=en_US.UTF-8"], ["--locale=C"]]


def reap() -> None:
    """Take note of the servers that ended."""
    STARTED[:] = [child for child in STARTED if child.poll() is None]


def quoted_list(path: Path) -> str:
    """Return the path as one item of a list of paths in PostgreSQL's settings (it may hold spaces or commas)."""
    return '"' + str(path).replace('"', '""') + '"'


def plain_environment() -> dict[str, str]:
    """Return an environment in English, without anybody's PG… settings, so that messages can be read."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def exists(number: int) -> bool:
    """Tell whether a process has this number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def serves(number: int, data: Path) -> bool:
    """Tell whether the process is a PostgreSQL server of this data folder (not a recycled number, not a zombie)."""
    reader: Callable[[int], bytes] = _command_line if Path("/proc/self").exists() else _command_line_by_ps
    line = reader(number)
    return b"postgres" in line and os.fsencode(data) in line


def _command_line(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def _command_line_by_ps(number: int) -> bytes:
    done = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(number)], capture_output=True, check=False)
    return done.stdout
