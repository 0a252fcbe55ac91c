"""A book is locked and read in one call; and no index twice."""

import django.db.models.deletion
from django.db import migrations, models

from commun.core.together import Together

# A VOLATILE function in PL/pgSQL sees, after its lock, what others wrote while it waited: one statement alone would
# read as of before. The plan is generic: planning anew cost four times the reading.
READ_BOOK = """
CREATE FUNCTION value_read_book(
    of_space bigint, of_book bigint, wanted bigint[], keys text[],
    OUT lines bigint, OUT last_seal text, OUT until date, OUT known bigint,
    OUT code text, OUT floor bigint, OUT ceiling bigint, OUT is_closed boolean,
    OUT balance bigint, OUT leaving bigint, OUT coming bigint
) RETURNS SETOF record LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    held record;
    used bigint;
BEGIN
    SELECT book.count, book.seal::text AS seal, book.closed_until INTO held FROM value_book AS book
    WHERE book.space_id = of_space AND book.id = of_book FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT count(*) INTO used FROM value_transfer AS line
    WHERE line.space_id = of_space AND line.book_id = of_book AND line.key = ANY (keys) AND line.key <> '';
    RETURN QUERY
    SELECT held.count, held.seal, held.closed_until, used,
        account.code::text, account.floor, account.ceiling, account.closed_on IS NOT NULL,
        last.balance, last.leaving, last.coming
    FROM (SELECT 1) AS always
    LEFT JOIN value_account AS account
        ON account.space_id = of_space AND account.book_id = of_book AND account.id = ANY (wanted)
    LEFT JOIN LATERAL (
        (SELECT number, debit_balance AS balance, debit_leaving AS leaving, debit_coming AS coming
         FROM value_transfer WHERE debit_id = account.id ORDER BY number DESC LIMIT 1)
        UNION ALL
        (SELECT number, credit_balance, credit_leaving, credit_coming
         FROM value_transfer WHERE credit_id = account.id ORDER BY number DESC LIMIT 1)
        ORDER BY number DESC LIMIT 1
    ) AS last ON true;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("value", "0007_mutual_credit")]

    operations = [
        migrations.RunSQL(READ_BOOK, "DROP FUNCTION value_read_book(bigint, bigint, bigint[], text[])"),
        Together(
            [
                migrations.AlterField(
                    model_name="transfer",
                    name="book",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="value.book",
                    ),
                ),
                migrations.AlterField(
                    model_name="transfer",
                    name="credit",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="value.account",
                        verbose_name="to",
                    ),
                ),
                migrations.AlterField(
                    model_name="transfer",
                    name="debit",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="value.account",
                        verbose_name="from",
                    ),
                ),
            ]
        ),
    ]
