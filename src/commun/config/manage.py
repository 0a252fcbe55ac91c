"""``python -m commun.config.manage NAME``: Django's commands, with the database's owner only where it is due."""

import gc
import os
import sys

# These change the shape of the database or rewrite it whole; everything else runs as the application does.
OWNER_COMMANDS = {
    "migrate",
    "sync_privileges",
    "flush",
    "dbshell",
    "sqlmigrate",
    "makemigrations",
    "wipe_database",
}
# They last seconds and leave no cycles worth a search, which would cost them a fifth of their time.
BRIEF_COMMANDS = {"migrate", "collectstatic", "demo_load"}


def main(arguments: list[str]) -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commun.config.settings")
    if len(arguments) > 1 and arguments[1] in OWNER_COMMANDS:
        os.environ["COMMUN_DB_OWNER"] = "1"
    if len(arguments) > 1 and arguments[1] in BRIEF_COMMANDS:
        gc.disable()
    from django.core.management import execute_from_command_line

    execute_from_command_line(arguments)


def run() -> int:
    """Like main, but a wrong setting or a database out of reach is one sentence and a code."""
    from django.db.utils import DatabaseError

    from commun.config.env import SettingError

    try:
        main(sys.argv)
    except SettingError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        print(f"La base de données refuse : {reason}", file=sys.stderr)  # noqa: T201
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(run())
