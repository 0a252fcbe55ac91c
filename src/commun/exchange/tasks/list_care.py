"""Hours of those who look after lists: refusals are noted, addresses tried, what waited too long goes."""

from commun.core import jobs
from commun.exchange.actions import keeping, moderation, returned


@jobs.periodic("*/5 * * * *", "exchange.note_refusals")
def note_refusals(timestamp: int) -> None:
    """What servers refused at once counts as what comes back."""
    returned.note_refusals()


@jobs.periodic("15 7 * * *", "exchange.look_after_addresses")
def look_after_addresses(timestamp: int) -> None:
    """Addresses on trial, addresses that are paused."""
    returned.look_after_addresses()


@jobs.periodic("25 7 * * *", "exchange.look_after_held")
def look_after_held(timestamp: int) -> None:
    """Mails that nobody decided about."""
    moderation.look_after_held()


@jobs.periodic("45 2 * * *", "exchange.remove_words")
def remove_words(timestamp: int) -> None:
    """Words that their author, or their group, no longer keeps."""
    keeping.remove_words()
