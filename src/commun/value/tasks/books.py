"""Every night all books are read again; what does not hold is told to those who run Commun."""

from django.core.management import call_command

from commun.core import jobs


@jobs.periodic("50 2 * * *", "value.verify_books")
def verify_books(timestamp: int) -> None:
    """Fails loudly, with the list: a failed job is what operators look at."""
    call_command("verify_books")
