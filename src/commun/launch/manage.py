"""`./commun manage NAME …` and `./commun worker`: one command in the application's environment."""

from __future__ import annotations

import signal
import subprocess

from commun.launch import options, prepare, run, venv
from commun.launch.database import opened
from commun.launch.errors import Stop
from commun.launch.place import Place
from commun.launch.signals import signals_to

# These either work on the tables themselves or need none.
WITHOUT_TABLES = ("migrate", "makemigrations", "makemessages", "compilemessages", "help", "check", "version")
AS_OWNER = ("migrate",)
# These must know the door that `./commun run` opens.
OF_DOORS = ("check_mail",)
# These compute from a file alone: anybody may, on a machine that never had a database.
WITHOUT_DATABASE = ("count",)
NO_DATABASE = "postgresql://localhost/none"


def manage(place: Place, arguments: list[str]) -> int:
    """Run a management command; return its exit code."""
    if not arguments:
        raise Stop("dites quelle commande lancer : ./commun manage NOM. La liste : ./commun manage help", 2)
    place.prepare()
    environment = venv.ensure(place)
    if arguments[0] in WITHOUT_DATABASE:
        command = [str(venv.python_of(environment)), "-m", "commun.config.manage", *arguments]
        return wait(command, place.environment(DATABASE_URL=NO_DATABASE))
    with opened(place, environment) as database:
        state = prepare.State(place, database.identity)
        if arguments[0] not in WITHOUT_TABLES:
            prepare.migrate(database, state)
        owner = {"COMMUN_DB_OWNER": "1"} if arguments[0] in AS_OWNER else {}
        demo = {"COMMUN_DEMO": "1"} if state.get("demo") == "loaded" else {}
        door = {"COMMUN_LMTP_PORT": run.door_of_mails(place, run.port_of(place))} if arguments[0] in OF_DOORS else {}
        return wait(database.manage(*arguments), database.environment(**owner, **demo, **door))


def worker(place: Place, arguments: list[str]) -> int:
    """Run the background jobs until Ctrl-C."""
    options.read(arguments)
    return manage(place, ["worker"])


def wait(command: list[str], environment: dict[str, str]) -> int:
    """Run a child in the foreground and pass the signals on; return its exit code, 128 + N if a signal ended it."""
    child = subprocess.Popen(command, env=environment)

    def pass_on(number: int, _frame: object) -> None:
        # The terminal has sent Ctrl-C to the child as well.
        if number != signal.SIGINT and child.poll() is None:
            child.send_signal(number)

    with signals_to(pass_on):
        code = child.wait()
    return code if code >= 0 else 128 - code
