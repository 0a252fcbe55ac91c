"""What an account held on a past day is summed where the lines are, from the nearer end, through the index by days."""

from django.db import migrations

# The server would rather read the whole table with several workers: slower for an account of 100,000 lines, and slower
# still with every other book. ``since`` and ``start``: a day on which the balance is known, and what it was.
HELD_ON = """
CREATE FUNCTION value_held_on(of_account bigint, since date, start bigint, day date)
RETURNS bigint LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET max_parallel_workers_per_gather = 0 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    first_day date;
    last_day date;
    after date := since;
    until date := day;
    balance bigint := start;
    sign integer := 1;
BEGIN
    SELECT greatest(since, least(
        (SELECT min("on") FROM value_transfer WHERE debit_id = of_account),
        (SELECT min("on") FROM value_transfer WHERE credit_id = of_account)
    )), greatest(
        (SELECT max("on") FROM value_transfer WHERE debit_id = of_account),
        (SELECT max("on") FROM value_transfer WHERE credit_id = of_account)
    ) INTO first_day, last_day;
    IF last_day - day < day - first_day THEN
        SELECT last.balance INTO balance FROM (
            (SELECT number, debit_balance AS balance FROM value_transfer
             WHERE debit_id = of_account ORDER BY number DESC LIMIT 1)
            UNION ALL
            (SELECT number, credit_balance FROM value_transfer
             WHERE credit_id = of_account ORDER BY number DESC LIMIT 1)
            ORDER BY number DESC LIMIT 1
        ) AS last;
        after := day;
        until := last_day;
        sign := -1;
    END IF;
    RETURN balance + sign * (
        (SELECT coalesce(sum(amount), 0) FROM value_transfer
         WHERE credit_id = of_account AND "on" > after AND "on" <= until AND step IN ('posted', 'post', 'reverse'))
        - (SELECT coalesce(sum(amount), 0) FROM value_transfer
           WHERE debit_id = of_account AND "on" > after AND "on" <= until AND step IN ('posted', 'post', 'reverse'))
    );
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("value", "0010_accounts_of_the_cooperative")]

    operations = [migrations.RunSQL(HELD_ON, "DROP FUNCTION value_held_on(bigint, date, bigint, date)")]
