"""Questions to a database, asked by the environment's Python (`python -m commun.launch.probe QUESTION`).

Prints one line of JSON. The launcher itself cannot import psycopg: it may run before anything is installed.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

TABLES = """
    select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema$)'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1"""
ACCOUNTS = """
    select quote_ident(table_schema) || '.' || quote_ident(table_name) from information_schema.columns
    where column_name in ('password', 'last_login') and table_schema = 'public' group by 1 having count(*) = 2"""


def kind_of(message: str) -> str:
    """Name the reason of a refused connection from the words of the server or of libpq (English or French)."""
    reasons = {
        "password": (
            "password authentication failed",
            "no password supplied",
            "par mot de passe échouée",
            "pg_hba.conf",
        ),
        "database": ('" does not exist', "» n'existe pas", "n’existe pas"),
        "unreachable": (
            "refused",
            "could not translate",
            "resolve",
            "timeout",
            "timed out",
            "no route",
            "No such file",
        ),
    }
    if 'role "' in message and "does not exist" in message:
        return "password"
    return next((kind for kind, words in reasons.items() if any(word in message for word in words)), "other")


def look(connection: Any) -> dict[str, Any]:
    """Say which server it is, whether the database is empty, whether somebody has an account, and its identity."""
    tables = [row[0] for row in connection.execute(TABLES)]
    users = 0
    for row in connection.execute(ACCOUNTS).fetchall():
        users += connection.execute(f"select count(*) from {row[0]}").fetchone()[0]  # noqa: S608 - quoted by the server
    identity = connection.execute(
        "select coalesce((select system_identifier::text from pg_control_system()), '') || '/' || oid"
        " from pg_database where datname = current_database()"
    ).fetchone()[0]
    return {"version": connection.info.server_version, "tables": len(tables), "users": users, "identity": identity}


def create(url: str, name: str) -> dict[str, Any]:
    """Create a database of our own cluster unless it exists."""
    import psycopg

    with psycopg.connect(url, autocommit=True, dbname="postgres", connect_timeout=10) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
    return {}


def answer(question: str, url: str, name: str) -> dict[str, Any]:
    """Answer one question; a refused connection is an answer too."""
    import psycopg

    try:
        if question == "create":
            create(url, name)
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            return look(connection)
    except (psycopg.Error, UnicodeError) as problem:
        message = str(problem)
        return {"error": kind_of(message), "detail": message.strip().splitlines()[0] if message.strip() else ""}


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1], os.environ["DATABASE_URL"], sys.argv[2] if len(sys.argv) > 2 else "")))
