"""How a row of a book tells its moment to the seal."""

import datetime as dt


def written_at(at: dt.datetime) -> str:
    """A moment as seals tell it: UTC, to the microsecond."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")
