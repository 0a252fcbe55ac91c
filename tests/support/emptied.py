"""Empty the database between two tests that commit: only the tables where something was written.

Django's ``flush`` truncates every table, which makes a new file for each of them, then gives every privilege again.
DELETE on the few tables that a test wrote costs a tenth of it. Foreign keys are checked at the end of the transaction,
so any order will do.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg import sql

from commun.core import dbrole

# Filled with the tables themselves; no test writes there.
KEPT = ("django_content_type", "auth_permission")


def _written() -> list[str]:
    """Our tables that hold a row."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = [
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(one), sql.Identifier(one))
        for one in tables
        if one not in KEPT
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(asked))
        return [name for (name,) in cursor.fetchall()]


def empty(case: TransactionTestCase) -> None:
    """Put in the place of ``TransactionTestCase._fixture_teardown``."""
    with dbrole.as_owner(), transaction.atomic(), connection.cursor() as cursor:
        for table in _written():
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
