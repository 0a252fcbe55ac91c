"""What backup and restore ask of the database, run by the environment's Python.

`dump PROGRAM FILE [ARGUMENT…]`: pg_dump and the counts see one and the same moment. `facts`: counts and heads now.
`aside`, `back`, `forget`: put the present tables away, bring them back, or drop them for good.
Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from commun.launch.probe import TABLES

ASIDE = "commun_before_restore"
EXTENSIONS = "select e.extname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where n.nspname = %s"


def facts(connection: Any) -> dict[str, Any]:
    """Count the rows of every table and read the head of each chain of the journal."""
    names = [row[0] for row in connection.execute(TABLES) if not row[0].startswith(f"{ASIDE}.")]
    counts = {
        name: connection.execute(f"select count(*) from {name}").fetchone()[0]  # noqa: S608 - quoted by the server
        for name in names
    }
    heads: list[list[Any]] = []
    if "public.core_chainhead" in counts:
        query = "select space_id, position, digest from public.core_chainhead order by space_id"
        heads = [list(row) for row in connection.execute(query)]
    return {"counts": counts, "heads": heads}


def dump(connection: Any, command: list[str], url: str) -> dict[str, Any]:
    """Run pg_dump on the very snapshot that is counted."""
    connection.execute("begin isolation level repeatable read read only")
    snapshot = connection.execute("select pg_export_snapshot()").fetchone()[0]
    found = facts(connection)
    program, file, *more = command
    done = subprocess.run(
        [program, f"--snapshot={snapshot}", "--format=custom", "--no-owner", "--no-privileges", "--no-comments",
         f"--exclude-schema={ASIDE}", f"--file={file}", *more, f"--dbname={url}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found if done.returncode == 0 else {"error": done.stderr.strip().splitlines()[-1:]}


def move_extensions(connection: Any, source: str, target: str) -> None:
    """Extensions stay in use: they follow the schema that is called public."""
    from psycopg import sql

    for (name,) in connection.execute(EXTENSIONS, [source]).fetchall():
        connection.execute(
            sql.SQL("alter extension {} set schema {}").format(sql.Identifier(name), sql.Identifier(target))
        )


def aside(connection: Any) -> dict[str, Any]:
    """Put all present tables away under another schema, and leave an empty one."""
    with connection.transaction():
        connection.execute(f"drop schema if exists {ASIDE} cascade")
        connection.execute(f"alter schema public rename to {ASIDE}")
        connection.execute("create schema public")
        connection.execute("grant usage on schema public to public")
        move_extensions(connection, ASIDE, "public")
    return {}


def back(connection: Any) -> dict[str, Any]:
    """Undo `aside`: the database is as it was before the restore."""
    with connection.transaction():
        connection.execute("alter schema public rename to commun_failed_restore")
        connection.execute(f"alter schema {ASIDE} rename to public")
        move_extensions(connection, "commun_failed_restore", "public")
        connection.execute("drop schema commun_failed_restore cascade")
    return {}


def forget(connection: Any) -> dict[str, Any]:
    """Drop what was put away."""
    connection.execute(f"drop schema {ASIDE} cascade")
    return {}


def main(arguments: list[str], url: str) -> dict[str, Any]:
    """Answer one request."""
    import psycopg

    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            if arguments[0] == "dump":
                return dump(connection, arguments[1:], os.environ["COMMUN_DUMP_URL"])
            return {"facts": facts, "aside": aside, "back": back, "forget": forget}[arguments[0]](connection)
    except psycopg.Error as problem:
        return {"error": str(problem).strip().splitlines()[:1]}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:], os.environ["DATABASE_URL"])))
