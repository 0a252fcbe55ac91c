"""One thing that happened, ready for any form: Atom, activities, a message to another program."""

import datetime as dt
from dataclasses import dataclass

from commun.core.urls import absolute
from commun.exchange.queries import feed


@dataclass(frozen=True)
class Entry:
    """One thing that happened, ready for any form. ``actor`` is empty where nobody is named."""

    mark: str
    at: dt.datetime
    sentence: str
    url: str
    nature: str
    room: str
    actor: str = ""
    about: str = ""
    # Of which group, and its page, where a stream tells of several.
    group: str = ""
    page_url: str = ""


def entry_of(told: feed.Told) -> Entry:
    """One fact as an entry."""
    fact, line = told.fact, told.line
    url = absolute(line.url) if line.url else ""
    room = fact.name.partition(".")[0]
    return Entry(fact.digest, fact.at, line.sentence, url, told.nature, room, line.actor, line.about)
