"""Ways of deciding, one file each: what each checks, prepares and counts. They fill ``governance.methods.ways``."""


def register_all() -> None:
    """Add every way of the house (called when the room is ready)."""
    from commun.governance.ways import (
        advice,
        authorisation,
        budget,
        consent,
        dates,
        election,
        sortition,
        soundings,
        votes,
    )

    for module in (consent, authorisation, advice, election, votes, soundings, dates, sortition, budget):
        module.register()
