"""What runs in the background: thin, safe to run twice."""

from commun.core import jobs


@jobs.task("tenders.match")
def match(**arguments: object) -> None:
    """Match what is new (see actions.matching)."""


def queue_matching() -> None:
    """Match soon; several requests wait as one."""
    jobs.enqueue_once(match, "tenders.match")
