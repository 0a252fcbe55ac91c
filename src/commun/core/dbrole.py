"""The application's database role: it reads and writes, but cannot rewrite what is append-only.

The one DATABASE_URL connects as the owner; every connection of the application then does ``SET ROLE``.
Migrations, restore and the like stay owner (COMMUN_DB_OWNER=1). See ADR 6.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection, models
from psycopg import sql


def take_role(sender: object, connection: Any, **kwargs: object) -> None:
    """Leave the owner's powers as soon as a connection opens."""
    if settings.DATABASE_OWNER or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_ROLE])
        if cursor.fetchone():
            cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(settings.DATABASE_ROLE)))


@contextmanager
def as_owner() -> Iterator[None]:
    """Take the owner's powers back inside the block (tests, erasure of a whole database)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        row = cursor.fetchone()
        cursor.execute("RESET ROLE")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(row[0] if row else "none")))


def append_only_tables() -> list[str]:
    """Tables whose model says ``append_only = True``."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def sync_privileges() -> None:
    """Create the role if needed, give it every table, and take UPDATE and DELETE back on append-only ones."""
    role = sql.Identifier(settings.DATABASE_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_ROLE])
        if not cursor.fetchone():
            _create_role(cursor, role)
        # From PostgreSQL 16 on, who creates a role is its member without the right to become it.
        right = "SET" if getattr(connection, "pg_version", 0) >= 160000 else "MEMBER"
        cursor.execute("SELECT pg_has_role(current_user, %s, %s)", [settings.DATABASE_ROLE, right])
        row = cursor.fetchone()
        if not (row and row[0]):
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
            "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {}",
        ):
            cursor.execute(sql.SQL(statement).format(role))
        present = set(connection.introspection.table_names(cursor))
        for table in [*append_only_tables(), "django_migrations"]:
            if table in present:
                revoke = sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}")
                cursor.execute(revoke.format(sql.Identifier(table), role))


def _create_role(cursor: Any, role: sql.Identifier) -> None:
    """Two migrations may run at once on one server: the loser of the race finds the role already there."""
    try:
        cursor.execute(
            sql.SQL(
                "DO $$ BEGIN CREATE ROLE {} NOLOGIN; "
                "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            ).format(role)
        )
    except ProgrammingError as error:
        raise RoleMissing(
            f"Le compte de la base n’a pas le droit de créer le rôle {settings.DATABASE_ROLE}. "
            f"Demandez à l’administrateur : CREATE ROLE {settings.DATABASE_ROLE} NOLOGIN; "
            f"GRANT {settings.DATABASE_ROLE} TO votre_compte;"
        ) from error


class RoleMissing(Exception):
    """The role is absent and this account may not create it."""


def sync_after_migrate(sender: Any, **kwargs: object) -> None:
    """Once per migrate (Django signals it for each application, after all migrations)."""
    if sender.label == "core" and settings.DATABASE_OWNER:
        sync_privileges()


class AppendOnly(models.Model):
    """A table whose rows are written once: the application's role has no UPDATE nor DELETE on it."""

    append_only = True

    class Meta:
        abstract = True
